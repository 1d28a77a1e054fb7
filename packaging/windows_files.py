"""Writes files for Windows: icon, version resource, setup program."""

from __future__ import annotations

import struct
import subprocess
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).resolve().parent
SIZES: Final = (16, 24, 32, 48, 64, 256)

_VERSION_RESOURCE: Final = """\
VSVersionInfo(
  ffi=FixedFileInfo(filevers={numbers}, prodvers={numbers}, mask=0x3F, flags=0x0, OS=0x40004, fileType=0x1,
                    subtype=0x0, date=(0, 0)),
  kids=[
    StringFileInfo([
      StringTable("041F04B0", [
        StringStruct("CompanyName", "Tezgâh"),
        StringStruct("FileDescription", "Tezgâh"),
        StringStruct("FileVersion", "{version}"),
        StringStruct("InternalName", "tezgah"),
        StringStruct("OriginalFilename", "tezgah.exe"),
        StringStruct("ProductName", "Tezgâh"),
        StringStruct("ProductVersion", "{version}"),
      ])
    ]),
    VarFileInfo([VarStruct("Translation", [0x041F, 1200])])
  ]
)
"""


def icon(pictures: dict[int, bytes]) -> bytes:
    """Return an .ico file that contains PNG pictures.

    Args:
        pictures: PNG data by size in pixels.
    """
    header = struct.pack("<HHH", 0, 1, len(pictures))
    offset = len(header) + 16 * len(pictures)
    entries, body = b"", b""
    for size, picture in sorted(pictures.items()):
        edge = size % 256  # 256 is written as 0
        entries += struct.pack("<BBBBHHII", edge, edge, 0, 0, 1, 32, len(picture), offset + len(body))
        body += picture
    return header + entries + body


def numbers(version: str) -> tuple[int, int, int, int]:
    """Return the version ``X.Y.Z`` as the four numbers of Windows."""
    first, second, third = (int(part) for part in version.split("."))
    return first, second, third, 0


def version_resource(version: str) -> str:
    """Return the version resource in PyInstaller's format."""
    return _VERSION_RESOURCE.format(version=version, numbers=numbers(version))


def write(folder: Path, version: str, icons: Path) -> None:
    """Write icon and version resource for PyInstaller and the setup program.

    Args:
        folder: of the files.
        version: of the program.
        icons: folder of the PNG pictures.
    """
    pictures = {size: (icons / f"tezgah-{size}.png").read_bytes() for size in SIZES}
    (folder / "tezgah.ico").write_bytes(icon(pictures))
    (folder / "version_info.txt").write_text(version_resource(version), "utf-8")


def make_setup(
    makensis: str, program: Path, version: str, target: Path, generated: Path, *, cpu: str | None = None
) -> None:
    """Compile the setup program.

    Args:
        makensis: NSIS's compiler.
        program: the frozen folder.
        version: of the program.
        target: the setup program to write.
        generated: folder that `write` wrote to.
        cpu: architecture of the setup program, None for NSIS's default, which runs on every Windows.

    Raises:
        subprocess.CalledProcessError: NSIS reported an error or a warning.
    """
    size = sum(path.stat().st_size for path in program.rglob("*") if path.is_file()) // 1024
    defines = {
        "VERSION": version,
        "VERSION_NUMBERS": ".".join(map(str, numbers(version))),
        "FILES": str(program / "*"),
        "ICON": str(generated / "tezgah.ico"),
        "TARGET": str(target),
        "SIZE_KB": str(size),
    } | ({"CPU": cpu} if cpu else {})
    subprocess.run(
        [makensis, "-V2", "-WX", "-INPUTCHARSET", "UTF8", *(f"-D{name}={value}" for name, value in defines.items()),
         str(HERE / "windows" / "tezgah.nsi")],
        check=True,
    )  # fmt: skip
