"""From the sheets of a file to the filled rows of a declaration."""

from apps.core.errors import Invalid
from apps.core.sheets.archives import shown
from apps.devices.models import Declaration
from apps.exchange.roundtrip.days import read_day
from apps.exchange.roundtrip.reading import Cell, Row, Sheet, read_sheets
from apps.exchange.roundtrip.rows import (
    ANSWER,
    CARRIED,
    CONFIGURE,
    CONFIRMED,
    ENTRY,
    HERE_ONLY,
    KEY,
    LONGEST,
    LONGEST_VERSION,
    MARK,
    NEEDED,
    ON,
    VERSION,
    WORKS,
    Filled,
    Values,
    tidy,
    value_of,
)

_SAME_FILE = "Export the declaration again and copy what you filled in."
_LIMITS = {WORKS: LONGEST, CONFIGURE: LONGEST, VERSION: LONGEST_VERSION}
_KNOWN = "Choose Yes, Partly, No, Planned or Not applicable."


def read_rows(declaration: Declaration, name: str, content: bytes) -> list[Filled]:
    """Return the rows that say something of this declaration; raise Invalid when the file is of something else."""
    found: list[Filled] = []
    declarations: set[str] = set()
    for sheet in read_sheets(name, content):
        columns = _columns(sheet)
        if columns is None:
            continue
        for row in sheet.rows[1:]:
            if row.filled:
                cells = {name: row.cells[at] for name, at in columns.items() if at < len(row.cells)}
                key, _, component = cells.get(KEY, Cell()).text.strip().partition("/")
                declarations.add(key)
                if cells.get(MARK, Cell()).text.strip() != HERE_ONLY:
                    found.append(_filled(row, cells, component, is_ours=key == str(declaration.pk)))
    if not declarations:
        raise Invalid(
            "No sheet of the file has the columns of a declaration (Entry, Answer, …, Key, Mark). "
            "Choose the file that you exported here, or import another form by a mapping."
        )
    if str(declaration.pk) not in declarations:
        raise Invalid("The file was exported from another declaration. Open that one, or export this one.")
    return found


def _columns(sheet: Sheet) -> dict[str, int] | None:
    """Return where each column stands, or None for a sheet of something else."""
    if not sheet.rows:
        return None
    header = [cell.text.strip() for cell in sheet.rows[0].cells]
    if KEY not in header or ENTRY not in header:
        return None
    where = f"Sheet “{sheet.title}”: " if sheet.title else ""
    missing = [name for name in NEEDED if name not in header]
    if missing:
        raise Invalid(f"{where}The column “{missing[0]}” is missing. {_SAME_FILE}")
    doubled = [name for name in (*NEEDED, CARRIED) if header.count(name) > 1]
    if doubled:
        raise Invalid(f"{where}The column “{doubled[0]}” is there twice. Leave one of the two.")
    return {name: header.index(name) for name in (*NEEDED, CARRIED) if name in header}


def _filled(row: Row, cells: dict[str, Cell], component: str, *, is_ours: bool) -> Filled:
    faults: list[tuple[str, str]] = [] if is_ours else [("The row belongs to another declaration.", _SAME_FILE)]
    for name, cell in cells.items():
        if cell.fault:
            faults.append((f"“{name}” {cell.fault}.", "Put the text itself there, as a value."))
    texts = {name: tidy(cell.text) for name, cell in cells.items()}
    for name, limit in _LIMITS.items():
        if len(texts.get(name, "")) > limit:
            faults.append((f"“{name}” has {len(texts[name])} characters; {limit} is the most.", "Shorten it."))
    value = value_of(texts.get(ANSWER, ""))
    if value is None:
        faults.append((f"“{shown(texts[ANSWER])}” is no answer.", _KNOWN))
    planned_on = read_day(texts.get(ON, ""))
    if planned_on is None:
        faults.append((f"“{shown(texts[ON])}” is no day.", "Write it as year-month-day, for instance 2027-03-31."))
    # A plan beside another answer says nothing; saving drops it, so it is no difference.
    plan = (texts.get(VERSION, ""), planned_on or "") if value == "planned" else ("", "")
    return Filled(
        place=row.place,
        identifier=shown(texts.get(ENTRY, "")),
        component=shown(component),
        values=Values(value or "", texts.get(WORKS, ""), texts.get(CONFIGURE, ""), *plan),
        confirmed=texts.get(CARRIED, "").casefold() == CONFIRMED,
        mark=texts.get(MARK, "") or "none",
        faults=tuple(faults),
    )
