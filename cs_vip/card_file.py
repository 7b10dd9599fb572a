"""Reading a card file that somebody hands in: .xlsx or .csv, from plain bytes.

Core's `base_import` readers drop empty lines, so that a fault could not be named by
its line, load a sheet of any size as a whole, and do not know which of the Chinese
encodings a spreadsheet program wrote. Nothing in a cell is ever evaluated: a formula
counts as the value that was saved with it.
"""

from __future__ import annotations

import csv
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import NamedTuple

import openpyxl

MAX_BYTES = 20 * 2**20
MAX_UNPACKED = 300 * 2**20
MAX_LINES = 50_000
MAX_COLUMNS = 60
EMPTY_LINES = 1_000  # so many in a row end the file
SAMPLE = 4096
ISO_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
MIDNIGHT = re.compile(r"\s+00:00(:00)?$")


class Refused(Exception):
    """The file cannot be read; `reason` is one of `empty`, `large`, `kind`, `old`,
    `broken`."""

    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason


class CellError(str):
    """What a spreadsheet shows for a formula that failed (#REF!)."""

    __slots__ = ()


class Line(NamedTuple):
    """One line of the file, counted as the user sees it; 1 is the headings'."""

    number: int
    cells: list


def read(content: bytes, chinese: str = "gb18030") -> Iterator[Line]:
    """The lines that hold anything. `chinese`: how a .csv is encoded that is not
    Unicode."""
    if not content.strip():
        raise Refused("empty")
    if len(content) > MAX_BYTES:
        raise Refused("large")
    if content.startswith(b"PK\x03\x04"):
        lines = _read_xlsx(content)
    elif content.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refused("old")
    else:
        lines = _read_csv(content, chinese)
    blank = 0
    for number, cells in enumerate(lines, 1):
        cells = cells[:MAX_COLUMNS]
        if not any(text(cell) for cell in cells):
            blank += 1
            if blank > EMPTY_LINES:
                return
            continue
        if number > MAX_LINES:
            raise Refused("large")
        blank = 0
        yield Line(number, cells)


def _read_xlsx(content: bytes) -> Iterator[list]:
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            if sum(info.file_size for info in packed.infolist()) > MAX_UNPACKED:
                raise Refused("large")
        book = openpyxl.load_workbook(BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        for row in sheet.iter_rows(max_col=MAX_COLUMNS):
            yield [
                CellError(cell.value) if cell.data_type == "e" else cell.value
                for cell in row
            ]
    except Refused:
        raise
    except Exception as error:  # whatever a damaged file makes of the reader
        raise Refused("broken") from error


def _read_csv(content: bytes, chinese: str) -> Iterator[list]:
    decoded = _decode(content, chinese)
    if "\0" in decoded:
        raise Refused("kind")
    head = decoded[:SAMPLE].split("\n", 1)[0]
    delimiter = max(",;\t", key=head.count)
    try:
        yield from csv.reader(StringIO(decoded, newline=""), delimiter=delimiter)
    except csv.Error as error:
        raise Refused("broken") from error


def _decode(content: bytes, chinese: str) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", chinese]
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused("kind")


def text(cell) -> str:
    """A cell as the user typed it: 13800138000, not 13800138000.0.

    >>> text(None), text(" a\\n b "), text(138.0), text(True)
    ('', 'a b', '138', 'True')
    """
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, datetime) and not (cell.hour or cell.minute or cell.second):
        cell = cell.date()
    printable = "".join(char if char.isprintable() else " " for char in str(cell))
    return " ".join(printable.split())


def day(cell) -> date | None:
    """The day in a cell; None where there is none.

    Raises ValueError for what is no day, or could be two: 03/04/2025.

    >>> day("2025年3月1日"), day("2025/03/01"), day("")
    (datetime.date(2025, 3, 1), datetime.date(2025, 3, 1), None)
    """
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    written = MIDNIGHT.sub("", text(cell))
    if not written:
        return None
    found = ISO_DATE.fullmatch(written)
    if not found:
        raise ValueError(written)
    return date(*map(int, found.groups()))


def whole_number(cell) -> int:
    """A whole number, thousands separated or not; 0 where there is none.

    >>> whole_number("1,200"), whole_number(300.0), whole_number(None)
    (1200, 300, 0)
    """
    written = text(cell)
    if not written:
        return 0
    if not re.fullmatch(r"[-+]?\d{1,3}(,?\d{3})*|[-+]?\d+", written):
        raise ValueError(written)
    return int(written.replace(",", ""))
