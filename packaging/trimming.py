"""Decides which parts of Qt, the system and the standard library are shipped in the frozen program.

The rules use names only, so that tests need no frozen program. `freeze.spec` applies them to PyInstaller's entries:
(name inside the folder, source file, kind).
"""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final

from licences import canonical
from system_packages import SYSTEM_LIBRARIES

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

Entry = tuple[str, str, str]

PLUGINS: Final[dict[str, frozenset[str] | None]] = {
    "platforms": frozenset({"xcb", "wayland", "windows", "offscreen", "minimal"}),
    # the desktop portal gives dark mode and file dialogs; gtk3 would need all of GTK
    "platformthemes": frozenset({"xdgdesktopportal"}),
    "platforminputcontexts": frozenset({"composeplatforminputcontext", "ibusplatforminputcontext"}),
    "imageformats": frozenset({"ico"}),
    "xcbglintegrations": None,
    "wayland-decoration-client": frozenset({"adwaita"}),
    "wayland-graphics-integration-client": frozenset({"qt-plugin-wayland-egl"}),
    "wayland-shell-integration": frozenset({"xdg-shell"}),
    "printsupport": None,
}
"""Kinds of Qt plugins to ship, and which of each kind (None: all). PNG is built into Qt; the style is Fusion."""

PRINTING: Final = "printsupport"
TRANSLATIONS: Final = frozenset(
    f"qtbase_{language}.qm"
    for language in (
        "en",
        *(path.stem for path in (Path(__file__).parent.parent / "resources" / "translations").glob("*.po")),
    )
)
"""Qt's own texts in each language of the program."""
WINDOWS_EXTRAS: Final = re.compile(r"(opengl32sw|d3dcompiler_\d+|dxcompiler|dxil)\.dll$", re.IGNORECASE)
"""Software OpenGL and shader compilers; widgets need none."""

UNUSED_MODULES: Final = (
    # Qt bindings, parts of Qt
    "PyQt5", "PyQt6", "PySide2", "PySide6.QtDBus", "PySide6.QtQml", "PySide6.QtQuick", "PySide6.QtSvg",
    # Optional parts of libraries
    "IPython", "_pytest", "attr", "attrs", "click", "curio", "h2", "numpy", "pkg_resources", "pygments", "pytest",
    "rich", "setuptools", "socksio", "trio", "uvloop", "winloop", "yaml",
    # The program reads .po files only where no .mo files are: when it runs from source
    "polib",
    # The standard library
    "_curses", "_curses_panel", "curses", "doctest", "ensurepip", "idlelib", "lib2to3", "multiprocessing", "pdb",
    "pydoc", "pydoc_data", "readline", "test", "tkinter", "unittest", "venv", "wsgiref", "xmlrpc",
)  # fmt: skip
"""Modules that some import mentions and the frozen program never uses."""

_PLUGIN: Final = re.compile(
    r"(?:^|/)plugins/(?P<kind>[^/]+)/(?:lib)?q?(?P<name>[^/]+?)(?:plugin)?\.(?:so|dll)$"
)
_PLUGIN_PLAIN: Final = re.compile(r"^(?:lib)?(?P<name>.+?)(?:plugin)?\.(?:so|dll)$")


def plugin_of(name: str) -> tuple[str, set[str]] | None:
    """Return the kind of a Qt plugin and its possible names (`libqxcb.so`: xcb, qxcb); None for other files."""
    match = _PLUGIN.search(name.replace("\\", "/"))
    if match is None:
        return None
    plain = _PLUGIN_PLAIN.match(PurePosixPath(name.replace("\\", "/")).name)
    return match["kind"], {match["name"]} | ({plain["name"]} if plain else set())


def is_wanted_plugin(name: str, *, printing: bool) -> bool:
    """Return whether to ship a Qt plugin; True for other files.

    Args:
        name: of the entry.
        printing: whether the program prints through Qt.
    """
    plugin = plugin_of(name)
    if plugin is None:
        return True
    kind, names = plugin
    if kind not in PLUGINS or (kind == PRINTING and not printing):
        return False
    wanted = PLUGINS[kind]
    return wanted is None or not wanted.isdisjoint(names)


def is_wanted_datum(name: str, packages: Collection[str]) -> bool:
    """Return whether to ship a data file.

    Args:
        name: of the entry.
        packages: normalised names of the shipped packages.
    """
    path = PurePosixPath(name.replace("\\", "/"))
    if path.parts[0].lower() == "pyside6":
        if "translations" in path.parts:
            return path.name in TRANSLATIONS
        return "qml" not in path.parts
    if path.parts[0].endswith(".dist-info"):
        # versions for the check-up, plugins that libraries search for; licences.txt has the rest
        package = canonical(path.parts[0].removesuffix(".dist-info").rsplit("-", 1)[0])
        return package in packages and path.name in {"METADATA", "entry_points.txt"}
    return True


def is_system_library(name: str) -> bool:
    """Return whether a shared library is left to the system.

    A library of the build machine can fail with newer drivers of the user (libstdc++ with Mesa). The system's library
    also receives security updates.
    """
    return PurePosixPath(name).name in SYSTEM_LIBRARIES


def trimmed(binaries: Sequence[Entry], needed: Callable[[str], Iterable[str]], *, linux: bool) -> list[Entry]:
    """Return the binaries to ship: modules, wanted plugins, and the libraries that they link to.

    Args:
        binaries: all entries that PyInstaller collected.
        needed: returns the names of the shared libraries that a file links to.
        linux: whether to leave system libraries to the system.
    """
    printing = any(
        "QtPrintSupport." in PurePosixPath(name.replace("\\", "/")).name for name, _, _ in binaries
    )
    left = [
        entry
        for entry in binaries
        if is_wanted_plugin(entry[0], printing=printing)
        and not WINDOWS_EXTRAS.search(entry[0])
        and not (linux and is_system_library(entry[0]))
    ]
    libraries: dict[str, list[Entry]] = {}
    for entry in left:
        libraries.setdefault(_file_name(entry[0]), []).append(entry)
    kept: set[str] = set()
    waiting = [entry for entry in left if _is_root(entry)]
    while waiting:
        entry = waiting.pop()
        if entry[0] in kept:
            continue
        kept.add(entry[0])
        if entry[2] != "SYMLINK":
            names = (name.lower() for name in needed(entry[1]))
            waiting += [one for name in names for one in libraries.get(name, [])]
    return [entry for entry in left if entry[0] in kept]


def _file_name(name: str) -> str:
    return PurePosixPath(name.replace("\\", "/")).name.lower()


def _is_root(entry: Entry) -> bool:
    """Return whether an entry is loaded by name: a Python module, Python itself, a plugin."""
    name = _file_name(entry[0])
    return (
        entry[2] == "EXTENSION"
        or plugin_of(entry[0]) is not None
        or re.match(r"(libpython|python\d|vcruntime|ucrtbase|api-ms-)", name) is not None
        or name.endswith(".pyd")
    )
