"""What documents say beside the answers of a declaration: proposals, each for a person to accept or to set aside."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from apps.catalog.kinds import Branch
from apps.catalog.models import Node
from apps.devices.models import AnswerEvidence, Component, Declaration, DismissedProposal
from apps.devices.readiness.versions import DeclaredVersions
from apps.devices.workflow import AnswerValue as Answered
from apps.devices.workflow import Stance
from apps.evidence import speaking
from apps.evidence.kinds import DocumentFormat, ReadingState, Says
from apps.evidence.models import EvidenceItem, EvidenceReading
from apps.evidence.speaking import Finding

MOST_DOCUMENTS = 50
"""The newest documents of an organization that are looked at for one declaration."""
STANCES = {
    (Answered.YES, Says.SHOWS): Stance.SUPPORTS,
    (Answered.YES, Says.OPPOSITE): Stance.CONTRADICTS,
    (Answered.PARTLY, Says.SHOWS): Stance.SUPPORTS,
    (Answered.PARTLY, Says.OPPOSITE): Stance.SUPPORTS,  # The answer admits that a part is missing.
    (Answered.NO, Says.SHOWS): Stance.CONTRADICTS,
    (Answered.NO, Says.OPPOSITE): Stance.SUPPORTS,
    (Answered.PLANNED, Says.SHOWS): Stance.CONTRADICTS,
    (Answered.PLANNED, Says.OPPOSITE): Stance.SUPPORTS,
    (Answered.NOT_APPLICABLE, Says.SHOWS): Stance.CONTRADICTS,
}
"""How a fact stands to an answer; every other pair is silent."""
_ORDER = (Stance.CONTRADICTS, Stance.SUPPORTS, None, Stance.SILENT)


@dataclass(frozen=True)
class Proposal:
    """One fact of one document beside one answer; `stance` is None while nothing is answered."""

    item: EvidenceItem
    finding: Finding
    stance: Stance | None
    is_attached: bool
    dismissed: DismissedProposal | None

    @property
    def can_be_accepted(self) -> bool:
        """Tell whether the document can be attached to the answer as it stands."""
        return self.stance == Stance.SUPPORTS and not self.is_attached and self.dismissed is None

    @property
    def is_open(self) -> bool:
        """Tell whether it waits for a person: it contradicts, or it supports and is not attached."""
        return self.dismissed is None and (self.stance == Stance.CONTRADICTS or self.can_be_accepted)


def stance_of(value: str | None, says: Says) -> Stance | None:
    """Return how a fact stands to an answer; None when there is no answer and the document is not silent."""
    if value is None:
        return Stance.SILENT if says == Says.SILENT else None
    return STANCES.get((Answered(value), says), Stance.SILENT)


class Spoken:
    """The proposals of one declaration; three statements when they are first asked for, one when there are none."""

    def __init__(
        self, declaration: Declaration, components: list[Component], declared: DeclaredVersions, *, today: date
    ) -> None:
        self.declaration, self.components, self.declared, self.today = declaration, components, declared, today

    def beside(self, node: Node, component: Component, answer: Any) -> list[Proposal]:
        """Return what documents say to one answer, contradictions first; `answer` comes with its evidence."""
        entry = self._entries.get(node.pk) if self._documents else None
        if entry is None:
            return []
        attached = {use.item_id for use in answer.evidence.all()} if answer is not None else set()
        value = answer.value if answer is not None else None
        found = [
            Proposal(
                item=item,
                finding=finding,
                stance=stance_of(value, finding.says),
                is_attached=item.pk in attached,
                dismissed=self._dismissed.get((component.pk, entry, item.pk, finding.fact)),
            )
            for item, findings in self._documents
            if self._concerns(item, node, component, is_attached=item.pk in attached)
            for finding in findings
            if finding.entry == entry
        ]
        return sorted(found, key=lambda one: (one.dismissed is not None, _ORDER.index(one.stance)))

    @cached_property
    def nodes(self) -> list[Node]:
        """Return the entries that any document speaks to, in the order of the catalog."""
        spoken = {finding.entry for _, findings in self._documents for finding in findings}
        nodes = Node.objects.filter(edition=self.declaration.edition_id, entry__identifier__in=spoken, answerable=True)
        return list(nodes.in_order())

    @cached_property
    def _entries(self) -> dict[int, str]:
        """Return the lasting identifiers of the entries that the table names, by node of this edition."""
        nodes = Node.objects.filter(edition=self.declaration.edition_id, entry__identifier__in=speaking.ENTRIES)
        return dict(nodes.values_list("pk", "entry__identifier"))

    @cached_property
    def _documents(self) -> list[tuple[EvidenceItem, list[Finding]]]:
        """Return the documents that concern the declaration, with what they say to the catalog."""
        attached = AnswerEvidence.objects.filter(item=OuterRef("item_id"), answer__declaration=self.declaration)
        named = Q(format=DocumentFormat.SECURITY_TXT)
        for component in self.components:
            named |= Q(item__subject_component__iexact=component.name)
        readings = (
            EvidenceReading.objects.filter(
                item__organization=self.declaration.product.organization_id, state=ReadingState.READ
            )
            .filter(Exists(attached) | Q(named, item__replaced_by__isnull=True))
            .select_related("item")
            .order_by("-item__created_at", "pk")[:MOST_DOCUMENTS]
        )
        return [(one.item, speaking.findings(one, today=self.today)) for one in readings]

    @cached_property
    def _dismissed(self) -> dict[tuple[UUID, str, UUID, str], DismissedProposal]:
        rows = DismissedProposal.objects.filter(
            component__in=self.components, item__in=[item.pk for item, _ in self._documents]
        ).select_related("entry", "dismissed_by")
        return {(row.component_id, row.entry.identifier, row.item_id, row.fact): row for row in rows}

    def _concerns(self, item: EvidenceItem, node: Node, component: Component, *, is_attached: bool) -> bool:
        """Tell whether the document is about the component that answers.

        What the manufacturer does is answered once, so there every document of the product counts. A document of
        another version than the declared one proposes nothing, unless somebody attached it.
        """
        if is_attached:
            return True
        if self.declared.other_version(item, component.pk):
            return False
        names = _plain(item.subject_component)
        return node.branch != Branch.TECHNICAL or names == _plain(component.name)


def open_count(proposals: Iterable[Proposal]) -> int:
    """Return how many of the proposals wait for a person."""
    return sum(one.is_open for one in proposals)


def _plain(text: str) -> str:
    return " ".join(text.lower().split())
