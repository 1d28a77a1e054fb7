"""What the machine must have besides Python: Qt's shared libraries, a font, Debian packages in general.

Looks, installs where it is root and may, else prints the line that does. Knows nothing of the project's environment.
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

# What PySide6-Essentials 6.11 links to and does not bring along -> its package on Debian and Ubuntu, where newer
# releases renamed some (t64): the first that the machine's package lists know is taken.
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
# What the frozen program links to besides and leaves to the system: drivers and plugins of the system want them as new
# as the system has them. The C library is no Debian package to be chosen; its parts stand here so that it is one list.
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


def say(text: str) -> None:
    """Tell the person at the terminal; never on standard output, which belongs to the program that is run."""
    print(text, file=sys.stderr, flush=True)


def install_packages(packages: Sequence[str], why: str) -> bool:
    """Install Debian packages as root, or print the line that does; quiet where there is no apt-get.

    Returns:
        Whether the packages were installed.
    """
    if sys.platform == "win32" or not shutil.which("apt-get"):
        say(why)
        return False
    line = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    if os.geteuid() != 0:
        say(f"{why}\nPlease run:  sudo apt-get update && sudo {' '.join(line)}")
        return False
    say(f"{why} Installing: {' '.join(packages)}")
    quiet = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    done = [
        subprocess.run(
            step, env=quiet, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=False
        ).returncode
        # a machine that has just been started is often busy with updates of its own
        for step in (["apt-get", "update", "-q"], [*line, "-o", "DPkg::Lock::Timeout=120"])
    ]
    return done[1] == 0


def need_programs(programs: Mapping[str, str], why: str) -> None:
    """See that programs are there, installing what is lacking where we may; end with what is missing otherwise.

    Args:
        programs: a program of each Debian package, by the package's name.
        why: what is said when one is lacking.
    """
    lacking = [package for package, name in programs.items() if not shutil.which(name)]
    if lacking and not install_packages(lacking, why):
        missing = [f"{name} (of {package})" for package, name in programs.items() if not shutil.which(name)]
        if missing:
            sys.exit("Missing programs: " + ", ".join(missing))


def missing_libraries(libraries: Sequence[str]) -> list[str]:
    """Return those of the shared libraries that this system's loader cannot find."""
    missing = []
    for library in libraries:
        try:
            ctypes.CDLL(library)
        except OSError:
            missing.append(library)
    return missing


def packages_for(libraries: Sequence[str]) -> list[str]:
    """Return the Debian packages that hold these libraries, under the names this release gives them."""
    return sorted({_known_name(QT_LIBRARIES[library]) for library in libraries})


def _known_name(names: Sequence[str]) -> str:
    if len(names) == 1 or not shutil.which("apt-cache"):
        return names[-1]
    shown = (subprocess.run(["apt-cache", "show", name], capture_output=True, check=False) for name in names)
    return next((name for name, answer in zip(names, shown) if answer.returncode == 0), names[-1])  # noqa: B905


def has_a_font() -> bool:
    """Tell whether any font file stands where fontconfig looks; without one Qt draws no text."""
    kinds = (".ttf", ".otf", ".ttc", ".pfb")
    folders = (Path(folder).expanduser() for folder in FONT_FOLDERS)
    if any(name.lower().endswith(kinds) for top in folders for _, _, names in os.walk(top) for name in names):
        return True
    asked = shutil.which("fc-list")  # some systems keep fonts elsewhere
    return asked is not None and bool(subprocess.run([asked], capture_output=True, check=False).stdout)


def need_qt(python: Path) -> None:
    """See that Qt can start, installing what it lacks where we may; end with what to do where it cannot."""
    if not sys.platform.startswith("linux"):
        return
    missing = missing_libraries(list(QT_LIBRARIES))
    packages = packages_for(missing) + ([] if has_a_font() else ["fonts-dejavu-core"])
    if not packages:
        return
    install_packages(packages, f"Qt lacks parts of the system: {', '.join(missing) or 'a font'}.")
    if missing_libraries(missing):
        window = "from PySide6.QtWidgets import QApplication; QApplication([])"
        if subprocess.run([str(python), "-c", window], check=False).returncode:
            sys.exit("Qt cannot start without them.")
