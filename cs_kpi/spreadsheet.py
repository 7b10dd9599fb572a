"""The month as a spreadsheet (domain P4), from plain values.

Totals are live formulas: who changes a figure sees the effect. Their results
are stored with them, for readers that do not calculate.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from io import BytesIO
from typing import NamedTuple

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell


class Column(NamedTuple):
    """An item of the scheme: its code, its heading and its kind."""

    code: str
    name: str
    is_adjustment: bool = False


class Line(NamedTuple):
    """One item of one person; ``mark`` is a note beside it."""

    code: str
    name: str
    unit: str
    numerator: float
    denominator: float
    value: float
    weight: float
    deduction: float
    score: float
    records: int
    mark: str = ""


class Person(NamedTuple):
    """One row of the summary; ``key`` tells namesakes apart."""

    key: str
    name: str
    department: str
    lines: Sequence[Line]
    score: float
    cap: float
    version: int


def build(
    title: str,
    people: Sequence[Person],
    columns: Sequence[Column],
    labels: Mapping[str, str],
) -> bytes:
    """An .xlsx: summary per person, one sheet per department, every item behind it."""
    output = BytesIO()
    workbook = xlsxwriter.Workbook(output, {"in_memory": True})
    book = _Book(workbook, labels)
    book.items_rows = sum(len(person.lines) for person in people)
    book.write_summary(title, people, columns)
    book.write_departments(title, people, columns)
    book.write_items(title, people)
    workbook.close()
    return output.getvalue()


def quote(sheet: str) -> str:
    """The name of a sheet in a formula."""
    return "'" + sheet.replace("'", "''") + "'"


def _scores(people: Sequence[Person], code: str) -> list[float]:
    """Everybody's score of one item, 0 where they do not have it."""
    return [
        sum(line.score for line in person.lines if line.code == code)
        for person in people
    ]


class _Book:
    """The sheets and the formats that they share.

    The items hold the figures; the summary takes scores from them, and the sheets of
    departments take theirs from the summary, so that one change moves all totals.
    """

    HEAD = 2  # row of the headings; above: title and an empty row

    def __init__(self, workbook, labels: Mapping[str, str]):
        self.labels = labels
        self.items_rows = 0
        self.title = workbook.add_format({"bold": True, "font_size": 14})
        self.head = workbook.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}
            | {"bg_color": "#E7E6E6"}
        )
        self.number = workbook.add_format({"num_format": "0.00"})
        self.total = workbook.add_format({"num_format": "0.00", "bold": True})
        self.foot = workbook.add_format({"num_format": "0.00", "bold": True, "top": 1})
        self.summary = workbook.add_worksheet(labels["summary"])
        self.workbook = workbook
        self.names = {labels["summary"].lower(), labels["items"].lower()}
        self.items = None

    def _begin(self, sheet, title: str, headings: Sequence[str], frozen: int) -> None:
        sheet.write_string(0, 0, title, self.title)
        sheet.write_row(self.HEAD, 0, headings, self.head)
        sheet.freeze_panes(self.HEAD + 1, frozen)
        sheet.repeat_rows(self.HEAD)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&L&D&C&A&R&P / &N")
        sheet.set_column(0, 0, 10)
        sheet.set_column(1, 2, 18)

    def write_summary(self, title, people, columns) -> None:
        labels, sheet = self.labels, self.summary
        headings = [labels["number"], labels["employee"], labels["department"]]
        headings += [column.name for column in columns]
        headings += [labels["total"], labels["version"]]
        self._begin(sheet, title, headings, 3)
        sheet.set_column(3, len(headings) - 1, 13)
        total = 3 + len(columns)
        for row, person in enumerate(people, self.HEAD + 1):
            sheet.write_string(row, 0, person.key)
            sheet.write_string(row, 1, person.name)
            sheet.write_string(row, 2, person.department)
            scores = {line.code: line.score for line in person.lines}
            for col, column in enumerate(columns, 3):
                sheet.write_formula(
                    row,
                    col,
                    self._from_items(row, column.code),
                    self.number,
                    scores.get(column.code, 0),
                )
            cells = f"{xl_rowcol_to_cell(row, 3)}:{xl_rowcol_to_cell(row, total - 1)}"
            formula = f"MAX(0,SUM({cells}))"
            if person.cap:
                formula = f"MIN({person.cap:g},{formula})"
            sheet.write_formula(row, total, f"={formula}", self.total, person.score)
            sheet.write_number(row, total + 1, person.version)
        if people:
            self._write_average(people, columns, total)
            sheet.autofilter(self.HEAD, 0, self.HEAD + len(people), total + 1)

    def _from_items(self, row: int, code: str) -> str:
        """The score of this row's person, looked up on the sheet of items."""
        scores, keys, codes = self.ranges
        return f'=SUMIFS({scores},{keys},$A{row + 1},{codes},"{code}")'

    @cached_property
    def ranges(self) -> list[str]:
        """Scores, persons and codes on the sheet of items."""
        first, last = self.HEAD + 2, self.HEAD + 1 + self.items_rows
        name = quote(self.labels["items"])
        letters = [xl_col_to_name(col) for col in (11, 0, 2)]
        return [f"{name}!${at}${first}:${at}${last}" for at in letters]

    def _write_average(self, people, columns, total: int) -> None:
        row = self.HEAD + 1 + len(people)
        self.summary.write_string(row, 1, self.labels["average"], self.foot)
        for col in range(3, total + 1):
            if col == total:
                values = [person.score for person in people]
            else:
                code = columns[col - 3].code
                values = _scores(people, code)
            cells = (
                f"{xl_rowcol_to_cell(self.HEAD + 1, col)}:"
                f"{xl_rowcol_to_cell(row - 1, col)}"
            )
            self.summary.write_formula(
                row, col, f"=AVERAGE({cells})", self.foot, sum(values) / len(values)
            )

    def write_departments(self, title, people, columns) -> None:
        """A sheet per department, in the order of their names."""
        total = 3 + len(columns)
        headings = [self.labels["number"], self.labels["employee"]]
        headings += [column.name for column in columns]
        headings += [self.labels["total"], self.labels["records"]]
        source = quote(self.labels["summary"])
        letters = [xl_col_to_name(col) for col in range(total + 1)]
        members: dict[str, list[tuple[int, Person]]] = {}
        for row, person in enumerate(people, self.HEAD + 1):
            members.setdefault(person.department, []).append((row, person))
        for department in sorted(members):
            name = department or self.labels["no_department"]
            sheet = self.workbook.add_worksheet(self._sheet_name(name))
            self._begin(sheet, f"{title}, {name}", headings, 2)
            sheet.set_column(2, len(headings) - 1, 13)
            for line, (row, person) in enumerate(members[department], self.HEAD + 1):
                sheet.write_string(line, 0, person.key)
                sheet.write_string(line, 1, person.name)
                scores = {item.code: item.score for item in person.lines}
                results = [scores.get(column.code, 0) for column in columns]
                for col, result in enumerate([*results, person.score], 3):
                    form = self.total if col == total else self.number
                    cell = f"={source}!{letters[col]}{row + 1}"
                    sheet.write_formula(line, col - 1, cell, form, result)
                records = sum(item.records for item in person.lines)
                sheet.write_number(line, total, records)
            last = self.HEAD + len(members[department])
            sheet.write_string(last + 1, 1, self.labels["average"], self.foot)
            for col in range(2, total):
                cells = (
                    f"{xl_rowcol_to_cell(self.HEAD + 1, col)}:"
                    f"{xl_rowcol_to_cell(last, col)}"
                )
                persons = [person for _row, person in members[department]]
                if col == total - 1:
                    values = [person.score for person in persons]
                else:
                    values = _scores(persons, columns[col - 2].code)
                sheet.write_formula(
                    last + 1,
                    col,
                    f"=AVERAGE({cells})",
                    self.foot,
                    sum(values) / len(values),
                )
            sheet.autofilter(self.HEAD, 0, last, total)

    def _sheet_name(self, name: str) -> str:
        """What spreadsheets accept: 31 characters, some of them not, each once."""
        clean = "".join("-" if char in "[]:*?/\\" else char for char in name)
        clean = clean.strip("' ") or "-"
        found, number = clean[:31], 1
        while found.lower() in self.names:
            number += 1
            ending = f" ({number})"
            found = clean[: 31 - len(ending)] + ending
        self.names.add(found.lower())
        return found

    def write_items(self, title, people) -> None:
        labels = self.labels
        sheet = self.items = self.workbook.add_worksheet(labels["items"])
        keys = ("number", "employee", "code", "item", "unit", "numerator")
        keys += ("denominator", "value", "records", "weight", "deduction", "score")
        keys += ("remark",)
        self._begin(sheet, title, [labels[key] for key in keys], 2)
        sheet.set_column(3, 3, 34)
        sheet.set_column(4, len(keys) - 1, 12)
        row = self.HEAD
        for person in people:
            for line in person.lines:
                row += 1
                texts = (person.key, person.name, line.code, line.name, line.unit)
                for col, text in enumerate(texts):
                    sheet.write_string(row, col, text)
                figures = (line.numerator, line.denominator, line.value)
                for col, figure in enumerate(figures, 5):
                    sheet.write_number(row, col, figure, self.number)
                if line.mark:
                    sheet.write_string(row, 12, line.mark)
                sheet.write_number(row, 8, line.records)
                sheet.write_number(row, 9, line.weight, self.number)
                if line.weight:
                    sheet.write_number(row, 10, line.deduction, self.number)
                    formula = f"=MAX(0,J{row + 1}-K{row + 1})"
                    sheet.write_formula(row, 11, formula, self.number, line.score)
                else:
                    sheet.write_blank(row, 10, None, self.number)
                    sheet.write_number(row, 11, line.score, self.number)
        if row > self.HEAD:
            sheet.autofilter(self.HEAD, 0, row, len(keys) - 1)
