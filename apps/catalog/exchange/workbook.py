"""Tables as workbook: the first row stays in sight, columns can be filtered, and every cell is text.

A workbook carries the time of its making in two places; both are set to a given time, so that the same tables give
the same bytes.
"""

import io
import re
import zipfile
from datetime import UTC, datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from apps.catalog.exchange.tables import Sheet

MOST_CHARACTERS = 32_767
"""What one cell holds; no text of a catalog comes near it."""
_CUT = " […] The rest does not fit into a cell; the OSCAL file has the whole text."
_COULD_RUN = ("=", "+", "-", "@", "\t", "\r", "\n", "'")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_STAMP = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms)")
_HEADER = Font(bold=True)
_SHADE = PatternFill("solid", fgColor="E6E6E6")
_TOP = Alignment(vertical="top", wrap_text=True)


def write(sheets: list[Sheet], at: datetime) -> bytes:
    """Return the tables as a workbook that says it was made `at`."""
    book = Workbook(write_only=True)
    for sheet in sheets:
        page: Any = book.create_sheet(sheet.name)
        page.freeze_panes = "A2"
        for place, width in enumerate(sheet.widths, start=1):
            page.column_dimensions[get_column_letter(place)].width = width
        page.auto_filter.ref = f"A1:{get_column_letter(len(sheet.header))}{len(sheet.rows) + 1}"
        styles = _Styles(page)
        page.append([styles.named(text) for text in sheet.header])
        for row in sheet.rows:
            page.append([styles.cell(text) for text in row])
    out = io.BytesIO()
    book.save(out)
    return _same_each_time(out.getvalue(), at)


def escaped(text: str) -> str:
    """Return the text as workbooks keep it: characters that XML cannot hold are written as their number."""
    return _NOT_IN_XML.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def unescaped(text: str) -> str:
    """Return the text that `escaped` was given."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


class _Styles:
    """Looks of cells, worked out once for a workbook: setting them cell by cell takes most of the time."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.header = self._look(font=_HEADER, fill=_SHADE)
        self.text = self._look()
        self.quoted = self._look(quotePrefix=True)

    def _look(self, **look: Any) -> Any:
        cell = WriteOnlyCell(self.page)
        for name, value in ({"alignment": _TOP} | look).items():
            setattr(cell, name, value)
        return cell._style  # noqa: SLF001

    def cell(self, text: str) -> Any:
        """Return a cell with this text, None for an empty one."""
        if not text:
            return None
        return self._made(text, self.quoted if text.startswith(_COULD_RUN) else self.text)

    def named(self, text: str) -> Any:
        """Return a cell of the first row."""
        return self._made(text, self.header)

    def _made(self, text: str, look: Any) -> Any:
        value = escaped(text)
        if len(value) > MOST_CHARACTERS:
            value = value[: MOST_CHARACTERS - len(_CUT)] + _CUT
        cell = WriteOnlyCell(self.page, value)
        # Never a formula: the type is text whatever the first character says, and stays so when the cell is edited.
        cell.data_type = "s"
        cell._style = look  # noqa: SLF001
        return cell


def _same_each_time(data: bytes, at: datetime) -> bytes:
    stamp = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as made, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as kept:
        for name in made.namelist():
            part = made.read(name)
            if name == "docProps/core.xml":
                part = _STAMP.sub(rb"\g<1>" + stamp + rb"\3", part)
            kept.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), part, zipfile.ZIP_DEFLATED)
    return out.getvalue()
