"""Render tezgah.svg into the PNG sizes that desktops and installers ask for, by Qt's SVG renderer.

python resources/icons/make_icons.py [FOLDER]
"""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

SIZES = (16, 24, 32, 48, 64, 128, 256)
DRAWING = Path(__file__).with_name("tezgah.svg")


def render(drawing: Path, size: int) -> QImage:
    """Return the drawing as a square of `size` pixels on a transparent ground.

    Raises:
        ValueError: the drawing is no SVG that Qt can read.
    """
    renderer = QSvgRenderer(str(drawing))
    if not renderer.isValid():
        raise ValueError(f"{drawing} cannot be read as SVG")
    image = QImage(QSize(size, size), QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    return image.convertToFormat(QImage.Format.Format_ARGB32)


def main(folder: Path) -> int:
    """Write all sizes into `folder`; return 0, or 1 when one could not be written."""
    for size in SIZES:
        path = folder / f"tezgah-{size}.png"
        if not render(DRAWING, size).save(str(path)):
            print(f"{path} could not be written", file=sys.stderr)
            return 1
        print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else DRAWING.parent))
