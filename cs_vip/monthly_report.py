"""The VIP month as a spreadsheet, from plain values.

Totals are live formulas, and the summary adds up the sheets behind it: who changes a
figure sees the effect. Their results are stored with them, for readers that do not
calculate.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import NamedTuple

import xlsxwriter
from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell

FORMATS = {
    "text": None,
    "date": "yyyy-mm-dd",
    "month": "yyyy-mm",
    "number": "#,##0",
    "money": "#,##0.00",
    "plain": "General",
    "percent": "0.0%",
}


class Column(NamedTuple):
    """`kind` is one of `FORMATS`; a `summed` column has a total below. A `ratio` is
    one column of the row divided by another, in the total too."""

    heading: str
    kind: str = "text"
    summed: bool = False
    ratio: tuple[int, int] | None = None


class Table(NamedTuple):
    """One sheet. `note` says what the figures are."""

    name: str
    note: str
    columns: Sequence[Column]
    rows: Sequence[Sequence]


class Figure(NamedTuple):
    """A line of the summary: the total of a column of a table."""

    label: str
    table: int
    column: int


def build(
    title: str,
    labels: dict[str, str],
    tables: Sequence[Table],
    figures: Sequence[Figure],
) -> bytes:
    output = BytesIO()
    book = xlsxwriter.Workbook(output, {"in_memory": True})
    writer = _Writer(book, title, labels)
    summary = book.add_worksheet(labels["summary"])
    totals = [writer.write_table(table) for table in tables]
    writer.write_summary(summary, figures, tables, totals)
    summary.activate()
    book.close()
    return output.getvalue()


class _Writer:
    HEAD = 3  # row of the headings; above: title, note and an empty row

    def __init__(self, book, title: str, labels: dict[str, str]):
        self.book, self.title, self.labels = book, title, labels
        self.big = book.add_format({"bold": True, "font_size": 14})
        self.note = book.add_format({"italic": True, "font_color": "#666666"})
        self.head = book.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}
            | {"bg_color": "#E7E6E6"}
        )
        self.cells, self.totals = {}, {}
        for kind, mask in FORMATS.items():
            style = {"num_format": mask} if mask else {}
            self.cells[kind] = book.add_format(style)
            self.totals[kind] = book.add_format(style | {"bold": True, "top": 1})

    def _begin(self, sheet, note: str) -> None:
        sheet.write_string(0, 0, self.title, self.big)
        sheet.write_string(1, 0, note, self.note)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&L&D&C&A&R&P / &N")

    def write_table(self, table: Table) -> dict[int, tuple[str, float]]:
        """{column: (cell of its total, its value)}"""
        sheet = self.book.add_worksheet(table.name)
        self._begin(sheet, table.note)
        for place, column in enumerate(table.columns):
            sheet.write_string(self.HEAD, place, column.heading, self.head)
            sheet.set_column(place, place, 26 if column.kind == "text" else 14)
        sheet.freeze_panes(self.HEAD + 1, 1)
        sheet.repeat_rows(self.HEAD)
        first = self.HEAD + 1
        for number, row in enumerate(table.rows, first):
            for place, (column, value) in enumerate(
                zip(table.columns, row, strict=True)
            ):
                if column.ratio:
                    self._write_ratio(sheet, number, place, column, row)
                else:
                    self._write(sheet, number, place, column.kind, value)
        last = first + max(len(table.rows), 1) - 1
        sheet.autofilter(self.HEAD, 0, last, len(table.columns) - 1)
        return self._write_totals(sheet, table, first, last)

    def _write(self, sheet, row: int, place: int, kind: str, value) -> None:
        style = self.cells[kind]
        if value is None or value is False:
            sheet.write_blank(row, place, None, style)
        elif kind == "text":
            sheet.write_string(row, place, str(value), style)
        elif kind in ("date", "month"):
            sheet.write_datetime(row, place, value, style)
        else:
            sheet.write_number(row, place, value, style)

    def _write_ratio(self, sheet, row, place, column, values, styles=None) -> float:
        """A live quotient, empty of nothing; its result."""
        part, whole = column.ratio
        over, under = (xl_rowcol_to_cell(row, at) for at in (part, whole))
        result = (values[part] or 0) / values[whole] if values[whole] else ""
        formula = f'=IF({under}=0,"",{over}/{under})'
        style = (styles or self.cells)[column.kind]
        sheet.write_formula(row, place, formula, style, result)
        return result

    def _write_totals(self, sheet, table: Table, first: int, last: int):
        row, totals = last + 1, {}
        sums = [
            sum(line[place] or 0 for line in table.rows) if column.summed else None
            for place, column in enumerate(table.columns)
        ]
        for place, column in enumerate(table.columns):
            style = self.totals[column.kind]
            name = table.name.replace("'", "''")
            if column.ratio:
                value = self._write_ratio(sheet, row, place, column, sums, self.totals)
                totals[place] = f"'{name}'!{xl_rowcol_to_cell(row, place)}", value
            elif column.summed:
                # SUBTOTAL follows the filter of the sheet
                value = sums[place]
                cells = xl_range_abs(first, place, last, place)
                sheet.write_formula(row, place, f"=SUBTOTAL(9,{cells})", style, value)
                totals[place] = f"'{name}'!{xl_rowcol_to_cell(row, place)}", value
            elif place == 0:
                sheet.write_string(row, place, self.labels["total"], style)
            else:
                sheet.write_blank(row, place, None, style)
        return totals

    def write_summary(self, sheet, figures, tables, totals) -> None:
        self._begin(sheet, self.labels["note"])
        sheet.set_column(0, 0, 44)
        sheet.set_column(1, 1, 18)
        sheet.write_string(self.HEAD, 0, self.labels["figure"], self.head)
        sheet.write_string(self.HEAD, 1, self.labels["value"], self.head)
        sheet.freeze_panes(self.HEAD + 1, 0)
        for row, figure in enumerate(figures, self.HEAD + 1):
            cell, value = totals[figure.table][figure.column]
            kind = tables[figure.table].columns[figure.column].kind
            sheet.write_string(row, 0, figure.label)
            sheet.write_formula(row, 1, f"={cell}", self.cells[kind], value)
