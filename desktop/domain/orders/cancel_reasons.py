"""Cancel reasons: the vendor's list, and a copy of it for when the vendor cannot be reached."""

from __future__ import annotations

from typing import Final

import msgspec


class CancelReason(msgspec.Struct, frozen=True):
    """One reason; `id` is sent to the vendor, `reason` is its Turkish text."""

    id: int
    reason: str


# Source: the vendor's reference of `/orders/cancel-reasons`.
KNOWN: Final = tuple(
    CancelReason(number, reason)
    for number, reason in enumerate(
        (
            "Ürün tükendi",
            "Adres bulunamıyor",
            "Yoğunluk nedeniyle",
            "Müşteri iptal etti",
            "Teknik sorun",
            "Çok uzak teslimat adresi",
            "Ödeme problemi",
            "Diğer",
        ),
        1,
    )
)


def read_reasons(data: bytes | str) -> tuple[CancelReason, ...]:
    """Read the vendor's list.

    Raises:
        ValueError: it is no list of reasons, or it is empty.
    """
    try:
        found = msgspec.json.decode(data, type=list[msgspec.Raw])
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise ValueError(str(error)) from error
    reasons = tuple(reason for entry in found if (reason := _reason(entry)) is not None)
    if not reasons:
        raise ValueError("no reason in the list")
    return reasons


def _reason(entry: msgspec.Raw) -> CancelReason | None:
    """Return one reason, None where it cannot be chosen: an odd entry must not hide the others."""
    try:
        reason = msgspec.json.decode(entry, type=CancelReason, strict=False)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    return reason if reason.reason.strip() else None
