"""What the page of entries and the single answer of a declaration share."""

from collections.abc import Iterable
from functools import cached_property
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from apps.catalog.kinds import Branch
from apps.catalog.models import Node
from apps.core.permissions import Permission
from apps.devices.models import CommonAnswer, Component, ComponentVersion
from apps.devices.spoken import Spoken
from apps.devices.views.base import OfDeclaration
from apps.devices.views.slots import READ, ShowsSlots, Slot
from apps.devices.workflow import DeclarationState
from apps.evidence.models import EvidenceItem

_NAMES = {
    "answer": "answer",
    "evidence": "answer_evidence",
    "detach": "answer_detach",
    "upload": "answer_upload",
    "confirm": "answer_confirm",
    "follow": "answer_follow",
}


class Answering(OfDeclaration, ShowsSlots):
    """The answers of one declaration."""

    abstract = True

    @cached_property
    def may_write(self) -> bool:  # type: ignore[override]
        """Tell whether the actor drafts and the declaration is a draft."""
        drafting = self.declaration.state == DeclarationState.DRAFT
        return self.is_own and drafting and bool(self.actor.has_permission(Permission.DECLARATION_EDIT))

    @cached_property
    def spoken(self) -> Spoken | None:
        """Return what one's own documents say until the declaration is sealed; read only when a template asks."""
        if not self.is_own or self.declaration.is_sealed:
            return None
        return Spoken(self.declaration, self.components, self.declared, today=timezone.localdate())

    def components_of(self, node: Node, answered: Iterable[UUID] = ()) -> list[Component]:
        """Return who answers: every component for what a device does, the main one for what the manufacturer does.

        Others that hold an answer all the same are shown too; nothing that was answered disappears.
        """
        if node.branch == Branch.TECHNICAL:
            return self.components
        held = set(answered)
        return [one for at, one in enumerate(self.components) if at == 0 or one.pk in held]

    def readable(self, answers: Iterable[Any]) -> frozenset[UUID]:
        """Return which of the evidence items beside these answers the actor may see (one statement, or none)."""
        items = super().readable(answers)
        if self.is_own or not items:
            return items
        visible = EvidenceItem.objects.visible_to(self.actor).filter(pk__in=items)
        return frozenset(visible.values_list("pk", flat=True))

    def common_answers(self, nodes: Iterable[Node]) -> dict[tuple[int, UUID | None], CommonAnswer]:
        """Return what is given once for these entries, by entry and part (None: the company); one statement."""
        if not self.may_write:
            return {}
        parts = {self.part_of(component) for component in self.components}
        found = CommonAnswer.objects.visible_to(self.actor).filter(entry__in=[node.entry_id for node in nodes])
        return {
            (one.entry_id, one.component_id): one
            for one in found
            if one.component_id is None or one.component_id in parts
        }

    def part_of(self, component: Component) -> UUID:
        """Return the component that holds what is said once about this part."""
        found: UUID = component.same_part_as_id or component.pk
        return found

    def with_common(self, slot: Slot, common: dict[tuple[int, UUID | None], CommonAnswer]) -> Slot:
        """Add what is given once to a slot, and where."""
        node, component = slot.node, slot.component
        if component is None:
            return slot
        whose = None if node.branch == Branch.NON_TECHNICAL else self.part_of(component)
        slot.common = common.get((node.entry_id, whose))
        if slot.follows or slot.common is not None:
            page = (
                reverse("devices:company_answers") if whose is None else reverse("devices:part_answers", args=[whose])
            )
            slot.common_url = f"{page}?open={node.identifier}&mode={READ}"
        if self.may_write and slot.answer is not None:
            slot.confirm_url = self.address("confirm", node, component)
            slot.follow_url = self.address("follow", node, component)
        return slot

    def address(self, name: str, node: Node, component: Component | None, *more: Any) -> str:
        """Return the address `name` of one answer."""
        whose = component.pk if component is not None else None
        return reverse(f"devices:{_NAMES[name]}", args=[self.declaration.pk, node.identifier, whose, *more])

    def version_of(self, component: Component | None) -> ComponentVersion | None:
        """Return the version that the declaration is about."""
        return self.declared.by_component.get(component.pk) if component is not None else None

    def other_version(self, item: EvidenceItem, component: Component | None) -> str:
        """Return the sentence about evidence of another version, or an empty text."""
        return self.declared.other_version(item, component.pk) if component is not None else ""

    def entry_url(
        self, identifier: str, *, component: Component | None = None, mode: str = "", show: str = "", at: str = ""
    ) -> str:
        """Return the page that shows an entry, at its anchor."""
        query = QueryDict(mutable=True)
        query["part"] = identifier.partition(".")[0]
        if show:
            query["show"] = show
        if mode:
            query["open"] = identifier
            query["mode"] = mode
        if component is not None:
            query["component"] = str(component.pk)
        return f"{reverse('devices:entries_start', args=[self.declaration.pk])}?{query.urlencode()}#{at}"
