"""The workbook that goes out: a sheet on how to fill it, and one for each capability.

Only what people fill in can be edited; ids and marks stand in hidden columns. Every cell is text and never a formula.
"""

import io
import re
from collections.abc import Iterable
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.workbook.protection import WorkbookProtection
from openpyxl.worksheet.datavalidation import DataValidation

from apps.catalog.exchange.workbook import escaped
from apps.devices.models import Declaration
from apps.devices.workflow import AnswerValue
from apps.exchange.roundtrip.cells import cells
from apps.exchange.roundtrip.lines import Part
from apps.exchange.roundtrip.rows import (
    ANSWER,
    CARRIED,
    CONFIRMED,
    FILLED_IN,
    HEADER,
    KEY,
    MARK,
    TO_CONFIRM,
)

README = "Read me"
_WIDTHS = (14, 52, 24, 15, 48, 36, 14, 13, 14, 32, 6, 6)
_HIDDEN = (KEY, MARK)
_COULD_RUN = ("=", "+", "-", "@", "\t", "\r", "\n", "'")
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_SHADE = PatternFill("solid", fgColor="D9E8F6")
_OPEN_FILL = PatternFill("solid", fgColor="FFFBE6")
_TOP = Alignment(vertical="top", wrap_text=True)
_OPEN = Protection(locked=False)


def write(declaration: Declaration, parts: Iterable[Part]) -> bytes:
    """Return the workbook of a declaration."""
    book = Workbook(write_only=True)
    book.security = WorkbookProtection(lockStructure=True)
    _write_readme(book, declaration)
    for part in parts:
        _write_part(book, declaration, part)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def sheet_name(part: Part) -> str:
    """Return the name of a capability's sheet: at most 31 characters, none of those that Excel refuses."""
    return _FORBIDDEN.sub(" ", f"{part.identifier} {part.title}")[:31].strip().strip("'")


def _write_readme(book: Any, declaration: Declaration) -> None:
    page = book.create_sheet(README)
    page.column_dimensions["A"].width, page.column_dimensions["B"].width = 26, 110
    _protect(page)
    looks = _Looks(page)
    page.append([looks.of("header", f"Declaration {declaration.number} of {declaration.product}"), None])
    for name, text in readme(declaration):
        page.append([looks.of("bold", name), looks.of("locked", text)])


def readme(declaration: Declaration) -> list[tuple[str, str]]:
    """Return how to fill the workbook, sentence by sentence."""
    answers = ", ".join(str(value.label) for value in AnswerValue)
    return [
        ("What this is", "The answers of the declaration as they stand. Fill it in wherever you are, then upload it."),
        ("Where to write", "In the yellow columns D to I of the sheets that follow. Everything else is locked."),
        ("Answer", f"Choose one from the list: {answers}. A row that you leave blank is left alone."),
        ("Partly, No, Not applicable", "Say in “How it works” which part works, or why not."),
        ("Planned", "Say with which version it comes, or on which day (write the day as 2027-03-31). Or both."),
        (
            "Carried over",
            f"An answer “{TO_CONFIRM}” comes from the last declaration. Choose “{CONFIRMED}”, or change it.",
        ),
        ("Evidence", "For reading. Evidence is attached in the application."),
        ("Texts", "At most 8,000 characters each. Write values, not formulas; a row with a formula is refused."),
        (
            "When you upload it",
            "You first see row by row what would change; nothing is saved before you say so.",
        ),
        ("When others worked too", "Where a colleague changed an answer since, you choose which one stays."),
        (
            "What cannot be used",
            "Rows that cannot be taken over are named with the reason; the others are not held up.",
        ),
        ("Catalog", str(declaration.edition)),
    ]


def _write_part(book: Any, declaration: Declaration, part: Part) -> None:
    page = book.create_sheet(sheet_name(part))
    page.freeze_panes = "D2"
    for place, (name, width) in enumerate(zip(HEADER, _WIDTHS, strict=True), start=1):
        dimension = page.column_dimensions[get_column_letter(place)]
        dimension.width, dimension.hidden = width, name in _HIDDEN
    last = len(part.lines) + 1
    page.auto_filter.ref = f"A1:{get_column_letter(len(HEADER))}{last}"
    _protect(page)
    _offer(page, ANSWER, [str(value.label) for value in AnswerValue], last, "Choose one of the list.")
    _offer(page, CARRIED, [TO_CONFIRM, CONFIRMED], last, "Choose “confirmed” when the answer still holds.")
    looks = _Looks(page)
    page.append([looks.of("header", name) for name in HEADER])
    for line in part.lines:
        page.append(looks.row(cells(declaration, line)))


def _protect(page: Any) -> None:
    """Lock what is not filled in; columns, filters and row heights stay the reader's own."""
    page.protection.enable()
    for allowed in ("formatColumns", "formatRows", "autoFilter", "sort"):
        setattr(page.protection, allowed, False)


def _offer(page: Any, name: str, values: list[str], last: int, sentence: str) -> None:
    letter = get_column_letter(HEADER.index(name) + 1)
    offered = DataValidation(type="list", formula1=f'"{",".join(values)}"', allow_blank=True, showErrorMessage=True)
    offered.errorTitle, offered.error = name, sentence
    offered.add(f"{letter}2:{letter}{last}")
    page.data_validations.append(offered)


class _Looks:
    """Looks of cells, worked out once a sheet: setting them cell by cell takes most of the time."""

    def __init__(self, page: Any) -> None:
        self.page = page
        filled = {"fill": _OPEN_FILL, "protection": _OPEN, "number_format": "@"}
        self.looks = {
            "header": self._look(font=Font(bold=True), fill=_SHADE),
            "bold": self._look(font=Font(bold=True)),
            "locked": self._look(),
            "open": self._look(**filled),
            "quoted": self._look(quotePrefix=True, **filled),
            "quoted locked": self._look(quotePrefix=True),
        }
        self.names = [("open" if name in FILLED_IN else "locked") for name in HEADER]

    def _look(self, **look: Any) -> Any:
        cell = WriteOnlyCell(self.page)
        for name, value in ({"alignment": _TOP} | look).items():
            setattr(cell, name, value)
        return cell._style  # noqa: SLF001

    def row(self, texts: tuple[str, ...]) -> list[Any]:
        """Return the cells of one row; an open cell keeps its look when it is empty."""
        return [
            self.of(name, text) if text or name == "open" else None
            for name, text in zip(self.names, texts, strict=True)
        ]

    def of(self, name: str, text: str) -> Any:
        """Return a cell with this text in this look; what a program could run is kept as quoted text."""
        if text.startswith(_COULD_RUN):
            name = {"open": "quoted", "locked": "quoted locked"}.get(name, name)
        cell = WriteOnlyCell(self.page, escaped(text) if text else None)
        if text:
            cell.data_type = "s"
        cell._style = self.looks[name]  # noqa: SLF001
        return cell
