"""Why an order can be cancelled: the vendor's list, and what it was when this was written, for when it cannot be asked."""

from __future__ import annotations

from typing import Final

import msgspec


class CancelReason(msgspec.Struct, frozen=True):
    """One reason; `id` is what the vendor is told, `reason` its own Turkish words."""

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
        ValueError: it is no list of reasons, or an empty one.
    """
    try:
        found = msgspec.json.decode(data, type=list[CancelReason])
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise ValueError(str(error)) from error
    reasons = tuple(reason for reason in found if reason.reason.strip())
    if not reasons:
        raise ValueError("no reason in the list")
    return reasons
