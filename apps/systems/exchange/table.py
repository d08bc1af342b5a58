"""The controls of a system as CSV, and back."""

import csv
import io
from collections.abc import Iterable

from apps.catalog.exchange import comma
from apps.catalog.exchange.refusal import Refused
from apps.catalog.exchange.strict_json import UNREADABLE
from apps.systems.exchange.content import MOST_ROWS, ControlContent, ControlRow, Known, add_row, control_at
from apps.systems.kinds import ControlOrigin, ImportKind, Responsibility
from apps.systems.models import ControlAllocation

HEADER = ("control", "title", "origin", "implemented", "reason")
_WRITTEN = {"": "", **{value: value for value in Responsibility.values}, "system-specific": Responsibility.SYSTEM.value}
_ORIGINS = ("", *ControlOrigin.values)


def write(allocations: Iterable[ControlAllocation]) -> bytes:
    """Return the controls with origin, who implements them and the reasons of tailoring, as they can be read again."""
    rows = (
        (one.control.identifier, one.control.title, one.origin, one.responsibility, one.reason) for one in allocations
    )
    return comma.write(HEADER, rows)


def read(text: str, known: Known) -> ControlContent:
    """Return what the table says; raise Refused when it cannot be read at all."""
    lines = _lines(text)
    header = [name.strip().casefold() for name in lines[0]]
    if "control" not in header:
        raise Refused("row 1", "The first row must name the columns; “control” is missing.")
    if doubled := {name for name in header if name and header.count(name) > 1}:
        raise Refused("row 1", f"The column {' and '.join(sorted(doubled))[:80]} is there twice. Leave one of the two.")
    content = ControlContent(ImportKind.TABLE)
    if unknown := [name for name in header if name and name not in HEADER]:
        content.findings.notice("row 1", f"The columns {', '.join(one[:30] for one in unknown)} are not taken over.")
    for number, line in enumerate(lines[1:], start=2):
        if any(cell.strip() for cell in line):
            _row(content, known, f"row {number}", header, line)
    if not content.rows and not content.findings.faults:
        raise Refused("", "The table names no control. Put one into each row below the first.")
    return content


def _lines(text: str) -> list[list[str]]:
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    found: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            if len(found) > MOST_ROWS:
                raise Refused(f"row {MOST_ROWS + 2}", f"The table has more than {MOST_ROWS} controls.")
            found.append([comma.plain(cell) for cell in row])
    except csv.Error as error:
        raise Refused(f"row {len(found) + 1}", f"This row cannot be read as CSV: {error}.") from None
    return found


def _row(content: ControlContent, known: Known, place: str, header: list[str], line: list[str]) -> None:
    if len(line) > len(header) and any(line[len(header) :]):
        content.findings.fault(place, "The row has more cells than the first one. Put texts in quotes.")
        return
    cells = dict(zip(header, line, strict=False))
    for name, cell in cells.items():
        if found := UNREADABLE.search(cell):
            content.findings.fault(f"{place}, {name}", f"The cell has the character U+{ord(found[0]):04X}. Remove it.")
            return
    origin, implemented = (cells.get(name, "").strip().casefold() for name in ("origin", "implemented"))
    if origin not in _ORIGINS:
        known_words = ", ".join(ControlOrigin.values)
        content.findings.fault(f"{place}, origin", f"“{origin[:40]}”: write {known_words}, or nothing.")
    elif implemented not in _WRITTEN:
        content.findings.fault(f"{place}, implemented", f"“{implemented[:40]}”: write common, hybrid or system.")
    elif identifier := control_at(known, cells["control"], f"{place}, control", content):
        removed = origin == ControlOrigin.REMOVED
        reason = cells.get("reason", "").strip()
        add_row(content, ControlRow(identifier, removed, _WRITTEN[implemented], reason), place)
