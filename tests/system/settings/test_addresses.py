"""Addresses are called as they are shown, and shown so that they cannot mislead."""

from __future__ import annotations

import httpx
import pytest

from desktop.system.settings.addresses import (
    DEFAULT_BASE_URL,
    display_base_url,
    is_vendors,
    normal_address,
    origin,
    whole_address,
)

CYRILLIC = "https://www.dükk\u0430ngo.com/api/integrations"


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        (DEFAULT_BASE_URL, "www.dükkango.com"),
        ("https://www.dükkango.com/api", "www.dükkango.com"),
        ("https://WWW.DÜKKANGO.COM/api", "www.dükkango.com"),
        ("https://du\u0308kkango.com/", "?"),
        ("https://api.dükkango.com/", "api.dükkango.com"),
        (CYRILLIC, "www.xn--dkkngo-3ya676d.com"),
        ("https://www.xn--dkkngo-3ya676d.com/", "www.xn--dkkngo-3ya676d.com"),
        ("https://dükkango.com.evil.example/", "xn--dkkango-n2a.com.evil.example"),
        ("https://evil-dükkango.com/", "xn--evil-dkkango-ilb.com"),
        ("https://www.dükkango.com./", "www.xn--dkkango-n2a.com."),
        ("https://www.dükkango.com:8443/", "www.dükkango.com:8443"),
        ("https://www.dükkango.com:443/", "www.dükkango.com"),
        ("http://www.dükkango.com/", "http://www.dükkango.com"),
        ("https://www.dükkango.com@evil.example/", "evil.example"),
        ("https://www.dükkango.com\u3002evil.example/", "www.xn--dkkango-n2a.com.evil.example"),
        ("https://straße.example/", "xn--strae-oqa.example"),
        ("http://127.0.0.1:8080/api", "127.0.0.1:8080"),
        ("https://[2001:DB8::0:1]:444/", "[2001:db8::1]:444"),
        ("https://xn--/", "xn--"),
        ("https://\u202emoc.ognakkud/", "?"),
        ("https://a b/", "?"),
        ("", "?"),
    ],
)
def test_every_host_but_the_vendors_is_shown_in_punycode(url: str, shown: str) -> None:
    assert display_base_url(url) == shown
    assert shown.removeprefix("http://").replace("dükkango.com", "").isascii()


@pytest.mark.parametrize(
    "url",
    [DEFAULT_BASE_URL, CYRILLIC, "https://straße.example", "https://Bücher.example:444", "https://İ.example"],
)
def test_the_shown_host_is_the_one_that_is_called(url: str) -> None:
    assert httpx.URL(url).raw_host.decode() == httpx.URL(normal_address(url)).raw_host.decode()
    assert httpx.URL(url).raw_host.decode() in normal_address(url)


def test_a_whole_address_has_no_letter_that_misleads() -> None:
    assert whole_address("") == ""
    assert whole_address("https://www.dükkango.com/api/integrations") == DEFAULT_BASE_URL
    assert whole_address(CYRILLIC) == "https://www.xn--dkkngo-3ya676d.com/api/integrations"
    assert whole_address("https://dükk\u0430ngo@x/\u202e").isascii()


def test_origins_are_the_same_for_all_spellings() -> None:
    same = ("https://www.dükkango.com/a", "HTTPS://WWW.xn--dkkango-n2a.com:443/b")
    assert len({origin(url) for url in same}) == 1
    others = (
        CYRILLIC,
        "http://www.dükkango.com",
        "https://www.dükkango.com:444",
        "https://www.dükkango.com.",
    )
    assert len({origin(url) for url in (*same, *others)}) == 1 + len(others)
    assert origin("nonsense") == "nonsense"


def test_the_vendors_own_address() -> None:
    assert is_vendors(DEFAULT_BASE_URL)
    assert is_vendors("https://api.dükkango.com")
    for url in (
        CYRILLIC,
        "https://dükkango.com.evil.example",
        "https://xdükkango.com",
        "nonsense",
        "https://[::1",
    ):
        assert not is_vendors(url), url
