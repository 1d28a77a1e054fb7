"""The vendor's envelope: its data and its errors."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.orders.poll_schedule import LONGEST_WAIT
from desktop.domain.orders.reading.payload import read_orders
from desktop.vendor.errors import (
    MalformedAnswerError,
    NotFoundError,
    RefusedError,
    ServerFailedError,
    TooManyRequestsError,
    UnauthorisedError,
    VendorError,
)
from desktop.vendor.responses import open_envelope


def answer(error: str, message: str | None = None) -> bytes:
    return json.dumps({"status": False, "error": error} | ({"message": message} if message else {})).encode()


def test_data_is_returned_unchanged() -> None:
    assert open_envelope(200, b'{"status": true, "data":  [ {"a": 1.50} ] }') == b'[ {"a": 1.50} ]'
    assert open_envelope(200, b'{"status": true}') == b"null"


@pytest.mark.parametrize(
    "beside",
    [
        '"error": 0',
        '"error": [], "message": {}',
        '"message": null, "error": false, "code": 7',
        '"status_code": "x"',
    ],
)
def test_what_is_beside_the_data_does_not_decide_about_it(beside: str) -> None:
    assert open_envelope(200, f'{{"status": true, "data": "OK", {beside}}}'.encode()) == b'"OK"'
    assert open_envelope(200, f'{{{beside}, "status": 1, "data": "OK"}}'.encode()) == b'"OK"'


def test_a_byte_order_mark_and_another_good_status_do_not_hide_the_data() -> None:
    assert open_envelope(200, b'\xef\xbb\xbf{"status": true, "data": "OK"}') == b'"OK"'
    assert open_envelope(201, b'{"status": "true", "data": "OK"}') == b'"OK"'


def test_a_list_that_is_missing_is_not_an_empty_one() -> None:
    with pytest.raises(MalformedAnswerError):
        open_envelope(200, b'{"status": true}', needs_data=True)
    assert open_envelope(200, b'{"status": true, "data": []}', needs_data=True) == b"[]"


def test_improper_json_in_the_data_is_passed_to_the_order_reader() -> None:
    assert open_envelope(200, b'{"status": true, "data": [{"total": NaN}]}') == b'[{"total": NaN}]'


GOOD = '{"payment_key": "%s", "id": "41", "status_id": 1, "note": "az"}'
KEYS = [f"00000000-0000-4000-8000-00000000000{number}" for number in range(3)]
ORDERS = [(GOOD % key).encode() for key in KEYS]
SPOILED_NOTES = [rb"\ud83d", rb"\ude00", b"\xff\xc3", b"\x00", b"\xef\xbb\xbf", b"\x1b\n", rb"\q", rb"\u12"]


def keys_in(body: bytes) -> list[str]:
    return [read.order.payment_key for read in read_orders(open_envelope(200, body, needs_data=True)).orders]


@pytest.mark.parametrize("note", SPOILED_NOTES)
@pytest.mark.parametrize(
    "envelope",
    [
        b'{"status": true, "data": [%s]}',
        b'{"data": [%s], "status": true}',
        b'{"status": 1, "message": "OK", "data": [%s]}',
        b'{"status": "true", "data": [%s], "message": "\\ud83d"}',
        b'\xef\xbb\xbf\xef\xbb\xbf{"status": true, "data": [%s]}\x00',
    ],
)
def test_one_spoiled_order_keeps_no_other_away_whatever_the_envelope(envelope: bytes, note: bytes) -> None:
    spoiled = ORDERS[1].replace(b"az", note)
    assert keys_in(envelope % b",".join((ORDERS[0], spoiled, ORDERS[2]))) == KEYS


@pytest.mark.parametrize("note", SPOILED_NOTES)
def test_one_spoiled_order_keeps_no_other_away_in_a_list_that_is_an_object(note: bytes) -> None:
    spoiled = ORDERS[1].replace(b"az", note)
    numbered = b'{"0": %s, "1": %s, "2": %s}' % (ORDERS[0], spoiled, ORDERS[2])
    assert keys_in(b'{"status": true, "data": %s}' % numbered) == KEYS


@pytest.mark.parametrize(
    "data",
    [
        b'"data": [%s, %s, %s], "data": []',
        b'"data": [], "data": [%s, %s, %s]',
        b'"data": [%s, %s, %s], "data": null',
        b'"data": [%s], "data": [%s, %s]',
    ],
)
def test_a_list_that_is_there_twice_counts_whole(data: bytes) -> None:
    assert keys_in(b'{"status": true, %s}' % (data % tuple(ORDERS))) == KEYS


@pytest.mark.parametrize(
    ("http", "body", "kind"),
    [
        (401, answer("yetkisiz erişim"), UnauthorisedError),
        (403, answer("URL hatalı"), NotFoundError),
        (404, answer("sipariş bulunamadı"), NotFoundError),
        (400, answer("eksik alan", "preparing_time zorunludur"), RefusedError),
        (429, answer("çok fazla istek", "17 saniye bekleyin"), TooManyRequestsError),
        (500, answer("hata"), ServerFailedError),
        (502, b"<html>Bad Gateway</html>", ServerFailedError),
        (503, b"", ServerFailedError),
        (301, b"", MalformedAnswerError),
        (200, b"<html>Otel Wi-Fi</html>", MalformedAnswerError),
        (200, b'{"status": tr', MalformedAnswerError),
        (200, b"[]", MalformedAnswerError),
        (418, b"", MalformedAnswerError),
        (418, answer("geçersiz durum"), RefusedError),
        # A refusal in other words is no proof that the order is gone.
        (404, answer("geçersiz durum"), RefusedError),
        (404, answer("kayıt bulunamadı"), NotFoundError),
        # "status": false with HTTP 200: the error code stands for the HTTP status.
        (200, answer("yetkisiz erişim"), UnauthorisedError),
        (200, answer("URL hatalı"), NotFoundError),
        (200, answer("SİPARİŞ BULUNAMADI"), NotFoundError),
        (200, answer("çok fazla istek"), TooManyRequestsError),
        (200, answer("geçersiz durum", "Sipariş zaten onaylanmış"), RefusedError),
    ],
)
def test_each_error_has_its_class(http: int, body: bytes, kind: type[VendorError]) -> None:
    with pytest.raises(VendorError) as caught:
        open_envelope(http, body)
    assert type(caught.value) is kind


def test_the_vendors_sentence_is_kept() -> None:
    with pytest.raises(RefusedError) as caught:
        open_envelope(400, answer("eksik alan", "preparing_time zorunludur"))
    assert caught.value.message == "preparing_time zorunludur"


@pytest.mark.parametrize(
    ("message", "retry_after", "wait"),
    [
        ("Lütfen 17 saniye bekleyip tekrar deneyin.", None, 17),
        ("Çok sık istek. 4,5 sn sonra deneyin", None, 4.5),
        ("1 dakika bekleyin", None, 60),
        ("Kalan süre 12s", None, 12),
        ("Bekleyin", "8", 8),
        ("Bekleyin", None, None),
        ("Please wait 9 seconds", None, 9),
        ("Try again in 1 minute.", None, 60),
        ("Her 30 saniyede bir istek; 60 istek hakkı", None, 30),
        # Never longer than twice the cooldown: the sentence may be misread, and orders wait.
        ("99999999 saniye", None, 60),
        ("10 dakika bekleyin", None, 60),
        # Numbers that are no seconds.
        ("Kalan süre: 12", None, None),
        ("Günlük 5000 istek hakkı doldu", None, None),
        ("error 1015", None, None),
        ("3000 ms bekleyin", None, None),
        ("İstek no 7f3e-8841 sn", None, None),
        ("12:45:30 sn", None, None),
        ("2026-11-30 s", None, None),
        ("Bekleyin", "1796064000", None),
        ("Bekleyin", "Mon, 30 Nov 2099 20:00:00 GMT", None),
        ("Bekleyin", "3000", 60),
        ("Bekleyin", "-5", None),
        ("Bekleyin", "٣٠", None),
        ("Bekleyin 4 sn", "999999", 4),
    ],
)
def test_the_wait_is_read_from_the_sentence(
    message: str, retry_after: str | None, wait: float | None
) -> None:
    with pytest.raises(TooManyRequestsError) as caught:
        open_envelope(429, answer("çok fazla istek", message), retry_after)
    assert caught.value.wait == wait


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=8), inner, max_size=2),
    max_leaves=5,
)
BODIES = st.binary(max_size=60) | st.dictionaries(
    st.sampled_from(["status", "data", "error", "message", "code"]), VALUES, max_size=4
).map(lambda fields: json.dumps(fields).encode())


@given(st.integers(100, 599), BODIES, st.none() | st.text(max_size=20), st.text(max_size=60), st.booleans())
def test_any_answer_is_data_or_an_error_of_the_vendor(
    http: int,
    body: bytes,
    retry_after: str | None,
    message: str,
    needs_data: bool,
) -> None:
    for each in (body, answer("çok fazla istek", message)):
        caught: VendorError | None = None
        try:
            open_envelope(http, each, retry_after, needs_data=needs_data)
        except VendorError as error:
            caught = error
        if caught is None:
            assert http // 100 == 2
        elif isinstance(caught, TooManyRequestsError):
            assert caught.wait is None or 0 <= caught.wait <= LONGEST_WAIT
        elif isinstance(caught, (RefusedError, UnauthorisedError)):
            assert b'"error"' in each


def test_a_million_byte_order_marks_are_passed_in_one_go() -> None:
    """The time limit of a test is the check: taking them off one by one would take hours."""
    assert open_envelope(200, b"\xef\xbb\xbf" * 1_000_000 + b'{"status": true, "data": []}') == b"[]"
