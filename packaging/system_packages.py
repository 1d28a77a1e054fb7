"""Finds and installs Debian packages that the computer needs besides Python: Qt's shared libraries, a font, programs.

Root installs them; anybody else is shown the command. Knows nothing of the project's environment.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# Libraries that PySide6-Essentials 6.11 links to and does not contain -> their packages on Debian and Ubuntu. Newer
# releases renamed some (t64); the first name that the machine's package lists know is used.
QT_LIBRARIES: dict[str, tuple[str, ...]] = {
    "libEGL.so.1": ("libegl1",),
    "libGL.so.1": ("libgl1",),
    "libX11-xcb.so.1": ("libx11-xcb1",),
    "libX11.so.6": ("libx11-6",),
    "libdbus-1.so.3": ("libdbus-1-3",),
    "libfontconfig.so.1": ("libfontconfig1",),
    "libfreetype.so.6": ("libfreetype6",),
    "libglib-2.0.so.0": ("libglib2.0-0t64", "libglib2.0-0"),
    "libgthread-2.0.so.0": ("libglib2.0-0t64", "libglib2.0-0"),
    "libgssapi_krb5.so.2": ("libgssapi-krb5-2",),
    "libxcb-cursor.so.0": ("libxcb-cursor0",),
    "libxcb-icccm.so.4": ("libxcb-icccm4",),
    "libxcb-image.so.0": ("libxcb-image0",),
    "libxcb-keysyms.so.1": ("libxcb-keysyms1",),
    "libxcb-randr.so.0": ("libxcb-randr0",),
    "libxcb-render-util.so.0": ("libxcb-render-util0",),
    "libxcb-render.so.0": ("libxcb-render0",),
    "libxcb-shape.so.0": ("libxcb-shape0",),
    "libxcb-shm.so.0": ("libxcb-shm0",),
    "libxcb-sync.so.1": ("libxcb-sync1",),
    "libxcb-util.so.1": ("libxcb-util1",),
    "libxcb-xfixes.so.0": ("libxcb-xfixes0",),
    "libxcb-xkb.so.1": ("libxcb-xkb1",),
    "libxcb.so.1": ("libxcb1",),
    "libxkbcommon-x11.so.0": ("libxkbcommon-x11-0",),
    "libxkbcommon.so.0": ("libxkbcommon0",),
    "libz.so.1": ("zlib1g",),
    "libzstd.so.1": ("libzstd1",),
}
# More libraries that the frozen program leaves to the system: drivers and plugins of the system need the system's
# versions. The parts of the C library are listed too, although their package is always installed.
BASE_LIBRARIES: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(
        ("ld-linux-x86-64.so.2", "libc.so.6", "libdl.so.2", "libm.so.6", "libmvec.so.1", "libpthread.so.0",
         "libresolv.so.2", "librt.so.1", "libutil.so.1"),
        ("libc6",),
    ),
    "libbrotlicommon.so.1": ("libbrotli1",),
    "libbrotlidec.so.1": ("libbrotli1",),
    "libgcc_s.so.1": ("libgcc-s1",),
    "libstdc++.so.6": ("libstdc++6",),
    "libwayland-client.so.0": ("libwayland-client0",),
    "libwayland-cursor.so.0": ("libwayland-cursor0",),
    "libwayland-egl.so.1": ("libwayland-egl1",),
    "libxcb-glx.so.0": ("libxcb-glx0",),
    "libcups.so.2": ("libcups2t64", "libcups2"),
}  # fmt: skip
SYSTEM_LIBRARIES = {**QT_LIBRARIES, **BASE_LIBRARIES}
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts")


def inform(text: str) -> None:
    """Print to standard error; standard output belongs to the program that is run."""
    print(text, file=sys.stderr, flush=True)


def install_packages(packages: Sequence[str], why: str) -> bool:
    """Install Debian packages as root, else print the command; without apt-get print only the reason.

    Returns:
        Whether the packages were installed.
    """
    if sys.platform == "win32" or not shutil.which("apt-get"):
        inform(why)
        return False
    line = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    if os.geteuid() != 0:
        inform(f"{why}\nPlease run:  sudo apt-get update && sudo {' '.join(line)}")
        return False
    inform(f"{why} Installing: {' '.join(packages)}")
    quiet = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    done = [
        subprocess.run(
            step, env=quiet, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=False
        ).returncode
        # a computer that has just started often holds the lock for its own updates
        for step in (["apt-get", "update", "-q"], [*line, "-o", "DPkg::Lock::Timeout=120"])
    ]
    return done[1] == 0


def ensure_programs(programs: Mapping[str, str], why: str) -> None:
    """Install missing programs, or exit with their names.

    Args:
        programs: Debian package to one of its programs.
        why: printed if a program is missing.
    """
    lacking = [package for package, name in programs.items() if not shutil.which(name)]
    if lacking and not install_packages(lacking, why):
        missing = [f"{name} (of {package})" for package, name in programs.items() if not shutil.which(name)]
        if missing:
            sys.exit("Missing programs: " + ", ".join(missing))


def missing_libraries(libraries: Sequence[str]) -> list[str]:
    """Return the shared libraries that the system's loader cannot find."""
    missing = []
    for library in libraries:
        try:
            ctypes.CDLL(library)
        except OSError:
            missing.append(library)
    return missing


def packages_for(libraries: Sequence[str]) -> list[str]:
    """Return the Debian packages of these libraries, with the names of this release."""
    return sorted({_known_name(QT_LIBRARIES[library]) for library in libraries})


def _known_name(names: Sequence[str]) -> str:
    if len(names) == 1 or not shutil.which("apt-cache"):
        return names[-1]
    shown = (subprocess.run(["apt-cache", "show", name], capture_output=True, check=False) for name in names)
    return next((name for name, answer in zip(names, shown) if answer.returncode == 0), names[-1])  # noqa: B905


def has_a_font() -> bool:
    """Return whether any font is installed; without one Qt draws no text."""
    kinds = (".ttf", ".otf", ".ttc", ".pfb")
    folders = (Path(folder).expanduser() for folder in FONT_FOLDERS)
    if any(name.lower().endswith(kinds) for top in folders for _, _, names in os.walk(top) for name in names):
        return True
    asked = shutil.which("fc-list")  # some systems have fonts in other folders
    return asked is not None and bool(subprocess.run([asked], capture_output=True, check=False).stdout)


def ensure_qt(python: Path) -> None:
    """Install what Qt needs to start, or exit with the command that does."""
    if not sys.platform.startswith("linux"):
        return
    missing = missing_libraries(list(QT_LIBRARIES))
    packages = packages_for(missing) + ([] if has_a_font() else ["fonts-dejavu-core"])
    if not packages:
        return
    install_packages(packages, f"Qt needs these parts of the system: {', '.join(missing) or 'a font'}.")
    if missing_libraries(missing):
        window = "from PySide6.QtWidgets import QApplication; QApplication([])"
        if subprocess.run([str(python), "-c", window], check=False).returncode:
            sys.exit("Qt cannot start without these libraries.")
