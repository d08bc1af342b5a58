"""A profile as CSV, and back: rows that begin with a number sign describe it, all others are about one entry."""

import csv
import io

from apps.catalog.exchange import comma
from apps.catalog.exchange import content as contents
from apps.catalog.exchange.content import ReadProfile
from apps.catalog.exchange.picture import PicturedEdition, PicturedItem, ProfileContent
from apps.catalog.exchange.refusal import Findings, Refused
from apps.catalog.exchange.strict_json import UNREADABLE
from apps.catalog.exchange.tables import ABOUT, ITEM_HEADER, about_rows, item_rows
from apps.catalog.kinds import ItemState, ProfileBasis, RestsOn

MOST_ROWS = 5000
_NEEDED = ("entry", "state", "reason")
_KEYS = {"": False, "no": False, "yes": True}


def write(edition: PicturedEdition, content: ProfileContent) -> bytes:
    """Return what the profile says as CSV: one row for each thing said of the whole, then one for each item."""
    blank = ("",) * (len(ITEM_HEADER) - 2)
    about = [(f"#{name}", value, *blank) for name, value in about_rows(content)]
    return comma.write(ITEM_HEADER, [*about, *item_rows(edition, content.items)])


def read(text: str, edition: PicturedEdition) -> ReadProfile:
    """Return what the table says of the entries of `edition`; raise Refused when it cannot be read at all."""
    reading = _Reading(edition)
    reading.read(_lines(text))
    about = reading.about
    contents.check_edition(about.get("edition", ""), edition, reading.places.get("edition", ""), reading.findings)
    content = ProfileContent(
        edition=edition.slug,
        title=about.get("title", ""),
        description=about.get("description", ""),
        source=about.get("source", ""),
        basis=ProfileBasis(about["basis"]) if about.get("basis") in ProfileBasis.values else ProfileBasis.AGENCY,
        rests_on=RestsOn(about["rests-on"]) if about.get("rests-on") in RestsOn.values else RestsOn.DECISION,
        items=tuple(sorted(reading.items.values(), key=lambda item: edition.places[item.identifier])),
    )
    contents.check(edition, content, reading.places, reading.findings)
    return ReadProfile(content, None, reading.findings)


def _lines(text: str) -> list[list[str]]:
    """Return the rows; Excel of some countries separates cells by semicolons."""
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    found: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            if len(found) == MOST_ROWS:
                raise Refused(f"row {MOST_ROWS + 1}", f"The table has more than {MOST_ROWS} rows.")
            found.append([comma.plain(cell) for cell in row])
    except csv.Error as error:
        raise Refused(f"row {len(found) + 1}", f"This row cannot be read as CSV: {error}.") from None
    return found


class _Reading:
    """Collects what the rows say."""

    def __init__(self, edition: PicturedEdition) -> None:
        self.edition, self.findings = edition, Findings()
        self.about: dict[str, str] = {}
        self.items: dict[str, PicturedItem] = {}
        self.places: dict[str, str] = {}

    def read(self, lines: list[list[str]]) -> None:
        """Read the header, then every row."""
        header = [name.strip().casefold() for name in lines[0]]
        missing = [name for name in _NEEDED if name not in header]
        if missing:
            raise Refused("row 1", f"The first row must name the columns; {' and '.join(missing)} is missing.")
        if doubled := {name for name in header if name and header.count(name) > 1}:
            raise Refused("row 1", f"The column {' and '.join(sorted(doubled))} is there twice. Leave one of the two.")
        if unknown := [name for name in header if name and name not in ITEM_HEADER]:
            self.findings.notice("row 1", f"The columns {', '.join(one[:30] for one in unknown)} are not taken over.")
        for number, line in enumerate(lines[1:], start=2):
            if any(cell.strip() for cell in line):
                self._row(number, header, line)

    def _row(self, number: int, header: list[str], line: list[str]) -> None:
        if len(line) > len(header) and any(line[len(header) :]):
            self.findings.fault(f"row {number}", "The row has more cells than the first one. Put texts in quotes.")
            return
        for name, cell in zip(header, line, strict=False):
            if found := UNREADABLE.search(cell):
                place = f"row {number}, {name}"
                self.findings.fault(place, f"The cell has the character U+{ord(found[0]):04X}, which is none.")
                return
        cells = dict(zip(header, line, strict=False))
        if cells["entry"].startswith("#"):
            self._say(number, cells["entry"][1:].strip().casefold(), line[1] if len(line) > 1 else "")
        else:
            self._item(number, cells)

    def _say(self, number: int, name: str, value: str) -> None:
        """Take a row about the profile as a whole."""
        if name not in ABOUT:
            self.findings.fault(f"row {number}", f"“#{name[:40]}” is unknown. Known are: {', '.join(ABOUT)}.")
        elif name in self.about:
            self.findings.fault(f"row {number}", f"“#{name}” is there twice. Leave one of the two.")
        else:
            self.about[name], self.places[name] = value, f"row {number}"

    def _item(self, number: int, cells: dict[str, str]) -> None:
        """Take a row about an entry."""
        place, identifier = f"row {number}", cells["entry"].strip()
        state, key = (cells.get(name, "").strip().casefold() for name in ("state", "key"))
        if identifier not in self.edition.by_identifier:
            problem = f"{self.edition.label} has no entry “{identifier[:60]}”." if identifier else "Name the entry."
            self.findings.fault(f"{place}, entry", problem)
        elif identifier in self.items:
            known = self.places[identifier]
            self.findings.fault(f"{place}, entry", f"{identifier} is in {known} already. Leave one of the two.")
        elif state not in ItemState.values:
            self.findings.fault(f"{place}, state", f"“{state[:40]}”: write required, recommended or excluded.")
        elif key not in _KEYS:
            self.findings.fault(f"{place}, key", f"“{key[:40]}”: write yes or no.")
        else:
            self.places[identifier] = place
            self.items[identifier] = PicturedItem(
                identifier, ItemState(state), _KEYS[key], cells.get("parameter", ""), cells.get("reason", "")
            )
