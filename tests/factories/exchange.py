"""Files that came in, taken in by the real actions."""

import io
from collections.abc import Mapping
from typing import Any

import openpyxl
from django.utils import timezone

from apps.accounts.actors import Actor
from apps.devices.models import Declaration
from apps.exchange import actions
from apps.exchange.models import Intake
from apps.exchange.roundtrip import workbook
from apps.exchange.roundtrip.incoming import read_rows
from apps.exchange.roundtrip.lines import parts
from apps.exchange.workflow import FileKind

COLUMNS = {"value": "D", "explanation": "E", "configuration": "F", "version": "G", "on": "H", "carried": "I"}


def export(declaration: Declaration) -> bytes:
    """Return the workbook of a declaration as it goes out."""
    return workbook.write(declaration, parts(declaration))


def filled(content: bytes, rows: Mapping[int, Mapping[str, Any]], *, sheet: int = 1) -> bytes:
    """Return the workbook with cells of these rows filled in; the first row of entries is 2."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    page = book.worksheets[sheet]
    for number, cells in rows.items():
        for name, value in cells.items():
            page[f"{COLUMNS.get(name, name)}{number}"] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def make_intake(declaration: Declaration, *, by: Actor, content: bytes = b"") -> Intake:
    """Return the preview of a filled workbook, by default one new answer."""
    content = content or filled(export(declaration), {2: {"value": "Yes", "explanation": "It is so."}})
    rows = read_rows(declaration, "filled.xlsx", content)
    return actions.take_in(
        declaration,
        by=by,
        at=timezone.now(),
        kind=FileKind.WORKBOOK,
        name="filled.xlsx",
        content=content,
        rows=rows,
    )
