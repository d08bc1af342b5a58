"""The list at the left of the answers: capabilities with their sub-capabilities, counts, and what a filter leaves."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from apps.catalog.kinds import NodeKind
from apps.core.components import Choice
from apps.devices.readiness.tallies import FILTERS, Place, Standing, Tally


@dataclass(frozen=True)
class Line:
    """One line of the list at the left: a capability, or one of its sub-capabilities."""

    place: Place
    url: str
    tally: Tally
    count: int
    current: bool
    parts: list["Line"] = field(default_factory=list)


@dataclass(frozen=True)
class Parts:
    """The places of a set of answers under one filter; `url` returns the address of a filter and a part."""

    standing: Standing
    show: str
    url: Callable[[str, str], str]

    def current(self, *, opened: str, wanted: str) -> Place:
        """Return the place asked for, that of the entry to open, or the first that the filter leaves something of."""
        named = self.standing.section_of(opened)
        if named is not None:
            return named
        places = [place for place in self.standing.places if place.kind != NodeKind.ELEMENT]
        found = next((place for place in places if place.identifier == wanted), None)
        if found is None:
            capabilities = self.standing.capabilities()
            found = next((one for one in capabilities if self.standing.count(self.show, one.path)), capabilities[0])
        if self.show == "all" and found.kind == NodeKind.CAPABILITY:
            found = self.standing.sections(found)[0]
        return found

    def capability(self, current: Place) -> Place:
        """Return the capability that the place belongs to."""
        return next(one for one in self.standing.capabilities() if one.code == current.code)

    def filters(self, current: Place, needless: Iterable[str] = ()) -> list[Choice]:
        """Return the filters that leave something, except those that say nothing here."""
        counts = {slug: self.standing.count(slug) for slug in FILTERS}
        return [
            Choice(label, self.url(slug, current.code), slug == self.show, counts[slug])
            for slug, label in FILTERS.items()
            if slug in ("all", self.show) or (counts[slug] and slug not in needless)
        ]

    def lines(self, current: Place) -> list[Line]:
        """Return the capabilities, with the sub-capabilities of the current one."""
        return [
            self._line(
                capability,
                current,
                [self._line(one, current) for one in self.standing.sections(capability) if self._leads(one)]
                if capability.code == current.code
                else [],
            )
            for capability in self.standing.capabilities()
            if self._leads(capability) or capability.code == current.code
        ]

    def _leads(self, place: Place) -> bool:
        return self.show == "all" or self.standing.count(self.show, place.path) > 0

    def _line(self, place: Place, current: Place, parts: list[Line] | None = None) -> Line:
        return Line(
            place,
            self.url(self.show, place.identifier),
            self.standing.of(place.path),
            self.standing.count(self.show, place.path),
            place == current,
            parts or [],
        )


def following(lines: list[Line]) -> Line | None:
    """Return the line after the current one, so that one can read on without going back to the list."""
    flat = [one for line in lines for one in ([line] if line.current else [line, *line.parts])]
    after = iter(flat)
    return next(after, None) if any(line.current for line in after) else None
