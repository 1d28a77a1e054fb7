"""The vendor's rules as tables: a state and a call -> an answer. No socket, and a clock moved by hand."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest

from desktop.domain.orders.order import OrderStatus
from desktop.simulator.endpoints import NAMES, name_call
from desktop.simulator.marketplace import STATUS_TEXTS, EndpointAnswer, Marketplace, SimOrder
from desktop.simulator.sample_orders import RESTAURANT_ID, RESTAURANT_NAME

KEY = "3e9caf87-5cb7-4c4e-adcb-fc2ec54cf24e"
OTHER_KEY = "00000000-0000-4000-8000-000000000000"
TOKEN = "the-token"
NOON = datetime(2026, 1, 15, 9, 0, tzinfo=UTC)  # 12:00 in Istanbul


class Caller:
    """A marketplace, its clock, and short calls."""

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
        """Return the payment keys in `get-current`, without cooldown."""
        self.market.clear_cooldown()
        answer = self.call("get-current", only=only)
        assert answer.http == 200
        return [order["payment_key"] for order in answer.body["data"]]


@pytest.fixture
def caller() -> Caller:
    return Caller()


def refused(answer: EndpointAnswer) -> tuple[int, str]:
    assert answer.body["status"] is False
    return answer.http, answer.body["error"]


# Names of calls


CALLS = {
    ("POST", "/auth/login"): ("login", ""),
    ("GET", "/orders/get-current"): ("get-current", ""),
    ("PUT", f"/orders/success/{KEY}"): ("success", KEY),
    ("PUT", f"/orders/accept/{KEY}"): ("accept", KEY),
    ("PUT", f"/orders/ontheway/{KEY}"): ("ontheway", KEY),
    ("PUT", f"/orders/complete/{KEY}"): ("complete", KEY),
    ("PUT", f"/orders/cancel/{KEY}"): ("cancel", KEY),
    ("GET", "/orders/cancel-reasons"): ("cancel-reasons", ""),
    ("GET", "/orders/variables"): ("variables", ""),
    ("GET", "/restaurants/get"): ("restaurants", ""),
    ("GET", "/restaurants/status/get/x"): ("restaurant-status", "x"),
    ("PUT", "/restaurants/status/open/x"): ("restaurant-open", "x"),
    ("PUT", "/restaurants/status/close/x"): ("restaurant-close", "x"),
    ("GET", "/foods/get-foods"): ("get-foods", ""),
    ("PUT", "/foods/status-active/101"): ("food-status-active", "101"),
    ("PUT", "/foods/status-passive/101"): ("food-status-passive", "101"),
}


def test_every_call_has_its_name_and_id() -> None:
    assert {call: name_call(*call) for call in CALLS} == CALLS
    assert {name for name, _ in CALLS.values()} == NAMES


def test_another_method_or_path_is_no_call() -> None:
    for call in (
        ("GET", "/auth/login"),
        ("POST", "/orders/get-current"),
        ("PUT", "/orders/success/"),
        ("GET", "/orders/get-current/x"),
        ("GET", "/"),
    ):
        assert name_call(*call) == ("", ""), call


# Tokens


@pytest.mark.parametrize("token", [None, "", "wrong", TOKEN.upper()])
def test_every_call_except_login_needs_the_token(caller: Caller, token: str | None) -> None:
    caller.add()
    for name in sorted(NAMES - {"login"} | {""}):
        assert refused(caller.call(name, KEY, token=token)) == (401, "yetkisiz erişim"), name
    assert not caller.market.orders[KEY].acknowledged


def test_an_expired_token_is_refused_until_the_next_login(caller: Caller) -> None:
    caller.market.token_expired = True
    assert refused(caller.call("get-current")) == (401, "yetkisiz erişim")
    login = caller.call("login", body={"app_secret_key": "app", "rest_secret_key": "rest"}, token=None)
    assert caller.call("get-current", token=login.body["data"]["access_token"]).http == 200


def test_a_login_returns_a_new_token_and_its_expiry_in_istanbul_time(caller: Caller) -> None:
    keys = {"app_secret_key": "app", "rest_secret_key": "rest"}
    first = caller.call("login", body=keys, token=None).body["data"]
    second = caller.call("login", body=keys, token=None).body["data"]
    assert first["expiration_date"] == "2026-01-16 12:00:00"
    assert len({TOKEN, first["access_token"], second["access_token"]}) == 3
    assert refused(caller.call("get-current", token=first["access_token"])) == (401, "yetkisiz erişim")


def test_a_token_expires_after_its_lifetime() -> None:
    caller = Caller(token_hours=2)
    caller.seconds += 7199
    assert caller.call("restaurants").http == 200
    caller.seconds += 1
    assert caller.call("restaurants").http == 401
    login = caller.call("login", body={"app_secret_key": "app", "rest_secret_key": "rest"}, token=None)
    token = login.body["data"]["access_token"]
    caller.seconds += 7199
    assert caller.call("restaurants", token=token).http == 200
    caller.seconds += 1
    assert caller.call("restaurants", token=token).http == 401


@pytest.mark.parametrize("hours", [0, -5])
def test_zero_or_less_hours_report_a_past_expiry_for_a_valid_token(hours: float) -> None:
    caller = Caller(token_hours=hours)
    login = caller.call("login", body={"app_secret_key": "app", "rest_secret_key": "rest"}, token=None)
    assert login.body["data"]["expiration_date"] <= "2026-01-15 12:00:00"
    caller.seconds += 1e6
    assert caller.call("restaurants", token=login.body["data"]["access_token"]).http == 200


def test_a_login_without_a_key_is_refused(caller: Caller) -> None:
    bodies: list[tuple[Any, str]] = [
        (None, "app_secret_key"),
        ([], "app_secret_key"),
        ({"rest_secret_key": "rest"}, "app_secret_key"),
        ({"app_secret_key": "app"}, "rest_secret_key"),
        ({"app_secret_key": "app", "rest_secret_key": ""}, "rest_secret_key"),
    ]
    for body, missing in bodies:
        answer = caller.call("login", body=body, token=None)
        assert refused(answer) == (400, "eksik alan"), body
        assert missing in answer.body["message"]
    assert caller.market.access_token == TOKEN


def test_a_login_with_a_wrong_key_is_unauthorised(caller: Caller) -> None:
    for keys in (("app", "no"), ("no", "rest")):
        body = dict(zip(("app_secret_key", "rest_secret_key"), keys, strict=True))
        assert refused(caller.call("login", body=body, token=None)) == (401, "yetkisiz erişim")
    assert caller.market.access_token == TOKEN


# Cooldown


@pytest.mark.parametrize("name", ["get-current", "get-foods"])
def test_the_cooldown_error_contains_the_remaining_seconds(name: str) -> None:
    for after, seconds in ((0.0, 30), (1.0, 29), (12.4, 18), (29.0, 1), (29.99, 1)):
        caller = Caller()
        assert caller.call(name).http == 200
        caller.seconds += after
        answer = caller.call(name)
        assert refused(answer) == (429, "çok fazla istek")
        named = int(re.findall(r"(\d+) saniye bekleyip", answer.body["message"])[0])
        assert named == seconds
        assert after + named >= 30, "a client that waits as requested is accepted"
        caller.seconds += 30.0 - after
        assert caller.call(name).http == 200


def test_a_refused_call_does_not_restart_the_cooldown(caller: Caller) -> None:
    caller.call("get-current")
    caller.seconds += 20
    assert caller.call("get-current").http == 429
    caller.seconds += 10
    assert caller.call("get-current").http == 200


def test_a_cooldown_from_the_answer_starts_when_the_answer_is_sent(caller: Caller) -> None:
    caller.call("get-current")
    caller.seconds += 5  # the duration of the answer
    caller.market.start_cooldown("get-current")
    caller.seconds += 27
    assert caller.call("get-current").http == 429
    caller.seconds += 3
    assert caller.call("get-current").http == 200


def test_each_call_has_its_own_cooldown(caller: Caller) -> None:
    assert caller.call("get-current").http == 200
    assert caller.call("get-foods").http == 200
    assert caller.call("restaurants").http == caller.call("restaurants").http == 200


def test_each_token_has_its_own_cooldown(caller: Caller) -> None:
    assert caller.call("get-current").http == 200
    login = caller.call("login", body={"app_secret_key": "app", "rest_secret_key": "rest"}, token=None)
    token = login.body["data"]["access_token"]
    assert [caller.call("get-current", token=token).http for _ in range(2)] == [200, 429]


def test_an_unauthorised_call_starts_no_cooldown(caller: Caller) -> None:
    caller.call("get-current", token="wrong")
    assert caller.call("get-current").http == 200


# Acknowledgements


def test_an_order_is_listed_until_it_is_acknowledged() -> None:
    for status_id in (1, 2, 16, 77):
        caller = Caller()
        order = caller.add(status_id)
        assert caller.current() == caller.current() == [KEY], status_id
        assert order.handed_out == 2
        assert caller.call("success", KEY).body == {"status": True, "data": "OK"}
        assert caller.current() == [], status_id


def test_an_order_is_listed_again_after_each_new_status(caller: Caller) -> None:
    order = caller.add()
    caller.call("success", KEY)
    for status in (OrderStatus.CONFIRMED, OrderStatus.IN_DELIVERY):
        caller.market.set_status(order, status)
        assert caller.current() == [KEY]
        assert order.payload is not None
        assert (order.payload["status_id"], order.payload["status_text"]) == (status, STATUS_TEXTS[status])
        caller.call("success", KEY)
        assert caller.current() == []


def test_an_acknowledgement_applies_to_the_present_status(caller: Caller) -> None:
    order = caller.add()
    assert caller.current() == [KEY]
    caller.market.set_status(order, OrderStatus.CONFIRMED)
    caller.call("success", KEY)
    assert caller.current() == []


def test_an_ended_order_is_never_listed(caller: Caller) -> None:
    for key, status in ((KEY, OrderStatus.DELIVERED), (OTHER_KEY, OrderStatus.CANCELLED)):
        caller.market.set_status(caller.add(key=key), status)
        assert caller.current() == []
        assert caller.call("success", key).http == 200


def test_current_orders_can_be_filtered_by_status(caller: Caller) -> None:
    caller.add(1)
    caller.add(2, key=OTHER_KEY)
    assert caller.current() == [KEY, OTHER_KEY]
    assert caller.current(only=2) == [OTHER_KEY]
    assert caller.current(only=16) == []


# Ids


def test_an_invalid_or_unknown_id_is_refused(caller: Caller) -> None:
    caller.add()
    body = {"preparing_time": 30, "reason_id": 1}
    for name in ("success", "accept", "ontheway", "complete", "cancel"):
        for key in ("1031", "", f"{KEY}x", f"{{{KEY}}}", KEY.replace("-", "")):
            assert refused(caller.call(name, key, body)) == (403, "URL hatalı"), (name, key)
        assert refused(caller.call(name, OTHER_KEY, body)) == (404, "sipariş bulunamadı"), name


def test_an_id_in_capitals_is_the_same_order(caller: Caller) -> None:
    order = caller.add()
    assert caller.call("success", KEY.upper()).http == 200
    assert order.acknowledged


# Actions

MAY_GO: dict[str, set[int]] = {
    "accept": {1},
    "ontheway": {2},
    "complete": {2, 16},
    "cancel": {1, 2, 16},
}
LEADS_TO = {"accept": 2, "ontheway": 16, "complete": 5, "cancel": 6}


@pytest.mark.parametrize("name", MAY_GO)
def test_an_action_needs_a_fitting_status(name: str) -> None:
    for status_id in (1, 2, 16, 5, 6, 77):
        caller = Caller()
        order = caller.add(status_id)
        order.acknowledged = True
        answer = caller.call(name, KEY, {"preparing_time": 30, "reason_id": 1})
        if status_id in MAY_GO[name]:
            assert answer.body == {"status": True, "data": "OK"}, status_id
            assert (order.status_id, order.acknowledged) == (LEADS_TO[name], False)
        else:
            assert refused(answer) == (400, "geçersiz durum"), status_id
            assert answer.body["message"]
            assert (order.status_id, order.acknowledged) == (status_id, True)


def test_a_second_accept_is_refused(caller: Caller) -> None:
    order = caller.add()
    assert caller.call("accept", KEY, {"preparing_time": 30}).http == 200
    assert refused(caller.call("accept", KEY, {"preparing_time": 45})) == (400, "geçersiz durum")
    assert order.accepts == [30]


def test_a_preparation_time_from_1_to_240_is_accepted() -> None:
    for minutes in (1, 30, 240):
        caller = Caller()
        order = caller.add()
        assert caller.call("accept", KEY, {"preparing_time": minutes}).http == 200
        assert order.accepts == [minutes]


def test_any_other_preparation_time_is_refused(caller: Caller) -> None:
    order = caller.add()
    times: list[Any] = [{"preparing_time": wrong} for wrong in (0, -5, 241, "30", 30.0, True, None)]
    for body in (None, [], {}, *times):
        answer = caller.call("accept", KEY, body)
        assert refused(answer) == (400, "eksik alan"), body
        assert "preparing_time" in answer.body["message"]
        assert (order.status_id, order.accepts) == (1, []), body


def test_only_the_restaurants_own_courier_can_leave() -> None:
    for courier, http in (("restaurant", 200), ("fuudy", 400), ("come_get", 400), ("", 400)):
        caller = Caller()
        order = caller.add(2, courier)
        assert caller.call("ontheway", KEY).http == http, courier
        assert order.status_id == (16 if http == 200 else 2)


def test_each_reason_cancels_an_order() -> None:
    for reason in range(1, 9):
        caller = Caller()
        order = caller.add()
        assert caller.call("cancel", KEY, {"reason_id": reason}).http == 200, reason
        assert order.status_id == OrderStatus.CANCELLED


def test_a_cancel_without_a_known_reason_is_refused(caller: Caller) -> None:
    order = caller.add()
    for body in (None, {}, *({"reason_id": wrong} for wrong in (0, 9, "1", None))):
        answer = caller.call("cancel", KEY, body)
        assert refused(answer) == (400, "eksik alan"), body
        assert "reason_id" in answer.body["message"]
        assert order.status_id == OrderStatus.RECEIVED


# Lists and the restaurant


def test_cancel_reasons_are_numbered(caller: Caller) -> None:
    reasons = caller.call("cancel-reasons").body["data"]
    assert [entry["id"] for entry in reasons] == list(range(1, 9))
    assert (reasons[0]["reason"], reasons[7]["reason"]) == ("Ürün tükendi", "Diğer")


def test_variables_contain_payment_and_shipping(caller: Caller) -> None:
    variables = caller.call("variables").body["data"]
    assert {"key": "CASH", "name": "Nakit"} in variables["paymentMethod"]
    assert {"key": "pickup", "name": "Gel Al"} in variables["shippingMethod"]


def test_a_restaurant_closes_and_opens(caller: Caller) -> None:
    assert caller.call("restaurants").body["data"] == [{"id": RESTAURANT_ID, "name": RESTAURANT_NAME}]
    for name, result in (("restaurant-close", "Closed"), ("restaurant-open", "Open")):
        assert caller.call(name, RESTAURANT_ID.upper()).body["data"] == "OK"
        assert caller.call("restaurant-status", RESTAURANT_ID).body["data"] == result


def test_another_restaurant_is_refused(caller: Caller) -> None:
    for name in ("restaurant-status", "restaurant-open", "restaurant-close"):
        assert refused(caller.call(name, "7")) == (403, "URL hatalı"), name
        assert refused(caller.call(name, OTHER_KEY)) == (404, "restoran bulunamadı"), name
    assert not caller.market.closed


def test_a_dish_goes_off_sale_and_back(caller: Caller) -> None:
    food = caller.call("get-foods").body["data"][0]
    assert {"food_id", "name", "category", "desc", "image", "restaurant_id", "sort", "price"} <= set(food)
    titles = {group["ilave_basligi"]: group["ekleme_cikarma"] for group in food["add_substract"]}
    assert titles == {"Ekstralar": "ekleme", "Çıkarılacaklar": "cikarma"}
    ident = str(food["food_id"])
    assert caller.call("food-status-passive", ident).http == 200
    assert caller.market.off_sale == {ident}
    assert caller.call("food-status-active", ident).http == 200
    assert not caller.market.off_sale
    assert caller.call("food-status-passive", "99999").http == 404


def test_an_unknown_call_is_not_found(caller: Caller) -> None:
    assert caller.call("").http == 404
