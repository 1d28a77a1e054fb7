"""The support package: files for a remote helper, without secrets and without customers' data.

It is built in memory, so that people can read it before they save it.
"""

from __future__ import annotations

import io
import json
import zipfile
from typing import TYPE_CHECKING, Any, Final

import msgspec

from desktop.system.files.languages import in_both
from desktop.system.files.log import LOG_NAME, Redaction
from desktop.system.machine.clock import now
from desktop.system.settings.addresses import display_base_url

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from desktop.services.checkup import Finding
    from desktop.store.inspection import Inspection
    from desktop.system.settings.options import Options

_LARGEST_LOG: Final = 4 << 20
"""Bytes; a larger log file is cut at its start."""

README: Final = """\
Tezgâh destek paketi / support package

checkup.txt     tanı sonuçları / what the check-up found
checkup.json    aynısı, programlar için / the same for programs
settings.json   ayarlar, gizli bilgi yok / settings, no secrets
database.json   tablo ve satır sayıları, sipariş içeriği yok / tables and counts, no order's content
logs/           programın günlüğü, gizli bilgi ve müşteri verisi ayıklanmış
                the program's log, without secrets and customers' data
"""


def contents(
    options: Options, findings: Sequence[Finding], inspection: Inspection | None
) -> list[tuple[str, bytes]]:
    """Return names and contents of the files.

    Args:
        options: of the running program.
        findings: of a check-up.
        inspection: numbers of the database, None if it cannot be read.
    """
    redact = Redaction(options.secrets)
    files = [
        ("README.txt", README),
        ("checkup.txt", _as_text(findings)),
        ("checkup.json", _as_json([_as_dict(finding) for finding in findings])),
        ("settings.json", _as_json(_settings(options))),
    ]
    if inspection is not None:
        files.append(("database.json", _as_json(msgspec.to_builtins(inspection))))
    files += [(f"logs/{path.name}", _log(path)) for path in _logs(options.data_dir)]
    # Redact all files once more, even those that should hold no secret.
    return [(name, redact(text).encode()) for name, text in files]


def as_zip(files: Iterable[tuple[str, bytes]]) -> bytes:
    """Return the package as a ZIP file."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return whole.getvalue()


def file_name() -> str:
    """Return the file name of a package that is made now."""
    return f"tezgah-destek-{now().strftime('%Y%m%d-%H%M%S')}.zip"


def _as_text(findings: Sequence[Finding]) -> str:
    lines = []
    for finding in findings:
        lines.append(f"{finding.level:8} {finding.name}: {' / '.join(in_both(finding.message))}")
        if finding.detail:
            lines.append(f"{'':8} {finding.detail}")
    return "\n".join(lines) + "\n"


def _as_dict(finding: Finding) -> dict[str, str]:
    turkish, english = in_both(finding.message)
    return {
        "name": finding.name,
        "level": finding.level.value,
        "turkish": turkish,
        "english": english,
        "detail": finding.detail,
    }


def _as_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2, default=str) + "\n"


def _settings(options: Options) -> dict[str, Any]:
    settings, wrong = options.settings_file.examine()
    # Only known settings: another version may have stored anything in the file.
    known = msgspec.to_builtins(settings)
    for name in ("base_url", "update_url"):
        known[name] = display_base_url(known[name]) if known[name] else ""
    # The hash of so few digits could be broken by trying all: leave it out instead of trusting the redaction.
    known["pin"] = bool(settings.pin)
    return {
        "settings": known,
        "wrong": wrong,
        "address": display_base_url(options.base_url),
        "lang": options.lang,
    }


def _logs(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob(f"{LOG_NAME}*") if path.is_file())


def _log(path: Path) -> str:
    try:
        data = path.read_bytes()[-_LARGEST_LOG:]
    except OSError as error:
        return f"{error.strerror}\n"
    return data.decode("utf-8", "replace")
