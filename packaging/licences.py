"""Lists the third-party parts of the program with their licences: licences.txt for people, parts for the SBOM.

Works in any environment that has the program's packages, also without a frozen program:

    python packaging/licences.py OUTPUT [FOLDER OF THE FROZEN PROGRAM]
"""

from __future__ import annotations

import ctypes
import re
import shutil
import sqlite3
import ssl
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

HERE: Final = Path(__file__).resolve().parent
RUN_LOCK: Final = HERE / "requirements-run.txt"
FONT_VERSION: Final = "4.1"
TICKET_FONT_VERSION: Final = "3.8"
"""Versions of the fonts that `resources/fonts/make_font.py` starts from."""
QT: Final = frozenset({"pyside6-essentials", "shiboken6"})
_LICENCE_FILE: Final = re.compile(r"(^|/)(LICEN[CS]E|COPYING|NOTICE|AUTHORS)[^/]*$", re.IGNORECASE)
_PIN: Final = re.compile(r"^([A-Za-z0-9._-]+)==", re.MULTILINE)
_RULE: Final = "=" * 100

PREFACE: Final = """\
Tezgâh: bu programın içinde başkalarının yazdığı parçalar ve lisansları
Tezgâh: what is inside this program that others wrote, and their licences

Qt ve Qt for Python (PySide6) GNU LGPL 3 ile kullanılır. Kütüphaneleri program klasöründe ayrı dosyalar olarak durur;
onları aynı arayüzlü kendi sürümünüzle değiştirebilir, bunun için tersine mühendislik yapabilirsiniz. Kaynak kodları:
Qt and Qt for Python (PySide6) are used under the GNU LGPL 3. Their libraries stand as separate files in the program's
folder; you may replace them with your own versions of the same interface, and reverse engineer to that end. Sources:

    https://download.qt.io/official_releases/qt/
    https://download.qt.io/official_releases/QtForPython/
    https://code.qt.io/cgit/

psycopg (PostgreSQL sürücüsü) de GNU LGPL 3 ile kullanılır: modülleri aynı klasörde ayrı dosyalardır. Kaynak kodu:
psycopg (the driver of PostgreSQL) is used under the GNU LGPL 3 too: its modules are separate files in that folder. Source:

    https://github.com/psycopg/psycopg

Qt'nin içindeki üçüncü taraf parçalar / third-party parts inside Qt:
    https://doc.qt.io/qt-6/licenses-used-in-qt.html
"""


@dataclass(frozen=True)
class Part:
    """A third-party part of the program."""

    name: str
    version: str
    licence: str
    """The name that its maker gives, an SPDX expression where possible."""
    address: str
    texts: tuple[str, ...]
    """Licence texts and notices."""
    on_pypi: bool = False
    cpe: str = ""
    """Maker and product in lists of known vulnerabilities (`openssl:openssl`), for parts that are not on PyPI."""

    @property
    def cpe_name(self) -> str | None:
        """The full CPE name with the maker's version, without Debian's suffix (`5.4.1-1`)."""
        upstream = self.version.split("-")[0].split("+")[0]
        return f"cpe:2.3:a:{self.cpe}:{upstream}:*:*:*:*:*:*:*" if self.cpe else None


@dataclass(frozen=True)
class ShippedLibrary:
    """A shared library of the build machine that is shipped with the program on Linux."""

    pattern: str
    """Regular expression of its file name."""
    name: str
    licence: str
    address: str
    version: str = ""
    text: str = ""
    """A file in `texts`, else the copyright file of the machine's package."""
    cpe: str = ""


SYSTEM_LIBRARIES: Final = (
    ShippedLibrary(
        r"lib(ssl|crypto)\.so", "OpenSSL", "Apache-2.0", "https://www.openssl.org",
        ssl.OPENSSL_VERSION.split()[1], "Apache-2.0.txt", cpe="openssl:openssl",
    ),
    ShippedLibrary(
        r"libsqlite3\.so", "SQLite", "blessing", "https://www.sqlite.org/copyright.html", sqlite3.sqlite_version,
        cpe="sqlite:sqlite",
    ),
    ShippedLibrary(r"libffi\.so", "libffi", "MIT", "https://sourceware.org/libffi/", cpe="libffi_project:libffi"),
    ShippedLibrary(r"liblzma\.so", "XZ Utils (liblzma)", "0BSD", "https://tukaani.org/xz/", cpe="tukaani:xz"),
    ShippedLibrary(r"libbz2\.so", "bzip2", "bzip2-1.0.6", "https://sourceware.org/bzip2/", cpe="bzip:bzip2"),
    ShippedLibrary(
        r"libuuid\.so", "libuuid (util-linux)", "BSD-3-Clause", "https://www.kernel.org/pub/linux/utils/util-linux/",
        cpe="kernel:util-linux",
    ),
    ShippedLibrary(r"libmpdec\.so", "libmpdec", "BSD-2-Clause", "https://www.bytereef.org/mpdecimal/"),
    ShippedLibrary(r"libexpat\.so", "Expat", "MIT", "https://libexpat.github.io", cpe="libexpat_project:libexpat"),
)  # fmt: skip


class UnknownLibraryError(Exception):
    """A library without a known licence would be shipped."""


def locked_names(lock: Path = RUN_LOCK) -> list[str]:
    """Return the names of all packages in a lock file, including those of other systems."""
    return _PIN.findall(lock.read_text("utf-8"))


def canonical(name: str) -> str:
    """Return the normalised name of a package."""
    return re.sub(r"[-_.]+", "-", name).lower()


def distributions_of(modules: Iterable[str], owners: Mapping[str, Sequence[str]]) -> set[str]:
    """Return the normalised names of the packages that modules come from.

    Args:
        modules: dotted names, or paths of extension modules inside the folder.
        owners: the result of `importlib.metadata.packages_distributions`.
    """
    tops = {re.split(r"[./\\]", module)[0] for module in modules}
    return {canonical(owner) for top in tops for owner in owners.get(top, ())}


def part_of(package: Distribution) -> Part:
    """Return the part that an installed package is."""
    about = package.metadata
    name = about["Name"]
    texts = [(HERE / "texts" / f"{text}.txt").read_text("utf-8") for text in _texts_of(name)]
    for file in package.files or []:
        path = Path(str(package.locate_file(file)))
        if ".dist-info/" in file.as_posix() and _LICENCE_FILE.search(file.as_posix()) and path.is_file():
            texts.append(path.read_text("utf-8", errors="replace"))
    return Part(name, package.version, _licence_of(package), _address_of(package), tuple(texts), on_pypi=True)


def _texts_of(name: str) -> tuple[str, ...]:
    # wheels of Qt for Python contain no licence; the LGPL adds to the GPL and needs its text, also for psycopg
    plain = canonical(name)
    texts = {
        "pyside6-essentials": ("LGPL-3.0", "GPL-3.0"),
        "psycopg": ("GPL-3.0",),
        "shiboken6": ("LGPL-3.0",),
    }
    return texts.get(plain, ())


def _licence_of(package: Distribution) -> str:
    about = package.metadata
    if canonical(about["Name"]) in QT:
        return "LGPL-3.0-only"  # the one we choose of those offered
    said = _field(package, "License-Expression") or _field(package, "License")
    if said and "\n" not in said:
        return said
    classes = [str(one) for one in about.get_all("Classifier") or []]
    named = [one.rsplit(" :: ", 1)[1] for one in classes if one.startswith("License ::")]
    return ", ".join("MIT" if one == "MIT License" else one for one in named) or "see below"


def _address_of(package: Distribution) -> str:
    about = package.metadata
    links: dict[str, str] = dict(
        str(one).split(", ", 1) for one in about.get_all("Project-URL") or [] if ", " in one
    )
    folded = {label.lower(): link for label, link in links.items()}
    for label in ("homepage", "home", "source", "repository", "source code", "documentation"):
        if label in folded:
            return folded[label]
    return _field(package, "Home-page")


def _field(package: Distribution, name: str) -> str:
    return str(package.metadata[name]) if name in package.metadata else ""


def python_part() -> Part:
    """Return Python itself; its licence covers the parts inside it."""
    version = ".".join(map(str, sys.version_info[:3]))
    places = (
        Path(sysconfig.get_path("stdlib")) / "LICENSE.txt",
        Path(sys.base_prefix) / "LICENSE.txt",
        Path(f"/usr/share/doc/python{sys.version_info[0]}.{sys.version_info[1]}/copyright"),
    )
    text = next((place.read_text("utf-8", errors="replace") for place in places if place.is_file()), "")
    return Part(
        "Python", version, "PSF-2.0", "https://www.python.org", (text,) if text else (), cpe="python:python"
    )


def font_parts() -> Iterator[Part]:
    """Return the fonts of the window and of tickets."""
    folder = HERE.parent / "resources" / "fonts"
    text = (folder / "OFL.txt").read_text("utf-8")
    yield Part("Inter (as Tezgah Sans)", FONT_VERSION, "OFL-1.1", "https://rsms.me/inter/", (text,))
    text = (folder / "OFL-RobotoCondensed.txt").read_text("utf-8")
    yield Part(
        "Roboto Condensed (as Tezgah Ticket)",
        TICKET_FONT_VERSION,
        "OFL-1.1",
        "https://github.com/googlefonts/roboto-classic",
        (text,),
    )


def parts_of_wheels(folder: Path) -> Iterator[Part]:
    """Return libraries inside wheels that have their own name, version and vulnerabilities.

    Args:
        folder: the frozen program.
    """
    from cryptography.hazmat.backends.openssl import backend
    from PySide6.QtCore import qVersion

    lgpl = (HERE / "texts" / "LGPL-3.0.txt").read_text("utf-8")
    yield Part("Qt", qVersion(), "LGPL-3.0-only", "https://www.qt.io", (lgpl,), cpe="qt:qt")
    version = backend.openssl_version_text().split()[1]
    text = (HERE / "texts" / "Apache-2.0.txt").read_text("utf-8")
    yield Part(
        "OpenSSL (in cryptography)",
        version,
        "Apache-2.0",
        "https://www.openssl.org",
        (text,),
        cpe="openssl:openssl",
    )
    for path in sorted(folder.rglob("libicuuc.so.*")):
        if not path.is_symlink():
            yield Part(
                "ICU", _version_of_icu(path), "Unicode-DFS-2016", "https://icu.unicode.org",
                ((HERE / "texts" / "ICU.txt").read_text("utf-8"),), cpe="icu-project:international_components_for_unicode",
            )  # fmt: skip


def _version_of_icu(library: Path) -> str:
    said = (ctypes.c_uint8 * 4)()
    ctypes.CDLL(str(library))[f"u_getVersion_{library.name.rsplit('.', 1)[1]}"](said)
    return f"{said[0]}.{said[1]}"


def bootloader_part() -> Part:
    """Return PyInstaller's bootloader, which becomes the program's executable; its licence has an exception for that."""
    package = distribution("pyinstaller")
    whole = part_of(package)
    return Part(
        "PyInstaller (bootloader)",
        package.version,
        "GPL-2.0-or-later WITH Bootloader-exception",
        whole.address,
        whole.texts,
        on_pypi=True,
    )


def library_parts(files: Iterable[Path]) -> Iterator[Part]:
    """Return the parts for system libraries in the frozen folder.

    Raises:
        UnknownLibraryError: one of them is not in `SYSTEM_LIBRARIES`.
    """
    seen = set()
    for path in sorted(files):
        known = next((one for one in SYSTEM_LIBRARIES if re.match(one.pattern, path.name)), None)
        if known is None:
            raise UnknownLibraryError(
                f"{path.name} would be shipped: add its licence to packaging/licences.py, or leave it to the system in"
                " packaging/system_packages.py"
            )
        if known.name not in seen:
            seen.add(known.name)
            version, said = _of_this_machine(path.name)
            own = (HERE / "texts" / known.text).read_text("utf-8") if known.text else ""
            texts = tuple(text for text in (said, own) if text)
            yield Part(
                known.name, known.version or version, known.licence, known.address, texts, cpe=known.cpe
            )


def _of_this_machine(name: str) -> tuple[str, str]:
    """Return version and copyright text of the Debian package that holds a library; empty texts without one."""
    asker = shutil.which("dpkg-query")
    if asker is None:
        return "", ""
    found = _answer([asker, "--search", f"*/{name}"]).splitlines()
    if not found:
        return "", ""
    package = found[0].split(": ")[0].split(",")[0]
    version = _answer([asker, "--show", "--showformat=${Version}", package])
    said = Path("/usr/share/doc", package.split(":")[0], "copyright")
    return version, said.read_text("utf-8", errors="replace") if said.is_file() else ""


def _answer(command: list[str]) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def system_libraries_in(folder: Path) -> list[Path]:
    """Return the build machine's libraries in a frozen folder, without links and Python's own."""
    found = folder.glob("_internal/lib*.so*")
    return [path for path in found if not path.is_symlink() and not path.name.startswith("libpython")]


def packages(names: Iterable[str]) -> Iterator[Part]:
    """Return the parts for installed packages; a lock file also names packages of other systems."""
    for name in names:
        try:
            yield part_of(distribution(name))
        except PackageNotFoundError:
            continue


def all_parts(folder: Path | None, names: Iterable[str] | None = None) -> list[Part]:
    """Return all third-party parts, sorted by name.

    Args:
        folder: the frozen program, None without one.
        names: of packages, None for those of the run lock.
    """
    parts = [python_part(), *font_parts(), *packages(locked_names() if names is None else names)]
    if folder is not None:
        from driver_licences import driver_parts

        parts += [bootloader_part(), *library_parts(system_libraries_in(folder)), *parts_of_wheels(folder)]
        parts += driver_parts(folder)
    return sorted(parts, key=lambda part: part.name.lower())


def document(parts: list[Part]) -> str:
    """Return licences.txt: an overview, then all texts."""
    width = max(len(f"{part.name} {part.version}") for part in parts)
    lines = [PREFACE, ""]
    lines += [f"{f'{part.name} {part.version}':{width}}  {part.licence}" for part in parts]
    for part in parts:
        lines += ["", _RULE, f"{part.name} {part.version} – {part.licence}", part.address, _RULE, ""]
        lines += [text.strip() + "\n" for text in part.texts] or ["(as named above)"]
    return "\n".join(line.rstrip() for line in "\n".join(lines).splitlines()) + "\n"


def main(arguments: list[str]) -> int:
    """Write licences.txt; returns the exit code."""
    output = Path(arguments[0])
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(document(all_parts(Path(arguments[1]) if arguments[1:] else None)), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
