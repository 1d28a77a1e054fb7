"""Is there a token, and how far is the vendor reached with it?"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from desktop import __version__
from desktop.domain.text.local_time import ISTANBUL
from desktop.services.checkup.finding import Finding, Level
from desktop.system.machine.clock import now
from desktop.system.secrets.secret_store import SecretPlace
from desktop.system.settings.credentials import AccessToken
from desktop.system.settings.options import display_base_url

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from desktop.system.settings.options import Options
    from desktop.vendor.api import VendorApi
    from desktop.vendor.probe import Reached

_CLOCK_ADVICE: Final = 30.0
_CLOCK_TROUBLE: Final = 120.0
"""Seconds that two clocks may differ."""


def token(options: Options) -> Finding:
    """Say whether there is a token; never which."""
    found = options.credentials
    if found is None and options.secret_place:
        return Finding(
            "token",
            Level.TROUBLE,
            "Bu adres için saklanan anahtar okunamıyor: anahtarlık kilitliyse kilidini açın, anahtar başka bir adres için"
            " verildiyse yeniden girin",
            "The key kept for this address cannot be read: unlock the keyring if it is locked; enter the key again if it was"
            " given for another address",
            options.secret_place,
        )
    if found is None:
        return Finding(
            "token",
            Level.TROUBLE,
            "Erişim anahtarı yok: sipariş alınamaz. Ayarlardan ya da `tezgah connect` ile bağlanın",
            "There is no access token: no orders can be received. Connect in the settings, or with `tezgah connect`",
        )
    if options.secret_place == SecretPlace.FILE:
        return Finding(
            "token",
            Level.ADVICE,
            "Anahtar bu kullanıcının özel bir dosyasında, şifresiz duruyor: anahtarlık olursa oraya taşıyın",
            "The key is kept in a private file of this user, unencrypted: move it into a keyring when there is one",
        )
    if isinstance(found, AccessToken):
        return Finding(
            "token",
            Level.OK,
            f"Erişim anahtarı var ({len(found.token)} karakter)",
            f"There is an access token ({len(found.token)} characters)",
        )
    return Finding("token", Level.OK, "İki gizli anahtar var", "There are both secret keys")


async def try_out(options: Options) -> tuple[Finding, tuple[str, ...]]:
    """Ask the vendor with credentials that were just given; returns what came of it, and the restaurants' names.

    With secret keys this is a login, which may end the token of a program that runs with them: it is given the new ones.
    """
    from desktop.vendor.probe import ProbeStage, probe

    credentials = options.credentials
    assert credentials is not None  # noqa: S101 - looked at by the caller
    api = _build_api(
        options,
        credentials.token
        if isinstance(credentials, AccessToken)
        else (credentials.app_secret_key, credentials.rest_secret_key),
    )
    try:
        reached = await probe(options.base_url, api)
    finally:
        await api.close()
    if reached.stage is ProbeStage.ANSWER and not isinstance(credentials, AccessToken):
        refused = Finding(
            "vendor",
            Level.TROUBLE,
            "Dükkango bu iki gizli anahtarı kabul etmiyor: yerleri karışmış olabilir; panelden yeniden kopyalayın",
            "Dükkango does not take these two secret keys: they may be in each other's place; copy them again",
        )
        return refused, ()
    if reached.stage is ProbeStage.TOKEN and not reached.restaurants:
        nothing = Finding(
            "vendor",
            Level.TROUBLE,
            "Dükkango bu anahtarı kabul ediyor, ama anahtar hiçbir restoranı açmıyor: panelden restoranın anahtarını alın",
            "Dükkango takes this key, but it opens no restaurant: get the restaurant's key from the panel",
        )
        return nothing, ()
    return _reached(reached, options, asked=True), reached.restaurants


async def vendor(options: Options, running: VendorApi | None) -> AsyncIterator[Finding]:
    """Say how far the vendor is reached, and how its clock goes; `running` is the program's own API."""
    from desktop.vendor.probe import probe

    own = None
    if running is None and isinstance(options.credentials, AccessToken):
        own = _build_api(options, options.credentials.token)
    # With secret keys a login of ours could end the token of the program that is running: only the line is looked at.
    api = running or own
    try:
        reached = await probe(options.base_url, api)
    finally:
        if own is not None:
            await own.close()
    yield _reached(reached, options, asked=api is not None)
    if reached.clock_ahead is not None:
        yield _clock(reached.clock_ahead)


def _build_api(options: Options, token: str | tuple[str, str]) -> VendorApi:
    from desktop.system.machine.clock import steady
    from desktop.vendor.factory import connect

    return connect(
        options.base_url, token, user_agent=f"Tezgah/{__version__}", now=now, steady=steady, zone=ISTANBUL
    )


def _reached(reached: Reached, options: Options, *, asked: bool) -> Finding:
    from desktop.vendor.probe import ProbeStage

    host = display_base_url(options.base_url)
    took = f"{reached.milliseconds} ms"
    if reached.stage is ProbeStage.TOKEN:
        names = ", ".join(reached.restaurants) or "–"
        return Finding(
            "vendor",
            Level.OK,
            f"Dükkango yanıt veriyor ve anahtarı kabul ediyor ({took}): {names}",
            f"Dükkango answers and takes the token ({took}): {names}",
        )
    if reached.stage is ProbeStage.ENCRYPTION and not asked:
        return Finding(
            "vendor",
            Level.OK,
            f"{host} adresine ulaşılıyor ({took}); anahtar denenmedi",
            f"{host} is reached ({took}); the token was not tried",
        )
    turkish, english = {
        ProbeStage.NOTHING: (
            f"{host} adı bulunamıyor: internet bağlantısını kontrol edin",
            f"The name {host} is not found: check the internet connection",
        ),
        ProbeStage.NAME: (
            f"{host} adresine bağlanılamıyor: interneti, güvenlik duvarını kontrol edin",
            f"No connection to {host}: check internet and firewall",
        ),
        ProbeStage.CONNECTION: (
            f"{host} güvenilir bir sertifika göstermiyor: saati, antivirüsü ya da Wi-Fi giriş sayfasını kontrol edin",
            f"{host} shows no certificate that is trusted: check clock, antivirus or a Wi-Fi login page",
        ),
        ProbeStage.ENCRYPTION: _hindered(reached, host),
        ProbeStage.ANSWER: (
            "Dükkango erişim anahtarını reddediyor: panelden yenisini alın",
            "Dükkango refuses the access token: get a new one from its panel",
        ),
    }[reached.stage]
    # That a key is refused leaves nothing to be explained.
    detail = "" if reached.stage is ProbeStage.ANSWER else reached.reason
    return Finding("vendor", Level.TROUBLE, turkish, english, detail)


def _hindered(reached: Reached, host: str) -> tuple[str, str]:
    """Return what is said where the line is good and the vendor's answer does not come."""
    from desktop.vendor.probe import Hindrance

    wait = 60 if reached.wait is None else max(1, math.ceil(reached.wait))
    return {
        Hindrance.SILENCE: (
            f"{host} adresine ulaşılıyor, ama yanıtı tam gelmiyor: bağlantı yavaş olabilir; biraz sonra yeniden deneyin",
            f"{host} is reached, but its answer does not come whole: the line may be slow; try again in a while",
        ),
        Hindrance.BUSY: (
            f"Dükkango çok sık sorulduğunu söylüyor; anahtar denenemedi: {wait} saniye sonra yeniden deneyin",
            f"Dükkango says that it is asked too often; the key could not be tried: try again in {wait} seconds",
        ),
        Hindrance.FAILURE: (
            "Dükkango'da şu anda bir arıza var; anahtar denenemedi: birkaç dakika sonra yeniden deneyin",
            "Dükkango has a failure of its own now; the key could not be tried: try again in some minutes",
        ),
        Hindrance.ANOTHER: (
            f"{host} Dükkango gibi yanıt vermiyor: Wi-Fi giriş sayfasını, proxy'yi ya da ayarlardaki adresi kontrol edin",
            f"{host} does not answer as Dükkango does: check for a Wi-Fi login page, a proxy, the address in the settings",
        ),
        Hindrance.PROXY: (
            f"{host} adresine sistemin proxy'si üzerinden ulaşılamıyor: sistemin proxy ayarını kontrol edin",
            f"{host} is not reached through the system's proxy: check the system's proxy settings",
        ),
    }.get(
        reached.hindrance,
        (
            f"{host} yanıt vermeyi reddediyor; anahtar denenemedi: biraz sonra yeniden deneyin",
            f"{host} refuses to answer; the key could not be tried: try again in a while",
        ),
    )


def _clock(ahead: float) -> Finding:
    seconds = round(abs(ahead))
    if abs(ahead) < _CLOCK_ADVICE:
        return Finding("clock", Level.OK, "Saat doğru", "The clock is right", f"{ahead:+.0f} s")
    turkish = (
        f"Bu bilgisayarın saati {seconds} saniye {'ileri' if ahead > 0 else 'geri'}: otomatik saati açın"
    )
    english = (
        f"This computer's clock is {seconds} seconds {'ahead' if ahead > 0 else 'behind'}: let it set itself"
    )
    level = Level.TROUBLE if abs(ahead) >= _CLOCK_TROUBLE else Level.ADVICE
    return Finding("clock", level, turkish, english)
