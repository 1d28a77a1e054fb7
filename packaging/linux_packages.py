"""Makes .deb and .rpm (with nfpm) and a portable archive from the frozen folder."""

from __future__ import annotations

import json
import platform
import subprocess
import tarfile
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from system_packages import SYSTEM_LIBRARIES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from elf import Linked

HERE: Final = Path(__file__).resolve().parent
ICONS: Final = HERE.parent / "resources" / "icons"
HOME: Final = "/opt/tezgah"
DOCUMENTS: Final = "/usr/share/doc/tezgah"
SIZES: Final = (16, 24, 32, 48, 64, 128, 256)
ARCHITECTURES: Final = {"x86_64": "amd64", "aarch64": "arm64"}
"""Python's name of an architecture to nfpm's."""

DESCRIPTION: Final = """\
Orders of Dükkango restaurants at the counter
Receives a restaurant's online orders, saves each one, shows it and rings until somebody deals with it.
Dükkango siparişlerini alır, kaydeder, gösterir ve biri ilgilenene kadar çalar."""
SOUND: Final = {
    "deb": ["libasound2t64 | libasound2", "libpulse0"],
    "rpm": ["libasound.so.2()(64bit)", "libpulse.so.0()(64bit)"],
}
"""Sound libraries that are loaded at run time. They are required: without them Tezgâh cannot ring."""
RECOMMENDED: Final = {
    # a font with Turkish letters; xdg-utils opens folders and links
    "deb": ["fonts-dejavu-core | fonts-noto-core | fonts-liberation", "xdg-utils"],
    "rpm": ["(dejavu-sans-fonts or google-noto-sans-fonts)", "xdg-utils"],
}


PORTABLE_README: Final = """\
Bu klasörü istediğiniz yere koyun ve içindeki `tezgah` programını başlatın. Taşırsanız "Bilgisayarla birlikte başlat"
seçeneğini kapatıp yeniden açın: açılışta eski yerinde aranır. Siparişler ve ayarlar burada değil, ~/.local/share/tezgah
içindedir. Debian, Ubuntu, Fedora ya da openSUSE varsa .deb ya da .rpm paketi daha kolaydır: gerekenleri kendisi getirir.

Put this folder where you like and start the program `tezgah` in it. After moving it switch "Start with the computer" off
and on again: the old place is what is looked for at login. Orders and settings are not here but in ~/.local/share/tezgah.
On Debian, Ubuntu, Fedora or openSUSE the .deb or .rpm is easier: it brings what is needed.

Bilgisayarda gerekenler / needed on the computer: glibc {glibc}, ca-certificates, xdg-utils, bir yazı tipi / a font,

{libraries}
"""


class UnknownDependencyError(Exception):
    """The program links to a library without a known package."""


def debian_dependencies(outside: Linked) -> list[str]:
    """Return the dependencies of a .deb whose files link to these libraries.

    Raises:
        UnknownDependencyError: `system_packages` does not know a library.
    """
    _need_known(outside.libraries)
    packages = {" | ".join(SYSTEM_LIBRARIES[library]) for library in outside.libraries} - {"libc6"}
    return [f"libc6 (>= {_newest(outside)})", *sorted(packages), *SOUND["deb"], "ca-certificates"]


def rpm_dependencies(outside: Linked) -> list[str]:
    """Return the requirements of an .rpm: library names, which the packages of each distribution provide."""
    _need_known(outside.libraries)
    own = {name for name in outside.libraries if SYSTEM_LIBRARIES[name] != ("libc6",)}
    return [
        f"libc.so.6(GLIBC_{_newest(outside)})(64bit)", *(f"{name}()(64bit)" for name in sorted(own)), *SOUND["rpm"],
        "ca-certificates",
    ]  # fmt: skip


def _need_known(libraries: Sequence[str]) -> None:
    unknown = [library for library in libraries if library not in SYSTEM_LIBRARIES]
    if unknown:
        raise UnknownDependencyError(
            f"add the packages of these libraries to packaging/system_packages.py: {unknown}"
        )


def _newest(outside: Linked) -> str:
    return ".".join(map(str, outside.glibc[-1]))


def package_config(
    folder: Path, version: str, outside: Linked, maintainer: str, extra: Path
) -> dict[str, Any]:
    """Return nfpm's configuration, which is written as JSON, a subset of YAML.

    Args:
        folder: the frozen program.
        version: of the package.
        outside: libraries that the folder's files link to outside of it.
        maintainer: name and mail address of the packager.
        extra: folder with licences.txt and the changelog.
    """
    icons = [
        _file(ICONS / f"tezgah-{size}.png", f"/usr/share/icons/hicolor/{size}x{size}/apps/tezgah.png")
        for size in SIZES
    ]
    return {
        "name": "tezgah",
        "arch": ARCHITECTURES[platform.machine()],
        "platform": "linux",
        "version": version,
        "section": "misc",
        "priority": "optional",
        "maintainer": maintainer,
        "description": DESCRIPTION,
        "contents": [
            {"src": str(folder), "dst": HOME, "type": "tree"},
            {"src": f"{HOME}/tezgah", "dst": "/usr/bin/tezgah", "type": "symlink"},
            _file(HERE / "linux" / "tezgah.desktop", "/usr/share/applications/tezgah.desktop"),
            *icons,
            _file(ICONS / "tezgah.svg", "/usr/share/icons/hicolor/scalable/apps/tezgah.svg"),
            {"dst": DOCUMENTS, "type": "dir"},  # else rpm would leave it behind
            _file(extra / "copyright", f"{DOCUMENTS}/copyright"),
            _file(extra / "CHANGELOG.md", f"{DOCUMENTS}/CHANGELOG.md"),
        ],
        "scripts": {"postinstall": str(HERE / "linux" / "after-install.sh")},
        "deb": {"compression": "xz"},
        # the builder's own name would make each machine's package another one
        "rpm": {"compression": "xz", "group": "Applications/Internet", "buildhost": "localhost"},
        "overrides": {
            "deb": {"depends": debian_dependencies(outside), "recommends": RECOMMENDED["deb"]},
            "rpm": {"depends": rpm_dependencies(outside), "recommends": RECOMMENDED["rpm"]},
        },
    }


def _file(source: Path, target: str) -> dict[str, Any]:
    return {"src": str(source), "dst": target, "file_info": {"mode": 0o644}}


def make_package(nfpm: str, config: dict[str, Any], kind: str, target: Path, work: Path) -> Path:
    """Let nfpm make a package; returns its path.

    Args:
        nfpm: the program.
        config: what `package_config` returned.
        kind: "deb" or "rpm".
        target: folder of the archive.
        work: folder for the configuration.
    """
    name = {
        "deb": f"tezgah_{config['version']}_{config['arch']}.deb",
        "rpm": f"tezgah-{config['version']}-1.{platform.machine()}.rpm",
    }[kind]
    file = work / f"nfpm-{kind}.yaml"
    file.write_text(json.dumps(config, ensure_ascii=False, indent=1), "utf-8")
    command = [nfpm, "package", "--config", str(file), "--packager", kind, "--target", str(target / name)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return target / name


def portable_readme(outside: Linked) -> str:
    """Return the README of the portable archive.

    Args:
        outside: libraries that the folder's files link to outside of it.
    """
    needed = [name for name in outside.libraries if SYSTEM_LIBRARIES[name] != ("libc6",)]
    libraries = textwrap.fill(" ".join([*needed, "libasound.so.2", "libpulse.so.0"]), 100)
    return PORTABLE_README.format(glibc=_newest(outside), libraries=libraries)


def make_archive(folder: Path, name: str, target: Path, epoch: int, extra: Sequence[Path]) -> Path:
    """Pack the folder; the same files give the same bytes. Returns the path of the archive.

    Args:
        folder: the frozen program.
        name: of the archive, and of the folder in it.
        target: folder of the archive.
        epoch: time of all files, in seconds since 1970.
        extra: more files for its folder.
    """

    def plain(member: tarfile.TarInfo) -> tarfile.TarInfo:
        member.uid = member.gid = 0
        if not member.issym():  # independent of the umask
            member.mode = 0o755 if member.mode & 0o100 else 0o644
        member.uname = member.gname = "root"
        member.mtime = epoch
        return member

    path = target / f"{name}.tar.xz"
    with tarfile.open(path, "w:xz", preset=9, format=tarfile.PAX_FORMAT) as archive:
        for one in sorted(folder.rglob("*")):
            archive.add(one, f"{name}/{one.relative_to(folder)}", recursive=False, filter=plain)
        for one in extra:
            archive.add(one, f"{name}/{one.name}", recursive=False, filter=plain)
    return path
