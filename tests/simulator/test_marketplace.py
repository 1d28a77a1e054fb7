"""The vendor's rules as tables: a state and a call -> an answer. No socket, and a clock that is moved by hand."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest

from desktop.domain.orders.order import OrderStatus
from desktop.simulator.endpoints import NAMES, name_call
from desktop.simulator.marketplace import STATUS_TEXTS, EndpointAnswer, Marketplace, SimOrder
from desktop.simulator.sample_orders import CANCEL_REASONS, RESTAURANT_ID, RESTAURANT_NAME

KEY = "3e9caf87-5cb7-4c4e-adcb-fc2ec54cf24e"
OTHER_KEY = "00000000-0000-4000-8000-000000000000"
TOKEN = "the-token"
NOON = datetime(2026, 1, 15, 9, 0, tzinfo=UTC)  # 12:00 in Istanbul


class Fair:
    """A marketplace, its clock, and short ways to call it."""

    def __init__(self, cooldown: float = 30.0, token_hours: float = 24) -> None:
        self.seconds = 1000.0
        self.market = Marketplace(
            cooldown=cooldown,
            access_token=TOKEN,
            app_secret_key="app",
            rest_secret_key="rest",
            token_hours=token_hours,
            clock=lambda: self.seconds,
            now=lambda: NOON,
        )

    def add(self, status_id: int = 1, courier_type: str = "restaurant", key: str = KEY) -> SimOrder:
        order = SimOrder(
            {"payment_key": key, "status_id": status_id, "courier_type": courier_type}, status_id=status_id
        )
        self.market.orders[key] = order
        return order

    def call(
        self,
        name: str,
        ident: str = "",
        body: Any = None,
        *,
        token: str | None = TOKEN,
        only: int | None = None,
    ) -> EndpointAnswer:
        return self.market.answer(name, ident, token, body, only)

    def current(self, only: int | None = None) -> list[str]:
        """The payment keys that `get-current` tells, cooldown aside."""
        self.market.clear_cooldown()
        answer = self.call("get-current", only=only)
        assert answer.http == 200
        return [order["payment_key"] for order in answer.body["data"]]


@pytest.fixture
def fair() -> Fair:
    return Fair()


def refused(answer: EndpointAnswer) -> tuple[int, str]:
    assert answer.body["status"] is False
    return answer.http, answer.body["error"]


# Names of calls


@pytest.mark.parametrize(
    ("method", "path", "named"),
    [
        ("POST", "/auth/login", ("login", "")),
        ("GET", "/orders/get-current", ("get-current", "")),
        ("PUT", f"/orders/success/{KEY}", ("success", KEY)),
        ("PUT", f"/orders/accept/{KEY}", ("accept", KEY)),
        ("PUT", f"/orders/ontheway/{KEY}", ("ontheway", KEY)),
        ("PUT", f"/orders/complete/{KEY}", ("complete", KEY)),
        ("PUT", f"/orders/cancel/{KEY}", ("cancel", KEY)),
        ("GET", "/orders/cancel-reasons", ("cancel-reasons", "")),
        ("GET", "/orders/variables", ("variables", "")),
        ("GET", "/restaurants/get", ("restaurants", "")),
        ("GET", "/restaurants/status/get/x", ("restaurant-status", "x")),
        ("PUT", "/restaurants/status/open/x", ("restaurant-open", "x")),
        ("PUT", "/restaurants/status/close/x", ("restaurant-close", "x")),
        ("GET", "/foods/get-foods", ("get-foods", "")),
        ("PUT", "/foods/status-active/101", ("food-status-active", "101")),
        ("PUT", "/foods/status-passive/101", ("food-status-passive", "101")),
        # no calls of the API
        ("GET", "/auth/login", ("", "")),
        ("POST", "/orders/get-current", ("", "")),
        ("GET", f"/orders/success/{KEY}", ("", "")),
        ("PUT", "/orders/success/", ("", "")),
        ("GET", "/orders/get-current/x", ("", "")),
        ("GET", "/", ("", "")),
    ],
)
def test_calls_have_names(method: str, path: str, named: tuple[str, str]) -> None:
    assert name_call(method, path) == named
    assert named[0] in NAMES | {""}


# Who may call


@pytest.mark.parametrize("token", [None, "", "wrong", TOKEN.upper()])
@pytest.mark.parametrize(
    "name", ["get-current", "get-foods", "success", "accept", "restaurants", "variables", ""]
)
def test_every_call_but_login_wants_the_token(fair: Fair, token: str | None, name: str) -> None:
    fair.add()
    assert refused(fair.call(name, KEY, token=token)) == (401, "yetkisiz erişim")
    assert not fair.market.orders[KEY].acknowledged


def test_an_expired_token_is_refused_until_the_next_login(fair: Fair) -> None:
    fair.market.token_expired = True
    assert refused(fair.call("get-current")) == (401, "yetkisiz erişim")
    login = fair.call("login", body={"app_secret_key": "app", "rest_secret_key": "rest"}, token=None)
    assert fair.call("get-current", token=login.body["data"]["access_token"]).http == 200


def test_a_login_gives_a_new_token_and_its_end_in_istanbul_time(fair: Fair) -> None:
    keys = {"app_secret_key": "app", "rest_secret_key": "rest"}
    first = fair.call("login", body=keys, token=None).body["data"]
    second = fair.call("login", body=keys, token=None).body["data"]
    assert first["expiration_date"] == "2026-01-16 12:00:00"
    assert len({TOKEN, first["access_token"], second["access_token"]}) == 3
    assert refused(fair.call("get-current", token=first["access_token"])) == (401, "yetkisiz erişim")


@pytest.mark.parametrize(("after", "http"), [(0, 200), (7199, 200), (7200, 401), (9000, 401)])
def test_a_token_ends_by_itself(after: float, http: int) -> None:
    fair = Fair(token_hours=2)
    fair.seconds += after
    assert fair.call("restaurants").http == http
    login = fair.call("login", body={"app_secret_key": "app", "rest_secret_key": "rest"}, token=None)
    token = login.body["data"]["access_token"]
    fair.seconds += 7199
    assert fair.call("restaurants", token=token).http == 200
    fair.seconds += 1
    assert fair.call("restaurants", token=token).http == 401


@pytest.mark.parametrize("hours", [0, -5])
def test_a_vendor_with_a_wrong_clock_tells_an_end_that_is_past_and_takes_the_token(hours: float) -> None:
    fair = Fair(token_hours=hours)
    login = fair.call("login", body={"app_secret_key": "app", "rest_secret_key": "rest"}, token=None)
    assert login.body["data"]["expiration_date"] <= "2026-01-15 12:00:00"
    fair.seconds += 1e6
    assert fair.call("restaurants", token=login.body["data"]["access_token"]).http == 200


@pytest.mark.parametrize(
    ("body", "http", "error", "named"),
    [
        (None, 400, "eksik alan", "app_secret_key"),
        ([], 400, "eksik alan", "app_secret_key"),
        ({"rest_secret_key": "rest"}, 400, "eksik alan", "app_secret_key"),
        ({"app_secret_key": "app"}, 400, "eksik alan", "rest_secret_key"),
        ({"app_secret_key": "app", "rest_secret_key": ""}, 400, "eksik alan", "rest_secret_key"),
        ({"app_secret_key": "app", "rest_secret_key": "no"}, 401, "yetkisiz erişim", ""),
        ({"app_secret_key": "no", "rest_secret_key": "rest"}, 401, "yetkisiz erişim", ""),
    ],
)
def test_a_login_wants_both_keys(fair: Fair, body: Any, http: int, error: str, named: str) -> None:
    answer = fair.call("login", body=body, token=None)
    assert refused(answer) == (http, error)
    assert named in answer.body.get("message", "")
    assert fair.market.access_token == TOKEN


# Cooldown


@pytest.mark.parametrize("name", ["get-current", "get-foods"])
@pytest.mark.parametrize(
    ("after", "http", "seconds"),
    [
        (0.0, 429, 30),
        (1.0, 429, 29),
        (2.0, 429, 28),
        (12.4, 429, 18),
        (29.0, 429, 1),
        (29.99, 429, 1),
        (30.0, 200, 0),
        (31, 200, 0),
    ],
)
def test_the_cooldown_counts_and_says_how_long(
    fair: Fair, name: str, after: float, http: int, seconds: int
) -> None:
    assert fair.call(name).http == 200
    fair.seconds += after
    answer = fair.call(name)
    assert answer.http == http
    if http == 429:
        assert answer.body["error"] == "çok fazla istek"
        told = int(re.findall(r"(\d+) saniye bekleyip", answer.body["message"])[0])
        assert told == seconds
        assert after + told >= 30, "whoever waits as told must be let in"


def test_a_refused_call_does_not_begin_the_cooldown_anew(fair: Fair) -> None:
    fair.call("get-current")
    fair.seconds += 20
    assert fair.call("get-current").http == 429
    fair.seconds += 10
    assert fair.call("get-current").http == 200


def test_counted_from_the_answer_the_cooldown_begins_when_the_answer_goes_out(fair: Fair) -> None:
    fair.call("get-current")
    fair.seconds += 5  # the answer took so long
    fair.market.start_cooldown("get-current")
    fair.seconds += 27
    assert fair.call("get-current").http == 429
    fair.seconds += 3
    assert fair.call("get-current").http == 200


def test_cooldowns_of_different_calls_do_not_meet(fair: Fair) -> None:
    assert fair.call("get-current").http == 200
    assert fair.call("get-foods").http == 200
    assert fair.call("restaurants").http == fair.call("restaurants").http == 200


def test_the_cooldown_is_counted_per_token(fair: Fair) -> None:
    assert fair.call("get-current").http == 200
    login = fair.call("login", body={"app_secret_key": "app", "rest_secret_key": "rest"}, token=None)
    token = login.body["data"]["access_token"]
    assert [fair.call("get-current", token=token).http for _ in range(2)] == [200, 429]


def test_an_unauthorised_call_does_not_begin_the_cooldown(fair: Fair) -> None:
    fair.call("get-current", token="wrong")
    assert fair.call("get-current").http == 200


# Acknowledging


@pytest.mark.parametrize("status_id", [1, 2, 16, 77])
def test_an_order_repeats_until_acknowledged(fair: Fair, status_id: int) -> None:
    order = fair.add(status_id)
    assert fair.current() == fair.current() == [KEY]
    assert order.handed_out == 2
    assert fair.call("success", KEY).body == {"status": True, "data": "OK"}
    assert fair.current() == []


def test_an_order_comes_back_with_each_new_status(fair: Fair) -> None:
    order = fair.add()
    fair.call("success", KEY)
    for status in (OrderStatus.CONFIRMED, OrderStatus.IN_DELIVERY):
        fair.market.set_status(order, status)
        assert fair.current() == [KEY]
        assert order.payload is not None
        assert (order.payload["status_id"], order.payload["status_text"]) == (status, STATUS_TEXTS[status])
        fair.call("success", KEY)
        assert fair.current() == []


def test_an_acknowledgement_meets_the_present_status_though_nobody_saw_it(fair: Fair) -> None:
    order = fair.add()
    assert fair.current() == [KEY]
    fair.market.set_status(order, OrderStatus.CONFIRMED)
    fair.call("success", KEY)
    assert fair.current() == []


@pytest.mark.parametrize("status", [OrderStatus.DELIVERED, OrderStatus.CANCELLED])
def test_an_ended_order_is_never_told(fair: Fair, status: int) -> None:
    fair.market.set_status(fair.add(), status)
    assert fair.current() == []
    assert fair.call("success", KEY).http == 200


def test_current_can_be_asked_for_one_status(fair: Fair) -> None:
    fair.add(1)
    fair.add(2, key=OTHER_KEY)
    assert fair.current() == [KEY, OTHER_KEY]
    assert fair.current(only=2) == [OTHER_KEY]
    assert fair.current(only=16) == []


# Ids


@pytest.mark.parametrize("name", ["success", "accept", "ontheway", "complete", "cancel"])
def test_ids_are_checked(fair: Fair, name: str) -> None:
    fair.add()
    body = {"preparing_time": 30, "reason_id": 1}
    for ident in ("1031", "", f"{KEY}x", f"{{{KEY}}}", KEY.replace("-", "")):
        assert refused(fair.call(name, ident, body)) == (403, "URL hatalı")
    assert refused(fair.call(name, OTHER_KEY, body)) == (404, "sipariş bulunamadı")


def test_an_id_in_capitals_is_the_same_order(fair: Fair) -> None:
    order = fair.add()
    assert fair.call("success", KEY.upper()).http == 200
    assert order.acknowledged


# Actions

MAY_GO: dict[str, set[int]] = {
    "accept": {1},
    "ontheway": {2},
    "complete": {2, 16},
    "cancel": {1, 2, 16},
}
LEADS_TO = {"accept": 2, "ontheway": 16, "complete": 5, "cancel": 6}


@pytest.mark.parametrize("status_id", [1, 2, 16, 5, 6, 77])
@pytest.mark.parametrize("name", MAY_GO)
def test_which_status_lets_which_action_through(fair: Fair, name: str, status_id: int) -> None:
    order = fair.add(status_id)
    order.acknowledged = True
    answer = fair.call(name, KEY, {"preparing_time": 30, "reason_id": 1})
    if status_id in MAY_GO[name]:
        assert answer.body == {"status": True, "data": "OK"}
        assert (order.status_id, order.acknowledged) == (LEADS_TO[name], False)
    else:
        assert refused(answer) == (400, "geçersiz durum")
        assert answer.body["message"]
        assert (order.status_id, order.acknowledged) == (status_id, True)


def test_an_accept_that_comes_twice_takes_effect_once(fair: Fair) -> None:
    order = fair.add()
    assert fair.call("accept", KEY, {"preparing_time": 30}).http == 200
    assert refused(fair.call("accept", KEY, {"preparing_time": 45})) == (400, "geçersiz durum")
    assert order.accepts == [30]


@pytest.mark.parametrize("minutes", [1, 30, 240])
def test_preparation_times_that_are_taken(fair: Fair, minutes: int) -> None:
    order = fair.add()
    assert fair.call("accept", KEY, {"preparing_time": minutes}).http == 200
    assert order.accepts == [minutes]


@pytest.mark.parametrize(
    "body",
    [None, [], {}, *({"preparing_time": wrong} for wrong in (0, -5, 241, "30", 30.0, True, None))],
)
def test_preparation_times_that_are_refused(fair: Fair, body: Any) -> None:
    order = fair.add()
    answer = fair.call("accept", KEY, body)
    assert refused(answer) == (400, "eksik alan")
    assert "preparing_time" in answer.body["message"]
    assert (order.status_id, order.accepts) == (1, [])


@pytest.mark.parametrize(
    ("courier", "http"), [("restaurant", 200), ("fuudy", 400), ("come_get", 400), (None, 400)]
)
def test_only_the_restaurants_own_courier_is_sent_off(fair: Fair, courier: str, http: int) -> None:
    order = fair.add(2, courier)
    assert fair.call("ontheway", KEY).http == http
    assert order.status_id == (16 if http == 200 else 2)


@pytest.mark.parametrize("reason", range(1, 9))
def test_an_order_is_cancelled_for_each_reason(fair: Fair, reason: int) -> None:
    order = fair.add()
    assert fair.call("cancel", KEY, {"reason_id": reason}).http == 200
    assert order.status_id == OrderStatus.CANCELLED


@pytest.mark.parametrize("body", [None, {}, *({"reason_id": wrong} for wrong in (0, 9, "1", None))])
def test_no_order_is_cancelled_without_a_reason(fair: Fair, body: Any) -> None:
    order = fair.add()
    answer = fair.call("cancel", KEY, body)
    assert refused(answer) == (400, "eksik alan")
    assert "reason_id" in answer.body["message"]
    assert order.status_id == OrderStatus.RECEIVED


# Lists and the restaurant


def test_cancel_reasons_are_numbered(fair: Fair) -> None:
    reasons = fair.call("cancel-reasons").body["data"]
    assert [entry["id"] for entry in reasons] == list(range(1, 9))
    assert [entry["reason"] for entry in reasons] == list(CANCEL_REASONS)
    assert CANCEL_REASONS[0] == "Ürün tükendi"
    assert CANCEL_REASONS[7] == "Diğer"


def test_variables_name_payment_and_shipping(fair: Fair) -> None:
    variables = fair.call("variables").body["data"]
    assert {"key": "CASH", "name": "Nakit"} in variables["paymentMethod"]
    assert {"key": "pickup", "name": "Gel Al"} in variables["shippingMethod"]


def test_the_restaurant_opens_and_closes(fair: Fair) -> None:
    assert fair.call("restaurants").body["data"] == [{"id": RESTAURANT_ID, "name": RESTAURANT_NAME}]
    for name, told in (("restaurant-close", "Closed"), ("restaurant-open", "Open")):
        assert fair.call(name, RESTAURANT_ID.upper()).body["data"] == "OK"
        assert fair.call("restaurant-status", RESTAURANT_ID).body["data"] == told


@pytest.mark.parametrize("name", ["restaurant-status", "restaurant-open", "restaurant-close"])
def test_restaurants_that_are_not_ours(fair: Fair, name: str) -> None:
    assert refused(fair.call(name, "7")) == (403, "URL hatalı")
    assert refused(fair.call(name, OTHER_KEY)) == (404, "restoran bulunamadı")
    assert not fair.market.closed


def test_foods_go_off_sale_and_back(fair: Fair) -> None:
    food = fair.call("get-foods").body["data"][0]
    assert {"food_id", "name", "category", "desc", "image", "restaurant_id", "sort", "price"} <= set(food)
    titles = {group["ilave_basligi"]: group["ekleme_cikarma"] for group in food["add_substract"]}
    assert titles == {"Ekstralar": "ekleme", "Çıkarılacaklar": "cikarma"}
    ident = str(food["food_id"])
    assert fair.call("food-status-passive", ident).http == 200
    assert fair.market.off_sale == {ident}
    assert fair.call("food-status-active", ident).http == 200
    assert not fair.market.off_sale
    assert fair.call("food-status-passive", "99999").http == 404


def test_what_is_no_call_is_not_found(fair: Fair) -> None:
    assert fair.call("").http == 404
