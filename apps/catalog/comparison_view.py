"""A comparison as its page shows it: filters with counts, and what a row says in words."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from apps.catalog.comparison import EXAMPLES, LEAD_INS, MAPPING, PROPOSED, Comparison, MappingChange, Row
from apps.catalog.comparison_reading import Seen
from apps.catalog.differences import Piece
from apps.catalog.kinds import Change, NodeKind
from apps.catalog.matching import normalized
from apps.core.components import Choice, Group

CHANGED, UNCHANGED = "changed", Change.UNCHANGED.value
PARAMETERS = ("show", "capability")


def _is(change: Change) -> Callable[[Row], bool]:
    return lambda row: row.change == change and not row.proposed


FILTERS: dict[str, tuple[str, Callable[[Row], bool]]] = {
    # Examples and lead-ins are notes and no changes; they have filters of their own.
    CHANGED: ("All changes", lambda row: row.change != Change.UNCHANGED or bool(row.mapping)),
    Change.REWORDED.value: ("Reworded", _is(Change.REWORDED)),
    PROPOSED: ("Alike, not decided", lambda row: row.proposed),
    Change.MOVED.value: ("Moved", lambda row: row.moved and not row.proposed),
    Change.NEW.value: ("New", _is(Change.NEW)),
    Change.RETIRED.value: ("Retired", _is(Change.RETIRED)),
    MAPPING: ("Mapping", lambda row: bool(row.mapping)),
    EXAMPLES: ("Examples", lambda row: row.examples_changed),
    LEAD_INS: ("Lead-ins", lambda row: row.lead_in_changed),
    UNCHANGED: ("Unchanged", _is(Change.UNCHANGED)),
}


@dataclass(frozen=True)
class Told:
    """One row in words."""

    row: Row
    place_before: str
    place_after: str
    url: str
    texts_compared: bool

    @property
    def heading(self) -> str:
        """Return the title; none where it only begins the text that follows."""
        shown = self.row.shown
        repeats = normalized(shown.statement).startswith(normalized(shown.title))
        return "" if repeats and shown.kind == NodeKind.ELEMENT else shown.title

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """Return the words with what differs, where the words were compared."""
        return self.row.difference if self.texts_compared and self.row.change == Change.REWORDED else ()

    @property
    def alike(self) -> str:
        """Return how much of a pair that nobody decided about is alike."""
        return f"{self.row.similarity} % alike, not decided"

    @property
    def moved_too(self) -> bool:
        """Tell whether it was moved besides what its status says."""
        return self.row.moved and self.row.change != Change.MOVED

    @property
    def texts(self) -> list[tuple[str, str]]:
        """Return the texts by which edition has them, where they are not shown as one with its differences."""
        row = self.row
        if self.pieces:
            return []
        if not self.texts_compared:
            sides = (("before", row.before), ("after", row.after))
            return [(where, node.statement) for where, node in sides if node is not None]
        if row.change in (Change.NEW, Change.RETIRED):
            return [("after" if row.after else "before", row.shown.statement)]
        return [("", row.shown.statement)]

    @property
    def mapping(self) -> list[tuple[str, str]]:
        """Return for each framework whose mapping changed what changed, as a sentence."""
        return [(change.framework, mapping_words(change)) for change in self.row.mapping]


def mapping_words(change: MappingChange) -> str:
    """Return how one mapping cell changed."""
    said = []
    if change.gained:
        said.append(f"now supports {', '.join(change.gained)}")
    if change.lost:
        said.append(f"no longer supports {', '.join(change.lost)}")
    if change.now_low:
        said.append(f"{', '.join(change.now_low)} is printed as low baseline now")
    if change.no_longer_low:
        said.append(f"{', '.join(change.no_longer_low)} is no longer printed as low baseline")
    if change.states and not (change.gained or change.lost):
        before, after = change.states
        said.append(f"“{before.lower()}” before, “{after.lower()}” now")
    return "; ".join(said)


_SAID = {
    Change.UNCHANGED.value: "unchanged",
    Change.MOVED.value: "moved",
    Change.REWORDED.value: "reworded",
    PROPOSED: "alike and not decided",
    Change.NEW.value: "new",
    Change.RETIRED.value: "retired",
    MAPPING: "with a changed mapping",
    EXAMPLES: "with changed examples",
    LEAD_INS: "with a changed lead-in",
}


def sentence(comparison: Comparison) -> str:
    """Return the counts in one sentence; what did not happen is left out."""
    if comparison.same:
        return f"All {len(comparison.rows)} entries are the same."
    said = [f"{count} {_SAID[name]}" for name, count in comparison.counts.items() if count]
    return f"{', '.join(said)}."


def filtered(comparison: Comparison, show: str, capability: str) -> list[Row]:
    """Return the rows that pass both filters."""
    fits = FILTERS[show][1]
    return [row for row in comparison.rows if fits(row) and capability in ("", row.shown.capability_code)]


def change_links(comparison: Comparison, url: str, show: str, capability: str) -> list[Choice]:
    """Return the filters by change; one that nothing passes is left out unless it is chosen."""
    choices = []
    for name, (label, _) in FILTERS.items():
        count = len(filtered(comparison, name, capability))
        if count or name in (show, CHANGED):
            choices.append(Choice(label, address(url, name, capability), name == show, count))
    return choices


def capability_links(comparison: Comparison, url: str, show: str, capability: str) -> list[Group]:
    """Return the capabilities with how many rows of each pass the filter by change."""
    counts = Counter(row.shown.capability_code for row in filtered(comparison, show, ""))
    titles = {
        row.shown.capability_code: row.shown.title for row in comparison.rows if row.shown.kind == NodeKind.CAPABILITY
    }
    every = Choice("All", address(url, show, ""), not capability, sum(counts.values()))
    listed = [
        Choice(title, address(url, show, code), code == capability, counts[code], code=code)
        for code, title in titles.items()
    ]
    return [Group("Capabilities", [every, *listed])]


def address(url: str, show: str, capability: str) -> str:
    """Return the address of the page with these filters."""
    query = {"show": "" if show == CHANGED else show, "capability": capability}
    kept = {name: value for name, value in query.items() if value}
    return f"{url}?{urlencode(kept)}" if kept else url


def told(comparison: Comparison, rows: list[Row]) -> list[Told]:
    """Return the rows of one page in words, each with where it stood and stands."""
    before = {row.before.pk: row.before for row in comparison.rows if row.before}
    after = {row.after.pk: row.after for row in comparison.rows if row.after}
    return [
        Told(
            row,
            _place(row.before, before),
            _place(row.after, after),
            _entry_url(comparison, row),
            comparison.texts_compared,
        )
        for row in rows
    ]


def _place(node: Seen | None, nodes: dict[int, Seen]) -> str:
    above = nodes.get(node.parent_id or 0) if node else None
    return f"{above.identifier} {above.title}" if above else ""


def _entry_url(comparison: Comparison, row: Row) -> str:
    edition = comparison.after if row.after else comparison.before
    if edition.published_at is None:
        return ""
    return f"{reverse('catalog:entry', args=[row.shown.identifier])}?edition={edition.slug}"
