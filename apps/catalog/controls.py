"""The list of controls as the public pages show it: families, baselines, and how many entries support each."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from apps.catalog.addresses import Addresses
from apps.catalog.index import EditionIndex, Item, Supported, baselines_by_control
from apps.catalog.kinds import BASELINES, SP_800_53
from apps.catalog.models import Reference
from apps.core.components import Choice, Group

PARAMETERS = ("family", "baseline", "show")


@dataclass(frozen=True)
class Line:
    """One control of the list."""

    identifier: str
    title: str
    family: str
    family_title: str
    is_enhancement: bool
    baselines: tuple[str, ...]
    entries: int
    addresses: Addresses

    @property
    def url(self) -> str:
        """Return the page of the control."""
        return self.addresses.control(self.identifier)


@dataclass(frozen=True)
class Supporters:
    """The entries that support one control or one enhancement of it."""

    identifier: str
    title: str
    items: tuple[Item, ...]


def lines(index: EditionIndex) -> list[Line]:
    """Return every control in force in its order; two statements."""
    baselines, counts = baselines_by_control(), index.counts(SP_800_53)
    rows: Any = (
        Reference.objects.filter(framework__name=SP_800_53, withdrawn=False)
        .order_by("position")
        .values_list("identifier", "title", "group", "group_title", "parent_id")
    )
    return [
        Line(
            identifier=identifier,
            title=title,
            family=group,
            family_title=group_title,
            is_enhancement=parent is not None,
            baselines=baselines.get(identifier, ()),
            entries=counts[identifier],
            addresses=index.addresses,
        )
        for identifier, title, group, group_title, parent in rows
    ]


def narrowed(every: Iterable[Line], query: dict[str, str]) -> list[Line]:
    """Return the controls that pass the filters; without `show=all` only those with entries."""
    return [
        line
        for line in every
        if query.get("family") in ("", None, line.family)
        and (not query.get("baseline") or query["baseline"] in line.baselines)
        and (query.get("show") == "all" or line.entries)
    ]


def family_links(addresses: Addresses, every: list[Line], query: dict[str, str]) -> list[Group]:
    """Return the families with the number of controls that pass the other filters."""
    kept = {name: value for name, value in query.items() if name != "family"}
    passing = narrowed(every, kept)
    counts = Counter(line.family for line in passing)
    titles = dict.fromkeys((line.family, line.family_title) for line in every)
    choices = [Choice("All families", address(addresses, kept), not query.get("family"), len(passing))]
    choices += [
        Choice(
            title, address(addresses, {**kept, "family": code}), code == query.get("family"), counts[code], code=code
        )
        for code, title in titles
    ]
    return [Group("", choices)]


def baseline_links(addresses: Addresses, every: list[Line], query: dict[str, str]) -> list[Choice]:
    """Return the baselines as filters with their counts."""
    kept = {name: value for name, value in query.items() if name != "baseline"}
    choices = [("", "Any or no baseline"), *((name, name.capitalize()) for name in BASELINES)]
    return [
        Choice(
            label,
            address(addresses, {**kept, "baseline": name}),
            name == query.get("baseline", ""),
            len(narrowed(every, {**kept, "baseline": name})),
        )
        for name, label in choices
    ]


def show_links(addresses: Addresses, every: list[Line], query: dict[str, str]) -> list[Choice]:
    """Return the choice between controls that entries support and all of them."""
    kept = {name: value for name, value in query.items() if name != "show"}
    return [
        Choice(
            label,
            address(addresses, {**kept, "show": value}),
            value == query.get("show", ""),
            len(narrowed(every, {**kept, "show": value})),
        )
        for value, label in (("", "Supported by entries"), ("all", "All controls"))
    ]


def address(addresses: Addresses, query: dict[str, str]) -> str:
    """Return the address of the list of controls with these filters."""
    return addresses.of("controls", **{name: query[name] for name in PARAMETERS if query.get(name)})


def supporters(index: EditionIndex, references: Iterable[Reference]) -> list[Supporters]:
    """Return for each reference the entries that support it; those without any are left out."""
    found = []
    for reference in references:
        items = index.supporting(SP_800_53, _is(reference.identifier))
        if items:
            found.append(Supporters(reference.identifier, reference.title, tuple(items)))
    return found


def _is(identifier: str) -> Any:
    def accepts(one: Supported) -> bool:
        return one.identifier == identifier

    return accepts
