"""The sales report as a document, for the printer and as a PDF, with the same texts as the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QRectF, Qt, QUrl
from PySide6.QtGui import (
    QFont,
    QGuiApplication,
    QImage,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextImageFormat,
    QTextLength,
    QTextTableFormat,
)

from desktop.ui.sales.bar_chart import paint_bars
from desktop.ui.text import day_words, sales_words
from desktop.ui.widgets.theme import Look

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from desktop.domain.sales.report import SalesReport


_BODY = 10
_TITLE = 18
_HEADING = 12
_CHART = (520, 150)
"""Width and height of the chart, in pixels of the document."""
_SHARPER = 4
_CHART_NAME = "chart"
_MARGIN = 15.0
"""Millimetres."""


def document(report: SalesReport, reasons: Mapping[int, str]) -> QTextDocument:
    """Return a report as a document. All texts are plain text: vendor text never becomes markup."""
    title = sales_words.period(report.period)
    result = QTextDocument()
    result.setDefaultFont(QFont(QGuiApplication.font().family(), _BODY))
    result.setMetaInformation(QTextDocument.MetaInformation.DocumentTitle, title)
    cursor = QTextCursor(result)
    _heading(cursor, title, _TITLE, first=True)
    _line(cursor, day_words.summary(report), _HEADING, QFont.Weight.Bold, below=10)
    _table(
        cursor,
        ((figure.title, figure.value, figure.note) for figure in sales_words.figures(report)),
        (35, 25, 40),
    )
    chart = sales_words.chart(report)
    _heading(cursor, chart.title, _HEADING)
    _chart(result, cursor, chart)
    _line(cursor, sales_words.chart_text(chart))
    for table in sales_words.tables(report, reasons):
        if table.rows:
            _heading(cursor, table.title, _HEADING)
            _table(cursor, ((row.name, row.number, row.amount) for row in table.rows), (60, 15, 25))
    return result


def _format(points: int, weight: QFont.Weight) -> QTextCharFormat:
    text_format = QTextCharFormat()
    text_format.setFontPointSize(points)
    text_format.setFontWeight(weight)
    return text_format


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


def _line(
    cursor: QTextCursor,
    text: str,
    points: int = _BODY,
    weight: QFont.Weight = QFont.Weight.Normal,
    *,
    below: int = 0,
) -> None:
    block = QTextBlockFormat()
    block.setBottomMargin(below)
    cursor.insertBlock(block)
    cursor.insertText(text, _format(points, weight))


def _chart(result: QTextDocument, cursor: QTextCursor, chart: sales_words.Chart) -> None:
    width, height = _CHART
    image = QImage(width * _SHARPER, height * _SHARPER, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.scale(_SHARPER, _SHARPER)
    paint_bars(painter, QRectF(0, 0, width, height), Look("light"), chart, pixels=11)
    painter.end()
    result.addResource(QTextDocument.ResourceType.ImageResource, QUrl(_CHART_NAME), image)
    shown = QTextImageFormat()
    shown.setName(_CHART_NAME)
    shown.setWidth(width)
    shown.setHeight(height)
    cursor.insertBlock(QTextBlockFormat())
    cursor.insertImage(shown)


def _table(cursor: QTextCursor, rows: Iterable[tuple[str, str, str]], widths: tuple[int, int, int]) -> None:
    cells = list(rows)
    shape = QTextTableFormat()
    shape.setBorder(0)
    shape.setCellPadding(2)
    shape.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
    shape.setColumnWidthConstraints(
        [QTextLength(QTextLength.Type.PercentageLength, width) for width in widths]
    )
    table = cursor.insertTable(len(cells), len(widths), shape)
    right = QTextBlockFormat()
    right.setAlignment(Qt.AlignmentFlag.AlignRight)
    for row, texts in enumerate(cells):
        for column, text in enumerate(texts):
            cell = table.cellAt(row, column).firstCursorPosition()
            if column:
                cell.setBlockFormat(right)
            cell.insertText(text, _format(_BODY, QFont.Weight.Normal))


def as_pdf(report: SalesReport, reasons: Mapping[int, str]) -> bytes:
    """Return a report as the content of a PDF file, A4."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(QMarginsF(_MARGIN, _MARGIN, _MARGIN, _MARGIN), QPageLayout.Unit.Millimeter)
    writer.setTitle(sales_words.period(report.period))
    document(report, reasons).print_(writer)
    # The writer completes the file when it is destroyed.
    del writer
    buffer.close()
    return bytes(buffer.data().data())
