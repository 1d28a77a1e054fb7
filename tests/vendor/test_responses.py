"""The vendor's envelope: its data and its errors."""

from __future__ import annotations

import json

import pytest

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


def test_improper_json_in_the_data_is_passed_to_the_order_reader() -> None:
    assert open_envelope(200, b'{"status": true, "data": [{"total": NaN}]}') == b'[{"total": NaN}]'


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
        (418, b"", RefusedError),
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
        ("2 dakika bekleyin", None, 120),
        ("Kalan süre: 12", None, 12),
        ("Bekleyin", "8", 8),
        ("Bekleyin", None, None),
        ("99999999 saniye", None, 3600),
    ],
)
def test_the_wait_is_read_from_the_sentence(
    message: str, retry_after: str | None, wait: float | None
) -> None:
    with pytest.raises(TooManyRequestsError) as caught:
        open_envelope(429, answer("çok fazla istek", message), retry_after)
    assert caught.value.wait == wait
