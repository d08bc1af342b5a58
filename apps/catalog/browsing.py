"""Searching and filtering the catalog: from the cleaned filters to what the page lists."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from apps.catalog.index import EditionIndex, Item, Support
from apps.catalog.kinds import CSF_1_1, CSF_2_0, SP_800_53, Branch, NodeKind
from apps.catalog.models import Reference
from apps.core.components import Choice, Group

PARAMETERS = ("q", "capability", "branch", "control", "csf", "baseline")


@dataclass(frozen=True)
class Filters:
    """What the list is narrowed to; everything may be empty."""

    words: tuple[str, ...] = ()
    capability: str = ""
    branch: str = ""
    control: Reference | None = None
    csf: Reference | None = None
    baseline: str = ""

    @classmethod
    def from_cleaned(cls, data: dict[str, Any]) -> "Filters":
        """Return the filters of a valid form."""
        return cls(
            words=tuple(data.get("q") or ()),
            capability=data.get("capability") or "",
            branch=data.get("branch") or "",
            control=data.get("control"),
            csf=data.get("csf"),
            baseline=data.get("baseline") or "",
        )

    @property
    def csf_identifiers(self) -> frozenset[str]:
        """Return the subcategories of version 1.1 that are meant; one of 2.0 means those that it succeeds."""
        if self.csf is None:
            return frozenset()
        if self.csf.framework.name == CSF_2_0:
            return frozenset(one.identifier for one in self.csf.predecessors.all())
        return frozenset({self.csf.identifier})


@dataclass(frozen=True)
class Row:
    """One entry of the list."""

    item: Item
    support: Support
    topic: Item | None


@dataclass(frozen=True)
class Section:
    """The entries of one sub-capability on a page."""

    heading: Item
    rows: tuple[Row, ...]


def found(index: EditionIndex, filters: Filters) -> list[Item]:
    """Return the elements that pass every filter but the capability, in the order of the catalog.

    A word may also stand in the title of the sub-capability; entries without a mapping of their own take that of the
    nearest entry above.
    """
    items: Iterable[Item] = index.elements
    if filters.branch:
        items = [item for item in items if item.branch == filters.branch]
    if filters.words:
        items = [item for item in items if _matches(index, item, filters.words)]
    if filters.control is not None:
        wanted = filters.control.identifier
        items = _supporting(index, items, SP_800_53, frozenset({wanted}))
    if filters.csf is not None:
        items = _supporting(index, items, CSF_1_1, filters.csf_identifiers)
    if filters.baseline:
        items = [
            item
            for item in items
            if any(filters.baseline in reference.baselines for reference in index.support(item).references)
        ]
    return list(items)


def _matches(index: EditionIndex, item: Item, words: tuple[str, ...]) -> bool:
    parts = [above for above in item.ancestors if above.kind == NodeKind.SUBCAPABILITY]
    heading = parts[0].title.casefold() if parts else ""
    return all(index.matches(item, [word]) or word.casefold() in heading for word in words)


def _supporting(index: EditionIndex, items: Iterable[Item], framework: str, identifiers: frozenset[str]) -> list[Item]:
    return [
        item
        for item in items
        if any(reference.identifier in identifiers for reference in index.support(item, framework).references)
    ]


def sections(index: EditionIndex, items: Iterable[Item]) -> list[Section]:
    """Return the items of a page under their sub-capabilities; a topic stands before its first entry."""
    grouped: dict[str, tuple[Item, list[Row]]] = {}
    topic_shown = ""
    for item in items:
        above = item.ancestors
        heading = next(one for one in above if one.kind == NodeKind.SUBCAPABILITY)
        topic = next((one for one in above if one.kind == NodeKind.TOPIC), None)
        fresh = topic if topic and topic.identifier != topic_shown else None
        topic_shown = topic.identifier if topic else ""
        grouped.setdefault(heading.identifier, (heading, []))[1].append(Row(item, index.support(item), fresh))
    return [Section(heading, tuple(rows)) for heading, rows in grouped.values()]


def capability_links(index: EditionIndex, items: list[Item], query: dict[str, str]) -> list[Group]:
    """Return the capabilities with the number of entries that pass the other filters, by side of the catalog."""
    counts = Counter(item.capability_code for item in items)
    kept = {name: value for name, value in query.items() if name != "capability"}
    chosen = query.get("capability", "")
    groups = [Group("", [Choice("All capabilities", address(kept), not chosen, len(items))])]
    for branch in Branch:
        choices = [
            Choice(
                item.title,
                address({**kept, "capability": item.identifier}),
                item.identifier == chosen,
                counts[item.identifier],
                code=item.identifier,
            )
            for item in index.of_kind(NodeKind.CAPABILITY)
            if item.branch == branch
        ]
        groups.append(Group(branch.label, choices))
    return groups


def address(query: dict[str, str]) -> str:
    """Return the address of the list with these filters, in a fixed order."""
    kept = [(name, query[name]) for name in PARAMETERS if query.get(name)]
    return reverse("catalog:browse") + (f"?{urlencode(kept)}" if kept else "")


@dataclass(frozen=True)
class Active:
    """One filter in force, said in words, and the address without it."""

    text: str
    url: str


def active(filters: Filters, query: dict[str, str], index: EditionIndex) -> list[Active]:
    """Return what the list is narrowed to, each with the way to lift it."""
    said: list[tuple[str, str]] = []
    if filters.words:
        said.append(("q", f"with “{' '.join(filters.words)}”"))
    capability = index.get(filters.capability)
    if capability is not None:
        said.append(("capability", f"in {capability.title}"))
    if filters.branch:
        said.append(("branch", f"of the {Branch(filters.branch).label[0].lower()}{Branch(filters.branch).label[1:]}"))
    if filters.control is not None:
        said.append(("control", f"supporting {filters.control.identifier} {filters.control.title}"))
    if filters.csf is not None:
        said.append(("csf", f"supporting {_csf_words(filters.csf, filters.csf_identifiers)}"))
    if filters.baseline:
        said.append(("baseline", f"supporting a control of the {filters.baseline} baseline"))
    return [
        Active(text, address({name: value for name, value in query.items() if name != parameter}))
        for parameter, text in said
    ]


def _csf_words(subcategory: Reference, identifiers: frozenset[str]) -> str:
    if subcategory.framework.name != CSF_2_0:
        return f"{subcategory.identifier} (CSF 1.1)"
    through = ", ".join(sorted(identifiers)) or "no subcategory of 1.1"
    return f"{subcategory.identifier} (CSF 2.0) through {through}"
