"""Addresses in at most three lines."""

from __future__ import annotations

import pytest

from desktop.ui.text.orders.address import in_few_lines


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        (
            ("Dershane Sokak No 5", "Apt. Deneme B", "Kat 3", "Daire 12", "İlçe Mecidiyeköy", "İstanbul"),
            "Dershane Sokak No 5\nApt. Deneme B, Kat 3, Daire 12\nİlçe Mecidiyeköy, İstanbul",
        ),
        (
            ("Dershane Sokak No 5", "Mah. Harbiye", "Kat 3", "İstanbul", "Tarif: Arka giriş"),
            "Dershane Sokak No 5, Mah. Harbiye\nKat 3\nİstanbul, Tarif: Arka giriş",
        ),
        (("A", "B", "C", "D", "E"), "A\nB\nC, D, E"),
        (("Kat 1", "Daire 2", "İzmir", "Tarif: x"), "Kat 1, Daire 2\nİzmir, Tarif: x"),
        (("A", "B"), "A\nB"),
        (("iki\nsatır", "B"), "iki satır\nB"),
        ((), ""),
    ],
)
def test_short_parts_share_a_line_and_none_is_lost(parts: tuple[str, ...], text: str) -> None:
    assert in_few_lines(parts) == text
    assert text.count("\n") < 3
