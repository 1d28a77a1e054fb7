"""Make the program's font files from Inter and Roboto Condensed (both SIL Open Font License 1.1, no reserved font name).

    pip install fonttools fontpkg-inter==4.1.post1 fontpkg-roboto-condensed==3.8
    python resources/fonts/make_font.py [FOLDER]

Both are variable fonts. Two instances are cut from each, with Latin, Greek, Cyrillic and symbols; figures have equal
width by default, so that amounts and ages also stand in columns where no font feature can be chosen (PDF, paper). The
optical size makes Inter as narrow as the system fonts of Windows. Roboto Condensed is for tickets: they are a quarter shorter
with it. It has no ligatures: in "fi" the Turkish letter would lose its point. The families have names of their own: a font
that is installed on a computer, in another version, must not take their place.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

STYLES = ("Regular", "Bold")


@dataclass(frozen=True)
class Family:
    """One font of the program."""

    name: str
    package: str
    source: str
    folder: str
    """Inside the target folder, "" for itself."""
    axes: dict[str, dict[str, float]]
    """Style -> the place on each axis of the source."""
    licence: str


FAMILIES = (
    Family(
        "Tezgah Sans",
        "fontpkg_inter",
        "Inter[opsz,wght].ttf",
        "",
        {"Regular": {"opsz": 28, "wght": 400}, "Bold": {"opsz": 28, "wght": 700}},
        "OFL.txt",
    ),
    Family(
        "Tezgah Ticket",
        "fontpkg_roboto_condensed",
        "RobotoCondensed[wght].ttf",
        "ticket",
        # Thinner strokes break where a printer has one bit for each dot.
        {"Regular": {"wght": 500}, "Bold": {"wght": 700}},
        "OFL-RobotoCondensed.txt",
    ),
)
WEIGHTS = {"Regular": 400, "Bold": 700}
"""The weights by which the styles are asked for."""
LETTERS = (
    *range(0x20, 0x7F), *range(0xA0, 0x250), *range(0x1E00, 0x1F00),  # Latin: any customer's name
    0x259, 0x26A, 0x26F, 0x27E, *range(0x2B0, 0x2DE),
    *range(0x370, 0x400), *range(0x400, 0x460), *range(0x490, 0x4BA),  # Greek and Cyrillic
    *range(0x300, 0x330),  # accents that stand alone
    *range(0x2010, 0x2028), 0x202F, *range(0x2030, 0x203B), 0x2044, 0x2070, *range(0x2074, 0x208F),
    0x20A4, 0x20AC, 0x20BA, 0x20BD, 0x20BC,  # lira, euro, rouble, manat
    0x2116, 0x2122, 0x2190, 0x2191, 0x2192, 0x2193, 0x2194, 0x21A9, 0x2212, 0x221E, 0x2248, 0x2260, 0x2264, 0x2265,
    0x2318, 0x232B, 0x23CE, 0x25A0, 0x25A1, 0x25B2, 0x25B6, 0x25BC, 0x25CB, 0x25CF, 0x2605, 0x2606, 0x26A0,
    0x2713, 0x2715, 0x2717,
)  # fmt: skip
FEATURES = ("kern", "mark", "mkmk", "ccmp", "locl", "case", "tnum", "pnum")


def packaged(family: Family, *parts: str) -> Path:
    """Return a file inside the package of a font."""
    return Path(str(files(family.package))).joinpath(*parts)


def equal_figures(font: TTFont) -> None:
    """Make figures of equal width the default, as the feature `tnum` would."""
    table: Any = font["GSUB"].table
    lookups = {
        number
        for record in table.FeatureList.FeatureRecord
        if record.FeatureTag == "tnum"
        for number in record.Feature.LookupListIndex
    }
    other: dict[str, str] = {}
    for number in sorted(lookups):
        for subtable in table.LookupList.Lookup[number].SubTable:
            other |= getattr(subtable, "ExtSubTable", subtable).mapping
    figures = range(ord("0"), ord("9") + 1)
    for each in font["cmap"].tables:
        for code in figures:
            if code in each.cmap:
                each.cmap[code] = other.get(each.cmap[code], each.cmap[code])
    widths = {font["hmtx"][font.getBestCmap()[code]][0] for code in figures}
    if len(widths) != 1:
        raise SystemExit(f"figures have the widths {sorted(widths)}")


def rename(font: TTFont, family: str, style: str) -> None:
    """Give the family its own name; copyright and licence stay."""
    names = font["name"]
    names.names = [each for each in names.names if each.nameID in {0, 5, 13, 14}]
    full = f"{family} {style}"
    compact = family.replace(" ", "")
    for ident, text in {
        1: family,
        2: style,
        3: f"{compact}-{style}",
        4: full,
        6: f"{compact}-{style}",
    }.items():
        names.setName(text, ident, 3, 1, 0x409)
    bold = style == "Bold"
    font["OS/2"].usWeightClass = WEIGHTS[style]
    font["OS/2"].fsSelection = font["OS/2"].fsSelection & ~0x61 | (0x20 if bold else 0x40)
    font["head"].macStyle = 1 if bold else 0


def make(family: Family, style: str, target: Path) -> None:
    """Write one weight of a family."""
    font = TTFont(packaged(family, "files", family.source), recalcTimestamp=False)
    font = instantiateVariableFont(font, family.axes[style])
    equal_figures(font)
    options = Options()
    options.layout_features = list(FEATURES)
    options.hinting = False
    options.name_IDs = ["*"]
    options.notdef_outline = True
    options.drop_tables += ["STAT", "DSIG", "MVAR", "avar"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=LETTERS)
    subsetter.subset(font)
    rename(font, family.name, style)
    font.save(target)
    print(f"{target}: {target.stat().st_size // 1024} kB")


def main(folder: Path) -> int:
    """Write all weights and licences into the folder; returns 0."""
    for family in FAMILIES:
        place = folder / family.folder
        place.mkdir(exist_ok=True)
        for style in STYLES:
            make(family, style, place / f"{family.name.replace(' ', '')}-{style}.ttf")
        licence = packaged(family, "LICENSE").read_text("utf-8")
        (folder / family.licence).write_text(licence, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if sys.argv[1:] else Path(__file__).parent))
