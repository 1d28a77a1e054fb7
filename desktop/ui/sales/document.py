"""A report on paper: one document for the printer and for a PDF, from the same words as the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, Qt
from PySide6.QtGui import (
    QFont,
    QGuiApplication,
    QPageLayout,
    QPageSize,
    QPdfWriter,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextLength,
    QTextTableFormat,
)

from desktop.domain.text.translation import tr
from desktop.ui.text import sales_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from desktop.domain.sales.report import SalesReport


_BODY = 10
_TITLE = 18
_HEADING = 12
_MARGIN = 15.0
"""Millimetres."""


def document(report: SalesReport, reasons: Mapping[int, str]) -> QTextDocument:
    """Return a report as a document. Texts are put in as plain text: nothing of the vendor's becomes markup."""
    made = QTextDocument()
    made.setDefaultFont(QFont(QGuiApplication.font().family(), _BODY))
    made.setMetaInformation(QTextDocument.MetaInformation.DocumentTitle, sales_words.period(report.period))
    cursor = QTextCursor(made)
    _heading(cursor, sales_words.period(report.period), _TITLE, first=True)
    _table(
        cursor,
        ((figure.title, figure.value, figure.note) for figure in sales_words.figures(report)),
        (35, 25, 40),
    )
    _heading(cursor, tr("Orders by hour"), _HEADING)
    _line(cursor, sales_words.hours(report))
    for table in sales_words.tables(report, reasons):
        if table.rows:
            _heading(cursor, table.title, _HEADING)
            _table(cursor, table.rows, (60, 15, 25))
    return made


def _format(points: int, weight: QFont.Weight) -> QTextCharFormat:
    letters = QTextCharFormat()
    letters.setFontPointSize(points)
    letters.setFontWeight(weight)
    return letters


def _heading(cursor: QTextCursor, text: str, points: int, *, first: bool = False) -> None:
    cursor.movePosition(QTextCursor.MoveOperation.End)
    block = QTextBlockFormat()
    block.setTopMargin(0 if first else 14)
    block.setBottomMargin(4)
    if first:
        cursor.setBlockFormat(block)
    else:
        cursor.insertBlock(block)
    cursor.insertText(text, _format(points, QFont.Weight.Bold))


def _line(cursor: QTextCursor, text: str) -> None:
    cursor.insertBlock(QTextBlockFormat())
    cursor.insertText(text, _format(_BODY, QFont.Weight.Normal))


def _table(cursor: QTextCursor, rows: Iterable[tuple[str, str, str]], widths: tuple[int, int, int]) -> None:
    told = list(rows)
    shape = QTextTableFormat()
    shape.setBorder(0)
    shape.setCellPadding(2)
    shape.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
    shape.setColumnWidthConstraints(
        [QTextLength(QTextLength.Type.PercentageLength, width) for width in widths]
    )
    table = cursor.insertTable(len(told), len(widths), shape)
    right = QTextBlockFormat()
    right.setAlignment(Qt.AlignmentFlag.AlignRight)
    for row, texts in enumerate(told):
        for column, text in enumerate(texts):
            place = table.cellAt(row, column).firstCursorPosition()
            if column:
                place.setBlockFormat(right)
            place.insertText(text, _format(_BODY, QFont.Weight.Normal))


def as_pdf(report: SalesReport, reasons: Mapping[int, str]) -> bytes:
    """Return a report as the content of a PDF file, A4."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(QMarginsF(_MARGIN, _MARGIN, _MARGIN, _MARGIN), QPageLayout.Unit.Millimeter)
    writer.setTitle(sales_words.period(report.period))
    document(report, reasons).print_(writer)
    # Ends the file: it is written whole when its writer goes.
    del writer
    buffer.close()
    return bytes(buffer.data().data())
