"""What can be said on the command line: options and commands, and the refusal of what makes no sense.

Help is in one language, a refusal in both; argparse has English words alone, so those for Turkish stand here too.
"""

from __future__ import annotations

import argparse
import re
from functools import partial
from typing import TYPE_CHECKING, Any, Final, NoReturn

from desktop import __version__
from desktop.system.sentences import Pair
from desktop.system.user_errors import EXIT_USAGE, UserError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_DEFAULT_SCENARIO: Final = "lively"

_ARGPARSE_IN_TURKISH: Final = (
    (r"argument (.+?): (.+)", "{0}: {1}"),
    (r"unrecognized arguments: (.+)", "tanınmıyor: {0}"),
    (r"the following arguments are required: (.+)", "eksik: {0}"),
    (r"one of the arguments (.+) is required", "şunlardan biri gerekli: {0}"),
    (r"ambiguous option: (.+) could match (.+)", "{0} yeterince açık değil, şunlar olabilir: {1}"),
    (r"invalid choice: (.+) \(choose from (.+)\)", "{0} olamaz; olabilecekler: {1}"),
    (r"not allowed with argument (.+)", "{0} ile birlikte verilemez"),
    (r"ignored explicit argument (.+)", "değer almaz ({0})"),
    (r"expected (?:at least )?one argument", "bir değer ister"),
)
"""What argparse finds wrong, as patterns; what is not there stays English."""


def _in_turkish(message: str) -> str:
    for english, turkish in _ARGPARSE_IN_TURKISH:
        if found := re.fullmatch(english, message, re.DOTALL):
            return turkish.format(*map(_in_turkish, found.groups()))
    return message


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise UserError(
            Pair(
                f"Bu seçenekler anlaşılmadı ({_in_turkish(message)}). Seçenekler için: {self.prog} --help",
                f"These options were not understood ({message}). For the options: {self.prog} --help",
            ),
            code=EXIT_USAGE,
        )


class _TurkishHelp(argparse.HelpFormatter):
    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        """Write the first lines of a help."""
        super().add_usage(usage, actions, groups, "kullanım: " if prefix is None else prefix)

    def start_section(self, heading: str | None) -> None:
        """Begin a section of a help."""
        words = {"options": "seçenekler", "positional arguments": "verilenler"}
        super().start_section(words.get(heading or "", heading))


def wants_help(arguments: Sequence[str] | None) -> argparse.Namespace | None:
    """Return what tells the language of help that is asked for, ``lang`` and ``data_dir``; None where none is asked for.

    Args:
        arguments: of the command line, None for those of this process.
    """
    first = _Parser(add_help=False)
    first.add_argument("-h", "--help", action="store_true")
    first.add_argument("--lang")
    first.add_argument("--data-dir")
    try:
        given, _ = first.parse_known_args(arguments)
    except UserError:
        return None  # the whole parser says it
    return given if given.help else None


def parser(*, turkish: bool = False) -> argparse.ArgumentParser:
    """Return the parser of all arguments.

    Args:
        turkish: whether its help is in Turkish.
    """

    def say(in_turkish: str, in_english: str) -> str:
        return in_turkish if turkish else in_english

    formatter = _TurkishHelp if turkish else argparse.HelpFormatter
    common = _Parser(add_help=False, argument_default=argparse.SUPPRESS)
    group = common.add_argument_group(say("her komutta", "everywhere"))
    group.add_argument(
        "-h", "--help", action="help", help=say("bu yardımı gösterir", "show this help message and exit")
    )
    group.add_argument(
        "--data-dir",
        metavar=say("KLASÖR", "DIR"),
        help=say(
            "sipariş ve ayarların klasörü (TEZGAH_DATA_DIR)",
            "folder of orders and settings (TEZGAH_DATA_DIR)",
        ),
    )
    group.add_argument(
        "--base-url",
        metavar=say("ADRES", "URL"),
        help=say(
            "Dükkango API'sinin adresi (TEZGAH_BASE_URL)", "address of the vendor's API (TEZGAH_BASE_URL)"
        ),
    )
    group.add_argument(
        "--poll-seconds",
        metavar="N",
        help=say(
            "iki sorgu arasındaki saniye, normalde 30; daha azı yalnızca bu bilgisayardaki simülatör için",
            "seconds between polls, default 30; less on loopback only",
        ),
    )
    from desktop.system.files.languages import languages

    group.add_argument(
        "--lang",
        choices=languages(),
        help=say("pencerenin dili, verilmezse sistemin dili", "language of the window, default the system's"),
    )

    top = _Parser(
        prog="tezgah",
        parents=[common],
        add_help=False,
        formatter_class=formatter,
        description=say(
            "Restoranın Dükkango'dan gelen siparişlerini alır.",
            "Receives a restaurant's online orders from Dükkango.",
        ),
        epilog=say(
            "Ortam değişkenleri: TEZGAH_DATA_DIR, TEZGAH_BASE_URL ve TEZGAH_ACCESS_TOKEN ya da TEZGAH_APP_SECRET_KEY ile"
            " TEZGAH_REST_SECRET_KEY. Komut satırındaki seçenek ortam değişkeninden, o da ayar dosyasından önce gelir.",
            "Environment: TEZGAH_DATA_DIR, TEZGAH_BASE_URL, and TEZGAH_ACCESS_TOKEN, or TEZGAH_APP_SECRET_KEY with"
            " TEZGAH_REST_SECRET_KEY. An option beats the environment, the environment beats the settings file.",
        ),
    )
    top.add_argument(
        "--version",
        action="version",
        version=f"Tezgâh {__version__}",
        help=say("sürümü gösterir", "show the version and exit"),
    )
    how = top.add_mutually_exclusive_group()
    how.add_argument(
        "--demo",
        nargs="?",
        const=_DEFAULT_SCENARIO,
        metavar=say("SENARYO", "SCENARIO"),
        help=say(
            f"siparişler programın içindeki simülatörden gelir (senaryo verilmezse {_DEFAULT_SCENARIO!r}; 'list' hepsini"
            " sayar)",
            f"orders from the built-in simulator (default {_DEFAULT_SCENARIO!r}; 'list' lists the scenarios)",
        ),
    )
    top.add_argument(
        "--headless",
        action="store_true",
        help=say(
            "penceresiz: her olay için standart çıktıya bir JSON satırı yazar",
            "no window: one JSON line per event on standard output",
        ),
    )
    top.add_argument(
        "--minimised",
        action="store_true",
        help=say(
            "sistem tepsisinde, tepsi yoksa simge durumunda başlar",
            "start in the tray, or minimised where there is none",
        ),
    )
    commands = top.add_subparsers(
        title=say("komutlar", "commands"),
        dest="command",
        parser_class=_Parser,
        metavar=say("KOMUT", "COMMAND"),
    )
    every: dict[str, Any] = {"parents": [common], "add_help": False, "formatter_class": formatter}
    command: Callable[..., argparse.ArgumentParser] = partial(commands.add_parser, **every)
    day = say("YYYY-AA-GG", "YYYY-MM-DD")
    file = say("DOSYA", "FILE")
    as_json = say("JSON olarak", "as JSON")

    export = command(
        "export",
        help=say("kayıtlı siparişleri JSON ya da CSV olarak yazar", "write the stored orders as JSON or CSV"),
    )
    export.add_argument(
        "--format", choices=("json", "csv"), required=True, help=say("dosyanın biçimi", "form of the file")
    )
    export.add_argument(
        "--since",
        metavar=day,
        help=say(
            "yalnızca o gün ve sonrasında gelen siparişler", "only orders received on or after that day"
        ),
    )
    export.add_argument(
        "--output", metavar=file, help=say("verilmezse standart çıktı", "default: standard output")
    )
    report = command(
        "report",
        help=say(
            "bir günün, haftanın ya da ayın siparişlerini sayar",
            "count the orders of a day, a week or a month",
        ),
    )
    report.add_argument("--day", metavar=day, help=say("verilmezse bugün", "default: today"))
    span = report.add_mutually_exclusive_group()
    span.add_argument(
        "--week",
        action="store_true",
        help=say("günün içinde olduğu hafta, pazartesiden", "the week, from Monday, that the day is in"),
    )
    span.add_argument(
        "--month", action="store_true", help=say("günün içinde olduğu ay", "the month that the day is in")
    )
    report.add_argument(
        "--format",
        choices=("text", "json", "pdf"),
        default="text",
        help=say("verilmezse düz metin", "default: plain text"),
    )
    report.add_argument(
        "--output",
        metavar=file,
        help=say(
            "verilmezse standart çıktı; PDF'te bu klasörde, adında gün olan bir dosya",
            "default: standard output; of a PDF a name with the day, in this folder",
        ),
    )
    doctor = command(
        "doctor",
        help=say(
            "sipariş gelebiliyor ve duyulabiliyor mu, denetler",
            "check whether orders can arrive and be heard",
        ),
    )
    doctor.add_argument("--json", action="store_true", help=as_json)
    support = command(
        "support",
        help=say("yardım edecek kişi için destek paketi çıkarır", "make a support package for whoever helps"),
    )
    support.add_argument(
        "--output",
        metavar=file,
        help=say(
            "verilmezse bu klasörde, adında saat olan bir dosya",
            "default: a name with the time, in this folder",
        ),
    )
    connect = command(
        "connect",
        help=say(
            "Dükkango panelindeki anahtarları dener ve saklar; görünmeden yazılır ya da standart girdiden okunur",
            "try the keys of Dükkango's panel out and keep them; typed unseen, or on standard input",
        ),
    )
    how = connect.add_mutually_exclusive_group()
    how.add_argument(
        "--in-file",
        action="store_true",
        help=say(
            "anahtarlık olmayan yerde özel bir dosyada saklar",
            "keep them in a private file where there is no keyring",
        ),
    )
    how.add_argument(
        "--forget", action="store_true", help=say("saklananları unutur", "forget those that are kept")
    )
    settings = command(
        "settings", help=say("ayarları gösterir ve değiştirir", "see and change what people chose")
    )
    _add_settings(settings, say, every)
    return top


def _add_settings(
    settings: argparse.ArgumentParser, say: Callable[[str, str], str], every: dict[str, Any]
) -> None:
    what = settings.add_subparsers(
        title=say("komutlar", "commands"),
        dest="settings_command",
        parser_class=_Parser,
        required=True,
        metavar=say("KOMUT", "COMMAND"),
    )
    command: Callable[..., argparse.ArgumentParser] = partial(what.add_parser, **every)
    name = say("AD", "NAME")
    listed = command(
        "list",
        help=say(
            "bütün ayarlar, varsayılan değerleri ve olabilecekleri",
            "all settings, their defaults, what they can be",
        ),
    )
    listed.add_argument("--json", action="store_true", help=say("JSON olarak", "as JSON"))
    got = command("get", help=say("bir ayarın değeri", "the value of one setting"))
    got.add_argument("name", metavar=name, help=say("ayarın adı", "of the setting"))
    changed = command("set", help=say("bir ayarı değiştirir", "change a setting"))
    changed.add_argument("name", metavar=name, help=say("ayarın adı", "of the setting"))
    to = changed.add_mutually_exclusive_group(required=True)
    to.add_argument(
        "value", metavar=say("DEĞER", "VALUE"), nargs="?", help=say("yeni değeri", "its new value")
    )
    to.add_argument(
        "--default", action="store_true", help=say("varsayılan değere döner", "back to its default")
    )
