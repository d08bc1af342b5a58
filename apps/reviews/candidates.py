"""What the page of the requirement set shows: candidates by capability, filters with counts, reasons in words."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Self
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet, TextChoices

from apps.catalog.kinds import SP_800_53, NodeKind
from apps.catalog.models import Node, Reference
from apps.core.components import Choice
from apps.reviews.models import Review, ReviewRequirement
from apps.reviews.workflow import Selection, SourceKind

OWN = "OWN"
"""The group of the requirements in the agency's own words."""


class Show(TextChoices):
    """What the page is narrowed to."""

    ALL = "all", "All"
    UNDECIDED = "undecided", "Undecided"
    SELECTED = "selected", "Selected"
    DECLINED = "declined", "Declined"
    KEY = "key", "Key"


CONDITIONS = {
    Show.ALL: Q(),
    Show.UNDECIDED: Q(selection=Selection.CANDIDATE),
    Show.SELECTED: Q(selection=Selection.SELECTED),
    Show.DECLINED: Q(selection=Selection.DECLINED),
    Show.KEY: Q(key=True),
}


@dataclass(frozen=True)
class SetFilter:
    """The filters as they stand in the address."""

    show: Show = Show.ALL
    capability: str = ""
    search: str = ""

    @classmethod
    def of(cls, values: Mapping[str, str]) -> Self:
        """Read the filters from an address; what is unknown narrows nothing."""
        show = values.get("show", "")
        return cls(
            Show(show) if show in Show.values else Show.ALL,
            values.get("capability", "")[:4],
            values.get("q", "").strip()[:80],
        )

    @property
    def query(self) -> str:
        """Return the filters as an address carries them, with its question mark; empty when nothing is narrowed."""
        parts = {
            "show": "" if self.show is Show.ALL else self.show.value,
            "capability": self.capability,
            "q": self.search,
        }
        text = urlencode({name: value for name, value in parts.items() if value})
        return f"?{text}" if text else ""

    def apply(self, requirements: QuerySet[ReviewRequirement]) -> QuerySet[ReviewRequirement]:
        """Return the requirements that the filters show, in the order of the catalog."""
        condition = CONDITIONS[self.show]
        if self.capability:
            condition &= Q(node__isnull=True) if self.capability == OWN else _in_capability(self.capability)
        if self.search:
            words = Q(identifier__icontains=self.search) | Q(title__icontains=self.search)
            condition &= words | Q(statement__icontains=self.search)
        return requirements.filter(condition).order_by("position", "pk")


def _in_capability(code: str) -> Q:
    return Q(capability_code=code, node__isnull=False)


@dataclass(frozen=True)
class Counts:
    """How many candidates stand where, by capability; from one statement."""

    by: Mapping[tuple[str, str, bool], int]

    @classmethod
    def of(cls, review: Review) -> Self:
        """Count the candidates of a review."""
        by: dict[tuple[str, str, bool], int] = {}
        rows = (
            ReviewRequirement.objects.filter(review=review)
            .annotate(is_own=Q(node__isnull=True))
            .values_list("capability_code", "is_own", "selection", "key")
            .annotate(number=Count("pk"))
            .order_by()
        )
        for capability, is_own, selection, key, number in rows:
            place = (OWN if is_own else capability, selection, key)
            by[place] = by.get(place, 0) + number
        return cls(by)

    @property
    def capabilities(self) -> list[str]:
        """Return the capabilities that have candidates."""
        return list(dict.fromkeys(capability for capability, _, _ in self.by))

    def total(self, show: Show = Show.ALL, capability: str = "") -> int:
        """Return how many candidates a filter shows."""
        return sum(
            number
            for (place, selection, key), number in self.by.items()
            if capability in ("", place) and _fits(show, selection, key=key)
        )


def _fits(show: Show, selection: str, *, key: bool) -> bool:
    wanted = {
        Show.UNDECIDED: Selection.CANDIDATE,
        Show.SELECTED: Selection.SELECTED,
        Show.DECLINED: Selection.DECLINED,
    }
    return key if show is Show.KEY else show is Show.ALL or selection == wanted[show]


@dataclass(frozen=True)
class Navigation:
    """The links that narrow the page."""

    address: str
    narrowed: SetFilter
    counts: Counts
    titles: Mapping[str, str]

    @property
    def states(self) -> list[Choice]:
        """Return the filters by state, within the capability chosen."""
        return [
            Choice(
                show.label,
                self.address + replace(self.narrowed, show=show).query,
                current=show is self.narrowed.show,
                count=self.counts.total(show, self.narrowed.capability),
            )
            for show in Show
        ]

    @property
    def capabilities(self) -> list[Choice]:
        """Return the capabilities with how many of their candidates are undecided, in the catalog's order."""
        codes = sorted(
            self.counts.capabilities,
            key=lambda code: (code == OWN, list(self.titles).index(code) if code in self.titles else 0),
        )
        every = Choice("All capabilities", self._to(""), not self.narrowed.capability, self._undecided(""))
        return [
            every,
            *(
                Choice(
                    self.titles.get(code, "Own requirements"),
                    self._to(code),
                    code == self.narrowed.capability,
                    self._undecided(code),
                    code="" if code == OWN else code,
                )
                for code in codes
            ),
        ]

    def _to(self, capability: str) -> str:
        return self.address + replace(self.narrowed, capability=capability).query

    def _undecided(self, capability: str) -> int | None:
        return self.counts.total(Show.UNDECIDED, capability) or None


@dataclass(frozen=True)
class Part:
    """The requirements of one sub-capability on the page."""

    code: str
    title: str
    rows: tuple[Any, ...]


def parts_of(
    rows: Iterable[ReviewRequirement], titles: Mapping[str, str], key: Callable[[ReviewRequirement], str] | None = None
) -> list[Part]:
    """Return the rows under their sub-capabilities, or under what `key` says."""
    found: dict[str, list[ReviewRequirement]] = {}
    for row in rows:
        found.setdefault((key or group_of)(row), []).append(row)
    return [Part(code, titles.get(code, "Own requirements"), tuple(group)) for code, group in found.items()]


def group_of(requirement: ReviewRequirement) -> str:
    """Return the sub-capability of a requirement, or OWN."""
    return OWN if requirement.node_id is None else requirement.identifier.split(".", maxsplit=1)[0]


def capability_of(requirement: ReviewRequirement) -> str:
    """Return the capability of a requirement, or OWN."""
    return OWN if requirement.node_id is None else requirement.capability_code


def titles_of(edition: int) -> dict[str, str]:
    """Return the titles of capabilities and sub-capabilities, in the order of the catalog; one statement."""
    nodes = Node.objects.filter(edition=edition, kind__in=(NodeKind.CAPABILITY, NodeKind.SUBCAPABILITY))
    return dict(nodes.in_order().values_list("identifier", "title"))


def control_titles(requirements: Iterable[ReviewRequirement]) -> dict[str, str]:
    """Return the titles of all controls that the requirements support; one statement, none without controls."""
    wanted = {control for requirement in requirements for control in requirement.controls}
    if not wanted:
        return {}
    controls = Reference.objects.filter(framework__name=SP_800_53, identifier__in=wanted)
    return dict(controls.order_by("position").values_list("identifier", "title"))


@dataclass(frozen=True)
class Candidate:
    """One requirement with the reasons why it is proposed, in words."""

    requirement: ReviewRequirement
    controls: tuple[tuple[str, str], ...]

    @property
    def others(self) -> list[str]:
        """Return the reasons besides the controls: profiles, what the agency said, what the earlier review decided."""
        said = []
        for source in self.requirement.sources:
            if source["kind"] == SourceKind.PROFILE:
                said.append(source["detail"])
            elif source["kind"] == SourceKind.AGENCY:
                said.append(f"added: {source['detail']}")
            elif source["kind"] == SourceKind.EARLIER:
                said.append(f"earlier review: {source['detail']}")
        return said

    @cached_property
    def summary(self) -> str:
        """Return the controls in one line."""
        return ", ".join(identifier for identifier, _ in self.controls)


def in_words(requirement: ReviewRequirement, titles: Mapping[str, str]) -> Candidate:
    """Return a requirement with its reasons; `titles` are those of `control_titles`."""
    return Candidate(requirement, tuple((control, titles.get(control, "")) for control in requirement.controls))


@dataclass(frozen=True)
class Reading:
    """The set as its approver reads it: reasons at once, the same reason only once."""

    key: Sequence[ReviewRequirement]
    selected: Sequence[Part]
    declined: Sequence[tuple[str, Sequence[ReviewRequirement]]]
    undecided: int

    @classmethod
    def of(cls, requirements: Iterable[ReviewRequirement], titles: Mapping[str, str]) -> Self:
        """Sort the requirements of a set."""
        rows = list(requirements)
        chosen = [row for row in rows if row.selection == Selection.SELECTED]
        reasons: dict[str, list[ReviewRequirement]] = {}
        for row in rows:
            if row.selection == Selection.DECLINED:
                reasons.setdefault(row.decline_reason.strip(), []).append(row)
        return cls(
            [row for row in chosen if row.key],
            parts_of((row for row in chosen if not row.key), titles, capability_of),
            sorted(reasons.items(), key=lambda item: -len(item[1])),
            sum(row.selection == Selection.CANDIDATE for row in rows),
        )

    @property
    def selected_count(self) -> int:
        """Return how many requirements are selected, key ones included."""
        return len(self.key) + sum(len(part.rows) for part in self.selected)

    @property
    def declined_count(self) -> int:
        """Return how many candidates are declined."""
        return sum(len(rows) for _, rows in self.declined)


def catalog_choices(review: Review, search: str) -> list[Any]:
    """Return catalog entries that fit the words and are not in the set yet, fifty at most; one statement."""
    known = ReviewRequirement.objects.filter(review=review, node__isnull=False).values("node_id")
    entries = Node.objects.filter(edition=review.edition_id).answerable().exclude(pk__in=known)
    for word in search.split()[:5]:
        entries = entries.filter(
            Q(identifier__icontains=word) | Q(title__icontains=word) | Q(statement__icontains=word)
        )
    return list(entries.in_order()[:50])
