"""A first look through the parts of a workbook, before a library reads it: sizes, formulas, macros."""

import io
import re
from collections.abc import Callable, Iterator
from typing import Any

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring, iterparse

from apps.catalog.official.archives import Archive, refuse, shown

MOST_ROWS = 20_000
_MOST_CELLS = 200_000
_MOST_IN_A_ROW = 2_000
_MOST_ELEMENTS = 600_000
_WORKBOOK = "xl/workbook.xml"
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_PROGRAMS = ("vbaproject.bin", "vbadata.xml")
_PARTS = ("/activex/", "/embeddings/", "/externallinks/", "/macrosheets/", "/dialogsheets/")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def check_workbook(archive: Archive) -> None:
    """Raise BadSource with sheet, row and reason unless the archive is a plain workbook of a size that is read."""
    if _WORKBOOK not in archive.names or "[Content_Types].xml" not in archive.names:
        refuse(archive.file, "", "this ZIP file is no Excel workbook; choose the .xlsx file.")
    for name in archive.names:
        lowered = f"/{name.lower()}"
        if lowered.endswith(_PROGRAMS) or any(part in lowered for part in _PARTS):
            refuse(archive.file, shown(name), "the workbook holds macros or foreign objects; save it as plain .xlsx.")
    if b"macroEnabled" in archive.read("[Content_Types].xml"):
        refuse(archive.file, "", "this is a workbook with macros; save it as plain .xlsx.")
    titles = _titles(archive)
    for name in archive.names:
        if name.endswith((".xml", ".rels")):
            _Scan(archive, name, titles.get(name, "")).run()


def _titles(archive: Archive) -> dict[str, str]:
    """Return the title of each sheet by the part that holds it, so that a fault can name it."""
    links = "xl/_rels/workbook.xml.rels"
    targets: dict[str, str] = {}
    if links in archive.names:
        for link in _parsed(archive, links).iter():
            name = "xl/" + link.get("Target", "").removeprefix("/xl/")
            targets[link.get("Id", "")] = name
    sheets = (one for one in _parsed(archive, _WORKBOOK).iter() if _local(one) == "sheet")
    return {targets.get(one.get(_RELATION, ""), ""): one.get("name", "").strip() for one in sheets}


def _parsed(archive: Archive, name: str) -> Any:
    """Return the small part `name` as a tree."""
    content = archive.read(name)
    if len(content) > 1024 * 1024:
        refuse(archive.file, shown(name), "this part is larger than a catalog can be.")
    return _guarded(archive, name, lambda: fromstring(content))


def _guarded(archive: Archive, name: str, parse: Callable[[], Any]) -> Any:
    try:
        return parse()
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        refuse(archive.file, shown(name), "this part is no valid XML, or declares entities; save the workbook anew.")


class _Scan:
    """Counts the elements of one part while it is read, and stops at the first thing that is refused."""

    def __init__(self, archive: Archive, name: str, title: str) -> None:
        self._archive = archive
        self._name = name
        self._place = f"sheet “{shown(title)}”" if title else shown(name)
        self._is_sheet = bool(_SHEET.fullmatch(name))
        self._row = self._cells = self._in_row = self._elements = 0
        self._cell = ""

    def run(self) -> None:
        """Read the part to its end, or refuse it."""
        _guarded(self._archive, self._name, self._count)

    def _count(self) -> None:
        for element in self._started():
            self._elements += 1
            if self._elements > _MOST_ELEMENTS:
                self._refuse(f"{self._place}, row {self._row}" if self._row else self._place, "it is far too large.")
            if self._is_sheet:
                self._look_at(element)

    def _started(self) -> Iterator[Any]:
        for event, element in iterparse(io.BytesIO(self._archive.read(self._name)), events=("start", "end")):
            if event == "start":
                yield element
            elif not self._is_sheet or _local(element) == "row":
                element.clear()

    def _look_at(self, element: Any) -> None:
        what = _local(element)
        if what == "row":
            number = element.get("r", "")
            self._in_row = 0
            self._row = int(number) if number.isdecimal() and len(number) < 9 else self._row + 1
            if self._row > MOST_ROWS:
                self._refuse(f"{self._place}, row {self._row}", f"a sheet of the catalog has at most {MOST_ROWS} rows.")
        elif what == "c":
            self._cells += 1
            self._in_row += 1
            self._cell = element.get("r", "")
            if self._cells > _MOST_CELLS or self._in_row > _MOST_IN_A_ROW:
                self._refuse(f"{self._place}, row {self._row}", "there are far more cells than a catalog has.")
        elif what == "f":
            self._refuse(
                f"{self._place}, row {self._row}",
                f"the cell {shown(self._cell)} holds a formula; the catalog holds texts only. Put the text there.",
            )

    def _refuse(self, place: str, problem: str) -> None:
        refuse(self._archive.file, place, problem)


def _local(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]
