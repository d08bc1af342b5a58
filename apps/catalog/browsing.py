"""Searching and filtering the catalog: from the cleaned filters to what the page lists."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString

from apps.catalog.addresses import Addresses
from apps.catalog.index import EditionIndex, Item, Support, Supported
from apps.catalog.kinds import CSF_1_1, CSF_2_0, SP_800_53, Branch, NodeKind
from apps.catalog.models import Reference
from apps.catalog.search import Hit
from apps.catalog.words import highlight
from apps.core.components import Choice, Group

PARAMETERS = ("q", "capability", "branch", "control", "csf", "baseline", "order")
IN_CATALOG_ORDER = "catalog"
FEW = 8
"""With fewer entries that have all of the words, those with some of them follow, up to MOST_PARTIAL in all."""
MOST_PARTIAL = 20


@dataclass(frozen=True)
class Filters:
    """What the list is narrowed to; everything may be empty."""

    words: tuple[str, ...] = ()
    capability: str = ""
    branch: str = ""
    control: Reference | None = None
    csf: Reference | None = None
    baseline: str = ""
    order: str = ""

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
            order=data.get("order") or "",
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
    """One entry of the list; `topic` stands before it, `hit` says what the search found it by."""

    item: Item
    support: Support
    topic: Item | None = None
    hit: Hit | None = None

    @property
    def title(self) -> SafeString:
        """Return the title with what was found marked."""
        return highlight(self.item.title, self.hit.marks if self.hit else frozenset())

    @property
    def statement(self) -> SafeString:
        """Return the statement with what was found marked."""
        return highlight(self.item.statement, self.hit.marks if self.hit else frozenset())

    @property
    def marked(self) -> frozenset[str]:
        """Return the controls that it was found by."""
        reasons = self.hit.reasons if self.hit else ()
        return frozenset(
            one.identifier for one in self.support.references if any(_is_about(one, why) for why in reasons)
        )

    @property
    def why(self) -> list[str]:
        """Return why it was found, without the controls that are marked in the line of those it supports."""
        listed = {f"supports {identifier}" for identifier in self.marked}
        return [why for why in (self.hit.reasons if self.hit else ()) if why.partition(" through ")[0] not in listed]

    @property
    def way(self) -> list[Item]:
        """Return the capability and the sub-capability that it belongs to."""
        return [one for one in self.item.ancestors if one.kind in (NodeKind.CAPABILITY, NodeKind.SUBCAPABILITY)]


@dataclass(frozen=True)
class Section:
    """The entries of one sub-capability on a page."""

    heading: Item
    rows: tuple[Row, ...]


def _is_about(reference: Supported, why: str) -> bool:
    return f"{why} ".startswith(f"supports {reference.identifier} ")


def found(index: EditionIndex, filters: Filters) -> list[Hit]:
    """Return what passes every filter but the capability.

    Without words these are the elements in the order of the catalog; with words, entries of any level, the likeliest
    first. Entries without a mapping of their own take that of the nearest entry above.
    """
    if filters.words:
        hits = index.searcher.search(" ".join(filters.words))
    else:
        hits = [Hit(item, complete=True, marks=frozenset()) for item in index.elements]
    passing = _passing(index, [hit.item for hit in hits], filters)
    hits = [hit for hit in hits if hit.item.identifier in passing]
    whole = [hit for hit in hits if hit.complete]
    if filters.order == IN_CATALOG_ORDER:
        return sorted(whole or hits[:MOST_PARTIAL], key=lambda hit: index.place(hit.item))
    return whole if len(whole) >= FEW or len(whole) == len(hits) else hits[:MOST_PARTIAL]


def _passing(index: EditionIndex, items: Iterable[Item], filters: Filters) -> frozenset[str]:
    if filters.branch:
        items = [item for item in items if item.branch == filters.branch]
    if filters.control is not None:
        items = _supporting(index, items, SP_800_53, frozenset({filters.control.identifier}))
    if filters.csf is not None:
        items = _supporting(index, items, CSF_1_1, filters.csf_identifiers)
    if filters.baseline:
        items = [
            item
            for item in items
            if any(filters.baseline in reference.baselines for reference in index.support(item).references)
        ]
    return frozenset(item.identifier for item in items)


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


def ranked(index: EditionIndex, hits: Iterable[Hit]) -> list[Row]:
    """Return what a search found, as rows."""
    return [Row(hit.item, index.support(hit.item), hit=hit) for hit in hits]


def capability_links(index: EditionIndex, items: list[Item], query: dict[str, str]) -> list[Group]:
    """Return the capabilities with the number of entries that pass the other filters, by side of the catalog."""
    counts = Counter(item.capability_code for item in items)
    kept = {name: value for name, value in query.items() if name != "capability"}
    chosen = query.get("capability", "")
    groups = [Group("", [Choice("All capabilities", address(index.addresses, kept), not chosen, len(items))])]
    for branch in Branch:
        choices = [
            Choice(
                item.title,
                address(index.addresses, {**kept, "capability": item.identifier}),
                item.identifier == chosen,
                counts[item.identifier],
                code=item.identifier,
            )
            for item in index.of_kind(NodeKind.CAPABILITY)
            if item.branch == branch
        ]
        groups.append(Group(branch.label, choices))
    return groups


@dataclass(frozen=True)
class NearWord:
    """A word that the edition does not have, with links that search for the nearest that it has."""

    word: str
    links: tuple[Choice, ...]


def unknown(index: EditionIndex, filters: Filters, query: dict[str, str]) -> list[NearWord]:
    """Return what of the words is nowhere in the edition, with the nearest words to search for instead."""
    typed = " ".join(filters.words)
    if not typed:
        return []
    found = []
    for one in index.searcher.unknown(typed):
        searches = {near: _replaced(filters.words, one.word, near) for near in one.nearest}
        links = [Choice(near, address(index.addresses, {**query, "q": words})) for near, words in searches.items()]
        found.append(NearWord(one.word, tuple(links)))
    return found


def _replaced(words: tuple[str, ...], unknown: str, near: str) -> str:
    return " ".join(near if word.casefold() == unknown else word for word in words)


def order_links(addresses: Addresses, query: dict[str, str]) -> list[Choice]:
    """Return the orders that the list can have; there is no choice without words."""
    if not query.get("q"):
        return []
    labels = (("", "Best match first"), (IN_CATALOG_ORDER, "Catalog order"))
    chosen = query.get("order", "")
    return [Choice(label, address(addresses, {**query, "order": order}), order == chosen) for order, label in labels]


def address(addresses: Addresses, query: dict[str, str]) -> str:
    """Return the address of the list with these filters, in a fixed order; the order needs words to order by."""
    kept = {name: query[name] for name in PARAMETERS if query.get(name)}
    if "q" not in kept:
        kept.pop("order", None)
    return addresses.browse(kept)


@dataclass(frozen=True)
class Active:
    """One filter in force, said in words, and the address without it."""

    text: str
    url: str


def active(filters: Filters, query: dict[str, str], index: EditionIndex) -> list[Active]:
    """Return what the list is narrowed to, each with the way to lift it."""
    said: list[tuple[str, str]] = []
    if filters.words:
        said.append(("q", f"for “{' '.join(filters.words)}”"))
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
        Active(text, address(index.addresses, {name: value for name, value in query.items() if name != parameter}))
        for parameter, text in said
    ]


def _csf_words(subcategory: Reference, identifiers: frozenset[str]) -> str:
    if subcategory.framework.name != CSF_2_0:
        return f"{subcategory.identifier} (CSF 1.1)"
    through = ", ".join(sorted(identifiers)) or "no subcategory of 1.1"
    return f"{subcategory.identifier} (CSF 2.0) through {through}"
