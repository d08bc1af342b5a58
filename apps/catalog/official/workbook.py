"""Reading one official workbook: its two sheets, found by title and headers, as rows of five plain cells."""

import io
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import openpyxl
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.utils.exceptions import InvalidFileException

from apps.catalog.kinds import CSF_1_1, SP_800_53, Branch
from apps.catalog.official.tree import key
from apps.catalog.staging import BadSource, Fault, Remark
from apps.core.sheets.archives import Archive, refuse, shown
from apps.core.sheets.scan import MOST_ROWS, check_workbook

_LONGEST_CELL = 20_000
# What the header of each column starts with, without blanks and case; of the last one, what it contains.
_HEADERS = {
    Branch.TECHNICAL: ("technicalcapability", "subcapabilities", "", "element"),
    Branch.NON_TECHNICAL: ("nontechnicalcapability", "subcapabilities", "element", "subelement"),
}
_MAPPED = (("control", SP_800_53), ("framework", CSF_1_1))
_LETTERS = "ABCDE"


@dataclass(frozen=True)
class Cell:
    """The text of one cell; `runs` are its parts with what is bold, `within` tells that a merge above covers it."""

    text: str = ""
    runs: tuple[tuple[str, bool], ...] = ()
    within: bool = False

    @property
    def filled(self) -> bool:
        """Tell whether anything but blanks stands in it."""
        return bool(self.text.strip())


@dataclass(frozen=True)
class Row:
    """The first five cells of one row."""

    number: int
    cells: tuple[Cell, ...]


@dataclass
class Sheet:
    """One sheet of the catalog; `name` is how entries and remarks call it."""

    file: str
    title: str
    branch: Branch
    framework: str
    rows: list[Row]

    @property
    def name(self) -> str:
        """Return the short name that places in it are given by."""
        return f"{self.branch.value} sheet"


@dataclass
class Workbook:
    """The two sheets of one file, and the framework that both are mapped to."""

    file: str
    framework: str
    sheets: dict[Branch, Sheet]
    saved_on: date | None
    remarks: list[Remark] = field(default_factory=list)


def read_workbook(file: str, content: bytes) -> Workbook:
    """Return the sheets of the catalog; raise BadSource with sheet, row and reason when they cannot be used."""
    check_workbook(Archive(file, content))
    try:
        with warnings.catch_warnings():
            # What the library does not know (print settings, conditional formats) is nothing that is read here.
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(content), rich_text=True, keep_links=False)
    except (InvalidFileException, ValueError, KeyError, TypeError, AttributeError, IndexError, OSError, EOFError):
        # What a damaged part makes the library stumble over; the parts themselves were looked through before.
        refuse(file, "", "the workbook is damaged inside; open it in Excel or LibreOffice, save it anew, import that.")
    with_headers = [(sheet, _branch_of(sheet.title)) for sheet in book.worksheets]
    remarks = [
        Remark("note", shown(sheet.title.strip()), 1, "", "The sheet is none of the catalog's and was not read.")
        for sheet, branch in with_headers
        if branch is None
    ]
    sheets: dict[Branch, Sheet] = {}
    for sheet, branch in with_headers:
        if branch is None:
            continue
        if branch in sheets:
            refuse(file, f"sheet “{shown(sheet.title)}”", f"there are two {branch.value} sheets; keep one of them.")
        sheets[branch] = _read_sheet(file, sheet, branch)
    missing = [branch.value for branch in Branch if branch not in sheets]
    if missing:
        refuse(
            file, "", f"there is no sheet whose title starts with “{missing[0].capitalize()}”; both sheets are needed."
        )
    frameworks = {sheet.framework for sheet in sheets.values()}
    if len(frameworks) > 1:
        refuse(
            file,
            "row 1",
            "one sheet is mapped to controls and the other to the framework; they do not belong together.",
        )
    return Workbook(file, frameworks.pop(), sheets, _saved_on(book), remarks)


def _saved_on(book: Any) -> date | None:
    modified = book.properties.modified
    return modified.date() if modified is not None else None


def _branch_of(title: str) -> Branch | None:
    start = key(title)
    if start.startswith("nontechnical"):
        return Branch.NON_TECHNICAL
    return Branch.TECHNICAL if start.startswith("technical") else None


def _read_sheet(file: str, sheet: Any, branch: Branch) -> Sheet:
    place = f"sheet “{shown(sheet.title.strip())}”"
    if sheet.max_row > MOST_ROWS:
        refuse(file, f"{place}, row {sheet.max_row}", f"a sheet of the catalog has at most {MOST_ROWS} rows.")
    faults: list[Fault] = []
    covered = _covered(sheet)
    rows = [
        Row(cells[0].row, tuple(_read_cell(cell, covered, Fault(file, place, ""), faults) for cell in cells))
        for cells in sheet.iter_rows(max_col=len(_LETTERS))
    ]
    while rows and not any(cell.filled for cell in rows[-1].cells):
        rows.pop()
    if faults:
        raise BadSource(faults)
    if not rows:
        refuse(file, place, "the sheet is empty.")
    framework = _check_headers(file, place, branch, rows[0])
    if len(rows) == 1:
        refuse(file, f"{place}, row 2", "there is no entry below the headers.")
    return Sheet(file, shown(sheet.title.strip()), branch, framework, rows[1:])


def _check_headers(file: str, place: str, branch: Branch, row: Row) -> str:
    """Return the framework that the last header names."""
    headers = [key(cell.text) for cell in row.cells]
    for column, (header, wanted) in enumerate(zip(headers, _HEADERS[branch], strict=False)):
        if not header.startswith(wanted):
            said = shown(row.cells[column].text) or "nothing"
            refuse(
                file,
                f"{place}, row 1",
                f"the header of column {_LETTERS[column]} is not the catalog's (it says: {said}).",
            )
    named = [framework for word, framework in _MAPPED if word in headers[4]]
    if not named:
        refuse(
            file, f"{place}, row 1", "the header of column E names neither controls nor the Cybersecurity Framework."
        )
    return named[0]


def _covered(sheet: Any) -> set[tuple[int, int]]:
    """Return the places inside merged ranges of the first five columns, but for the first cell of each."""
    found: set[tuple[int, int]] = set()
    for area in sheet.merged_cells.ranges:
        rows = range(area.min_row, min(area.max_row, sheet.max_row) + 1)
        columns = range(area.min_col, min(area.max_col, len(_LETTERS)) + 1)
        found |= {(row, column) for row in rows for column in columns} - {(area.min_row, area.min_col)}
    return found


def _read_cell(cell: Any, covered: set[tuple[int, int]], place: Fault, faults: list[Fault]) -> Cell:
    value = cell.value
    within = (cell.row, cell.column) in covered
    if value is None:
        return Cell(within=within)
    where = f"{place.place}, row {cell.row}"
    if not isinstance(value, str | CellRichText):
        what = "an error" if cell.data_type == "e" else "a number, date or formula"
        faults.append(
            Fault(
                place.file, where, f"column {_LETTERS[cell.column - 1]} holds {what} ({shown(str(value))}), not a text."
            )
        )
        return Cell(within=within)
    if cell.data_type in ("e", "f"):
        faults.append(Fault(place.file, where, f"column {_LETTERS[cell.column - 1]} holds an error or a formula."))
        return Cell(within=within)
    runs = tuple(_runs(value, is_bold=bool(cell.font is not None and cell.font.b)))
    text = "".join(part for part, _ in runs)
    if len(text) > _LONGEST_CELL:
        faults.append(
            Fault(place.file, where, f"column {_LETTERS[cell.column - 1]} holds more than {_LONGEST_CELL} characters.")
        )
    return Cell(text, runs, within)


def _runs(value: str | CellRichText, *, is_bold: bool) -> Iterator[tuple[str, bool]]:
    """Yield the parts of a cell and whether each is bold: a part without a font of its own takes the cell's."""
    if isinstance(value, str):
        yield value, is_bold
        return
    for part in value:
        if isinstance(part, TextBlock):
            yield part.text or "", bool(part.font.b) if part.font is not None else is_bold
        else:
            yield str(part), is_bold
