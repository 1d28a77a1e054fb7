"""What of Qt, the system and the standard library goes into the frozen program, and what is left out.

Rules about names alone, so that they can be tested without freezing anything; `freeze.spec` asks them. Entries are those
of PyInstaller: (name inside the folder, file it comes from, kind).
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
    # the desktop portal brings dark mode and file dialogs; gtk3 would bring all of GTK
    "platformthemes": frozenset({"xdgdesktopportal"}),
    "platforminputcontexts": frozenset({"composeplatforminputcontext", "ibusplatforminputcontext"}),
    "imageformats": frozenset({"ico"}),
    "xcbglintegrations": None,
    "wayland-decoration-client": frozenset({"adwaita"}),
    "wayland-graphics-integration-client": frozenset({"qt-plugin-wayland-egl"}),
    "wayland-shell-integration": frozenset({"xdg-shell"}),
    "printsupport": None,
}
"""Kinds of Qt plugins that are kept, and which of a kind (None: all). PNG is built into Qt; the style is Fusion."""

PRINTING: Final = "printsupport"
TRANSLATIONS: Final = frozenset(
    f"qtbase_{language}.qm"
    for language in (
        "en",
        *(path.stem for path in (Path(__file__).parent.parent / "resources" / "translations").glob("*.po")),
    )
)
"""Qt's own texts in each language that the program speaks."""
WINDOWS_EXTRAS: Final = re.compile(r"(opengl32sw|d3dcompiler_\d+|dxcompiler|dxil)\.dll$", re.IGNORECASE)
"""Software OpenGL and shader compilers, of which widgets need none."""

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
    """Return the kind of a Qt plugin and the names it may go by (`libqxcb.so`: xcb, qxcb), None if it is none."""
    match = _PLUGIN.search(name.replace("\\", "/"))
    if match is None:
        return None
    plain = _PLUGIN_PLAIN.match(PurePosixPath(name.replace("\\", "/")).name)
    return match["kind"], {match["name"]} | ({plain["name"]} if plain else set())


def keeps_plugin(name: str, *, printing: bool) -> bool:
    """Tell whether a Qt plugin is wanted.

    Args:
        name: its place.
        printing: the program can print through Qt.
    """
    plugin = plugin_of(name)
    if plugin is None:
        return True
    kind, names = plugin
    if kind not in PLUGINS or (kind == PRINTING and not printing):
        return False
    wanted = PLUGINS[kind]
    return wanted is None or not wanted.isdisjoint(names)


def keeps_datum(name: str, packages: Collection[str]) -> bool:
    """Tell whether a file that is not code is wanted.

    Args:
        name: its place.
        packages: the normalised names of those that are inside.
    """
    path = PurePosixPath(name.replace("\\", "/"))
    if path.parts[0].lower() == "pyside6":
        if "translations" in path.parts:
            return path.name in TRANSLATIONS
        return "qml" not in path.parts
    if path.parts[0].endswith(".dist-info"):
        # versions for the checkup, plugins that libraries look for; licences.txt says the rest to people
        package = canonical(path.parts[0].removesuffix(".dist-info").rsplit("-", 1)[0])
        return package in packages and path.name in {"METADATA", "entry_points.txt"}
    return True


def is_of_the_system(name: str) -> bool:
    """Tell whether a shared library is one that packages of the system are asked for instead.

    A library of the build's machine beside newer drivers of the user's is known trouble (libstdc++ under Mesa), and the
    system's gets the system's security updates.
    """
    return PurePosixPath(name).name in SYSTEM_LIBRARIES


def trimmed(binaries: Sequence[Entry], needed: Callable[[str], Iterable[str]], *, linux: bool) -> list[Entry]:
    """Return the binaries that are wanted: modules and wanted plugins, and the libraries that those reach.

    Args:
        binaries: all that PyInstaller collected.
        needed: returns names of the shared libraries that a file links to.
        linux: libraries of the system stay with the system.
    """
    printing = any(
        "QtPrintSupport." in PurePosixPath(name.replace("\\", "/")).name for name, _, _ in binaries
    )
    left = [
        entry
        for entry in binaries
        if keeps_plugin(entry[0], printing=printing)
        and not WINDOWS_EXTRAS.search(entry[0])
        and not (linux and is_of_the_system(entry[0]))
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
    """Tell whether something is loaded by its own name: a module of Python, Python itself, a plugin."""
    name = _file_name(entry[0])
    return (
        entry[2] == "EXTENSION"
        or plugin_of(entry[0]) is not None
        or re.match(r"(libpython|python\d|vcruntime|ucrtbase|api-ms-)", name) is not None
        or name.endswith(".pyd")
    )
