"""A file that came in: looked through, read cell by cell, and turned into rows; what cannot be read is said by row."""

import csv
import io
import re
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from apps.catalog.exchange.comma import plain
from apps.core.errors import Invalid
from apps.core.sheets.archives import Archive, shown
from apps.core.sheets.faults import BadSource
from apps.core.sheets.scan import Subject, check_workbook

MOST_BYTES = 10 * 1024 * 1024
MOST_ROWS = 20_000
MOST_COLUMNS = 60
_DECLARATION = Subject("declaration")
_DAMAGED = "The workbook is damaged inside. Open it in Excel or LibreOffice, save it anew, and choose that file."
_RETURN = re.compile("_x000[dD]_")


@dataclass(frozen=True)
class Cell:
    """The text of one cell, or why it is none."""

    text: str = ""
    fault: str = ""

    @property
    def filled(self) -> bool:
        """Tell whether anything but blanks stands in it."""
        return bool(self.text.strip() or self.fault)


@dataclass(frozen=True)
class Row:
    """One row with its place in words."""

    place: str
    cells: tuple[Cell, ...]

    @property
    def filled(self) -> bool:
        """Tell whether anything stands in it."""
        return any(cell.filled for cell in self.cells)


@dataclass(frozen=True)
class Sheet:
    """One sheet of a file; a CSV has one without a title."""

    title: str
    rows: tuple[Row, ...]


def read_sheets(name: str, content: bytes) -> list[Sheet]:
    """Return the sheets of a workbook or a CSV, told apart by content; raise Invalid when it is neither."""
    if len(content) > MOST_BYTES:
        raise Invalid("The file is larger than 10 MB; a filled declaration needs a tenth of that. Choose another file.")
    if not content.strip():
        raise Invalid("The file is empty. Check that it was saved completely, then choose it again.")
    if content[:2] == b"PK" or content[:4] == b"\xd0\xcf\x11\xe0" or name.lower().endswith((".xlsx", ".xlsm", ".xls")):
        return _workbook(shown(name), content)
    return [_table(content)]


def _workbook(name: str, content: bytes) -> list[Sheet]:
    try:
        check_workbook(Archive(name, content), _DECLARATION)
    except BadSource as error:
        fault = error.faults[0]
        said = f"{fault.place}: {fault.problem}" if fault.place else fault.problem
        raise Invalid(said[:1].upper() + said[1:]) from None
    try:
        with warnings.catch_warnings():
            # What the library does not know (print settings, extensions) is nothing that is read here.
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(content), keep_links=False)
    except (InvalidFileException, ValueError, KeyError, TypeError, AttributeError, IndexError, OSError, EOFError):
        raise Invalid(_DAMAGED) from None
    return [Sheet(shown(page.title.strip()), tuple(_rows(page))) for page in book.worksheets]


def _rows(page: Any) -> Iterator[Row]:
    place = f"sheet “{shown(page.title.strip())}”"
    for number, cells in enumerate(page.iter_rows(max_col=min(page.max_column, MOST_COLUMNS)), start=1):
        yield Row(f"{place}, row {number}", tuple(_cell(cell) for cell in cells))


def _cell(cell: Any) -> Cell:
    """Return what a cell says; days and numbers are written out, formulas and errors are none."""
    value = cell.value
    if value is None:
        return Cell()
    if cell.data_type == "f":
        return Cell(fault="holds a formula")
    if cell.data_type == "e":
        return Cell(fault=f"holds the error {shown(str(value))}")
    match value:
        case bool():
            return Cell("yes" if value else "no")
        case datetime():
            return Cell(value.date().isoformat())
        case date():
            return Cell(value.isoformat())
        case int() | float():
            return Cell(f"{value:g}" if isinstance(value, float) and value.is_integer() else str(value))
        case str():
            return Cell(_RETURN.sub("", value))
        case _:
            return Cell(fault="holds something that is no text")


def _table(content: bytes) -> Sheet:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Invalid(f"Row {line}: the file is not in UTF-8. In Excel, save it as “CSV UTF-8”.") from None
    if "\x00" in text:
        raise Invalid("The file is neither a workbook (.xlsx) nor a CSV. Choose the file that you filled in.")
    lines = _lines(text)
    return Sheet("", tuple(Row(f"row {number}", tuple(map(Cell, line))) for number, line in enumerate(lines, start=1)))


def _lines(text: str) -> Iterable[list[str]]:
    """Return the rows; Excel of some countries separates cells by semicolons."""
    first = text.split("\n", 1)[0]
    found: list[list[str]] = []
    try:
        for line in csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count), strict=True):
            if len(found) == MOST_ROWS:
                raise Invalid(f"Row {MOST_ROWS + 1}: a declaration has at most {MOST_ROWS} rows.")
            if len(line) > MOST_COLUMNS:
                raise Invalid(f"Row {len(found) + 1}: there are more than {MOST_COLUMNS} cells. Put texts in quotes.")
            found.append([plain(cell) for cell in line])
    except csv.Error as error:
        raise Invalid(f"Row {len(found) + 1} cannot be read as CSV: {error}. Put texts in quotes.") from None
    return found
