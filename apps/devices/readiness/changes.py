"""What changed from one declaration to the next: versions, answers and evidence, followed along the lasting entries."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from apps.devices.models import Answer, AnswerEvidence, ComponentVersion, Declaration
from apps.devices.workflow import AnswerValue

TEXTS = ("value", "explanation", "configuration", "planned_version", "planned_on")
type Key = tuple[int, UUID]
"""The entry and the component."""


@dataclass(frozen=True)
class Said:
    """One answer as it is compared."""

    identifier: str
    path: str
    component: str
    texts: tuple[Any, ...]
    items: frozenset[UUID]

    @property
    def shown(self) -> AnswerValue:
        """Return the value as the enumeration member that knows label, icon and tone."""
        return AnswerValue(self.texts[0])

    @property
    def explanation(self) -> str:
        """Return how it works."""
        return str(self.texts[1])

    @property
    def configuration(self) -> str:
        """Return how to configure it."""
        return str(self.texts[2])


@dataclass(frozen=True)
class VersionChange:
    """One component: the version before and after; one of them is missing when the component came or went."""

    component: str
    before: ComponentVersion | None
    after: ComponentVersion | None


@dataclass(frozen=True)
class AnswerChange:
    """One answer before and after; one of them is missing when it is new or was left out."""

    before: Said | None
    after: Said | None

    @property
    def said(self) -> Said:
        """Return the answer that stands, or the one that was left out."""
        found = self.after or self.before
        assert found is not None  # noqa: S101 - made from two keys of which one exists
        return found

    @property
    def claim_changed(self) -> bool:
        """Tell whether words or value differ, and not only the evidence."""
        return self.before is None or self.after is None or self.before.texts != self.after.texts


@dataclass(frozen=True)
class Changes:
    """Everything that differs between two declarations."""

    versions: list[VersionChange] = field(default_factory=list)
    answers: list[AnswerChange] = field(default_factory=list)
    evidence_added: frozenset[UUID] = frozenset()
    evidence_gone: frozenset[UUID] = frozenset()

    @property
    def reworded(self) -> int:
        """Return how many answers say something else."""
        return sum(1 for one in self.answers if one.before and one.after and one.claim_changed)

    @property
    def new(self) -> int:
        """Return how many answers were not there before."""
        return sum(1 for one in self.answers if one.before is None)

    @property
    def dropped(self) -> int:
        """Return how many answers were left out."""
        return sum(1 for one in self.answers if one.after is None)

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing differs."""
        return not (self.versions or self.answers or self.evidence_added or self.evidence_gone)


def said_in(declarations: Collection[Declaration]) -> dict[UUID, dict[Key, Said]]:
    """Return what each declaration says, by entry and component; two statements, however many there are."""
    keys = [one.pk for one in declarations]
    items: dict[UUID, set[UUID]] = {}
    uses = AnswerEvidence.objects.filter(answer__declaration__in=keys).values_list("answer_id", "item_id")
    for answer, item in uses:
        items.setdefault(answer, set()).add(item)
    found: dict[UUID, dict[Key, Said]] = {key: {} for key in keys}
    columns = ("declaration_id", "node__entry_id", "component_id", "pk", "node__identifier", "node__path")
    rows = Answer.objects.filter(declaration__in=keys).values_list(*columns, "component__name", *TEXTS)
    for declaration, entry, component, pk, identifier, path, name, *texts in rows:
        said = Said(identifier, path, name, tuple(texts), frozenset(items.get(pk, ())))
        found[declaration][entry, component] = said
    return found


def changes(
    before: Mapping[Key, Said],
    after: Mapping[Key, Said],
    versions_before: Iterable[ComponentVersion],
    versions_after: Iterable[ComponentVersion],
) -> Changes:
    """Return what differs; versions must have been read with their components. No statements."""
    pairs = [AnswerChange(before.get(key), after.get(key)) for key in before.keys() | after.keys()]
    changed = [one for one in pairs if one.before != one.after and _differs(one)]
    used_before = frozenset(item for said in before.values() for item in said.items)
    used_after = frozenset(item for said in after.values() for item in said.items)
    return Changes(
        versions=_versions(versions_before, versions_after),
        answers=sorted(changed, key=lambda one: (one.said.path, one.said.component)),
        evidence_added=used_after - used_before,
        evidence_gone=used_before - used_after,
    )


def _differs(one: AnswerChange) -> bool:
    """Tell whether it differs in more than the place or the identifier, which another edition may have moved."""
    return one.claim_changed or (
        one.before is not None and one.after is not None and one.before.items != one.after.items
    )


def _versions(before: Iterable[ComponentVersion], after: Iterable[ComponentVersion]) -> list[VersionChange]:
    old = {one.component_id: one for one in before}
    new = {one.component_id: one for one in after}
    both = {**old, **new}
    ordered = sorted(both.values(), key=lambda one: (one.component.position, str(one.component_id)))
    pairs = [(one.component.name, old.get(one.component_id), new.get(one.component_id)) for one in ordered]
    return [VersionChange(name, was, now) for name, was, now in pairs if was != now]
