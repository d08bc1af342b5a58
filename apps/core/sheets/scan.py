"""A first look through the parts of a workbook, before a library reads it: sizes, formulas, macros.

Every bound is far above what our files need, and keeps what is refused below a few seconds and 300 MB.
"""

import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring, iterparse

from apps.core.sheets.archives import Archive, refuse, shown

MOST_ROWS = 20_000
_MOST_CELLS = 200_000
_MOST_IN_A_ROW = 2_000
# Elements that are no cells: styles, texts, merged ranges.
_MOST_OTHERS = 80_000
_MOST_COVERED = 200_000
_MOST_BYTES = 12 * 1024 * 1024
_WINDOW = 100_000
"""Bytes; text that fills a whole one without any tag is longer than every cell that is accepted."""
_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?")
_WORKBOOK = "xl/workbook.xml"
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_PROGRAMS = ("vbaproject.bin", "vbadata.xml")
_PARTS = ("/activex/", "/embeddings/", "/externallinks/", "/macrosheets/", "/dialogsheets/")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass
class _Counted:
    """What all parts hold together."""

    cells: int = 0
    others: int = 0
    covered: int = 0


@dataclass(frozen=True)
class Subject:
    """What the workbook should hold: its name in sentences, and why a formula in it is refused (if it is)."""

    name: str
    on_formula: str = ""


CATALOG = Subject("catalog", "the catalog holds texts only. Put the text there.")


def check_workbook(archive: Archive, subject: Subject = CATALOG) -> None:
    """Raise BadSource with sheet, row and reason unless the archive is a plain workbook of a size that is read."""
    if _WORKBOOK not in archive.names or "[Content_Types].xml" not in archive.names:
        refuse(archive.file, "", "this ZIP file is no Excel workbook; choose the .xlsx file.")
    for name in archive.names:
        lowered = f"/{name.lower()}"
        if lowered.endswith(_PROGRAMS) or any(part in lowered for part in _PARTS):
            refuse(archive.file, shown(name), "the workbook holds macros or foreign objects; save it as plain .xlsx.")
    if b"macroEnabled" in archive.read("[Content_Types].xml"):
        refuse(archive.file, "", "this is a workbook with macros; save it as plain .xlsx.")
    titles = _titles(archive, subject)
    counted = _Counted()
    for name in archive.names:
        if name.endswith((".xml", ".rels")):
            _Scan(archive, name, titles.get(name, ""), counted, subject).run()


def _titles(archive: Archive, subject: Subject) -> dict[str, str]:
    """Return the title of each sheet by the part that holds it, so that a fault can name it."""
    links = "xl/_rels/workbook.xml.rels"
    targets: dict[str, str] = {}
    if links in archive.names:
        for link in _parsed(archive, links, subject).iter():
            name = "xl/" + link.get("Target", "").removeprefix("/xl/")
            targets[link.get("Id", "")] = name
    sheets = (one for one in _parsed(archive, _WORKBOOK, subject).iter() if _local(one) == "sheet")
    return {targets.get(one.get(_RELATION, ""), ""): one.get("name", "").strip() for one in sheets}


def _parsed(archive: Archive, name: str, subject: Subject) -> Any:
    """Return the small part `name` as a tree."""
    content = archive.read(name)
    if len(content) > 1024 * 1024:
        refuse(archive.file, shown(name), f"this part is larger than a {subject.name} can be.")
    return _guarded(archive, name, lambda: fromstring(content))


def _guarded(archive: Archive, name: str, parse: Callable[[], Any]) -> Any:
    try:
        return parse()
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        refuse(archive.file, shown(name), "this part is no valid XML, or declares entities; save the workbook anew.")


class _Scan:
    """Counts the elements of one part while it is read, and stops at the first thing that is refused."""

    def __init__(self, archive: Archive, name: str, title: str, counted: _Counted, subject: Subject) -> None:
        self._subject = subject
        self._archive = archive
        self._name = name
        self._place = f"sheet “{shown(title)}”" if title else shown(name)
        self._is_sheet = bool(_SHEET.fullmatch(name))
        self._counted = counted
        self._row = self._in_row = 0
        self._inside = False
        self._cell = ""

    def run(self) -> None:
        """Read the part to its end, or refuse it."""
        content = self._archive.read(self._name)
        if len(content) > _MOST_BYTES and not self._is_sheet:
            self._refuse(f"this part is larger than a {self._subject.name} can be.")
        windows = range(0, len(content) - _WINDOW, _WINDOW)
        if any(content.find(b"<", start, start + _WINDOW) < 0 for start in windows):
            self._refuse(f"there is far more text in one place than a {self._subject.name} has.")
        _guarded(self._archive, self._name, lambda: self._count(content))

    def _count(self, content: bytes) -> None:
        for event, element in iterparse(io.BytesIO(content), events=("start", "end")):
            what = _local(element)
            if event == "end":
                self._inside = self._inside and what != "row"
                element.clear()
            elif self._is_sheet and (self._inside or what == "row"):
                self._look_at(what, element)
            else:
                self._look_outside(what, element)

    def _look_at(self, what: str, element: Any) -> None:
        if what == "row":
            number = element.get("r", "")
            self._inside, self._in_row = True, 0
            self._row = int(number) if number.isdecimal() and len(number) < 9 else self._row + 1
            if self._row > MOST_ROWS:
                self._refuse(f"a sheet of the {self._subject.name} has at most {MOST_ROWS} rows.")
        elif what == "f" and self._subject.on_formula:
            self._refuse(f"the cell {shown(self._cell)} holds a formula; {self._subject.on_formula}")
        else:
            self._counted.cells += what == "c"
            self._counted.others += what not in ("c", "v", "is", "t")
            self._in_row += 1
            self._cell = element.get("r", "") if what == "c" else self._cell
            if self._counted.cells > _MOST_CELLS or self._in_row > _MOST_IN_A_ROW:
                self._refuse(f"there are far more cells than a {self._subject.name} has.")
            self._check_others()

    def _look_outside(self, what: str, element: Any) -> None:
        self._counted.others += 1
        self._check_others()
        if self._is_sheet and what in ("mergeCell", "hyperlink"):
            self._counted.covered += _area(element.get("ref", ""))
            if self._counted.covered > _MOST_COVERED:
                self._row = 0
                self._refuse(f"the range {shown(element.get('ref', ''))} is far larger than a {self._subject.name}.")

    def _check_others(self) -> None:
        if self._counted.others > _MOST_OTHERS:
            self._refuse(f"the workbook holds far more than a {self._subject.name} has.")

    def _refuse(self, problem: str) -> None:
        refuse(self._archive.file, f"{self._place}, row {self._row}" if self._row else self._place, problem)


def _area(reference: str) -> int:
    """Return how many cells a range covers; one that cannot be read covers too many."""
    found = _RANGE.fullmatch(reference)
    if not found:
        return _MOST_COVERED + 1
    first, top, last, bottom = found.groups()
    wide = _column(last or first) - _column(first) + 1
    high = int(bottom or top) - int(top) + 1
    return max(wide, 1) * max(high, 1)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _local(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]
