"""What the page of entries and the single answer share: how one answer is shown, written or proven."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from apps.catalog.kinds import Branch
from apps.catalog.models import Node
from apps.core.permissions import Permission
from apps.devices.anchors import answer_slug
from apps.devices.forms.answers import AnswerForm, AttachForm, UploadForm
from apps.devices.models import Answer, AnswerEvidence, Component, ComponentVersion
from apps.devices.spoken import Spoken
from apps.devices.views.base import OfDeclaration
from apps.devices.workflow import DeclarationState
from apps.evidence.models import EvidenceItem

READ, WRITE, PROVE = "read", "answer", "evidence"


@dataclass(frozen=True)
class Proof:
    """One piece of evidence beside an answer; `hidden` when this reader was not given it."""

    use: AnswerEvidence
    warning: str
    hidden: bool


@dataclass
class Slot:
    """One answer on the page: what is stored, in which mode it is shown, and the forms of that mode."""

    node: Node
    component: Component
    version: ComponentVersion | None
    answer: Answer | None
    slug: str
    url: str
    mode: str = READ
    proofs: list[Proof] = field(default_factory=list)
    form: AnswerForm | None = None
    attach: AttachForm | None = None
    upload: UploadForm | None = None
    conflict: Answer | None = None


class Answering(OfDeclaration):
    """Builds slots; the statements that they need are asked once for the whole page."""

    abstract = True

    @cached_property
    def may_write(self) -> bool:
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

    def readable(self, answers: Iterable[Answer]) -> frozenset[UUID]:
        """Return which of the evidence items beside these answers the actor may see (one statement, or none)."""
        items = {use.item_id for answer in answers for use in answer.evidence.all()}
        if self.is_own or not items:
            return frozenset(items)
        visible = EvidenceItem.objects.visible_to(self.actor).filter(pk__in=items)
        return frozenset(visible.values_list("pk", flat=True))

    def slot(
        self, node: Node, component: Component, answer: Answer | None, *, readable: frozenset[UUID], mode: str = READ
    ) -> Slot:
        """Return one answer in a mode; a mode that writes falls back to reading when nothing can be written."""
        slug = answer_slug(node.identifier, component)
        url = reverse("devices:answer", args=[self.declaration.pk, node.identifier, component.pk])
        version = self.declared.by_component.get(component.pk)
        slot = Slot(node, component, version, answer, slug, url, proofs=self._proofs(answer, component, readable))
        if self.may_write and mode == WRITE:
            slot.mode, slot.form = WRITE, self.answer_form(slot)
        elif self.may_write and mode == PROVE and answer is not None:
            slot.mode, slot.attach, slot.upload = PROVE, self.attach_form(slot), self.upload_form(slot)
        return slot

    def answer_form(self, slot: Slot, data: QueryDict | None = None, *, autosave: bool = True) -> AnswerForm:
        """Return the form that writes the answer."""
        show = self.request.GET.get("show", "")
        action = f"{slot.url}?show={show}" if show in ("requested", "unanswered") else slot.url
        return AnswerForm(
            data, answer=slot.answer, slug=slot.slug, action=action, cancel_url=self.place_of(slot), autosave=autosave
        )

    def attach_form(self, slot: Slot, data: QueryDict | None = None) -> AttachForm:
        """Return the form that attaches an item of the library."""
        action = reverse("devices:answer_evidence", args=self._address(slot))
        return AttachForm(data, actor=self.actor, slug=slot.slug, action=action, done_url=self.place_of(slot))

    def upload_form(self, slot: Slot, data: QueryDict | None = None, files: Any = None, **options: Any) -> UploadForm:
        """Return the form that uploads a file and attaches it."""
        action = reverse("devices:answer_upload", args=self._address(slot))
        return UploadForm(data, files, slug=slot.slug, action=action, **options)

    def place_of(self, slot: Slot, mode: str = "") -> str:
        """Return the page on which the answer stands, at its place; with `mode` the answer is opened there."""
        return self.entry_url(slot.node.identifier, component=slot.component if mode else None, mode=mode, at=slot.slug)

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

    def _address(self, slot: Slot) -> list[Any]:
        return [self.declaration.pk, slot.node.identifier, slot.component.pk]

    def _proofs(self, answer: Answer | None, component: Component, readable: frozenset[UUID]) -> list[Proof]:
        if answer is None:
            return []
        return [
            Proof(use, self.declared.other_version(use.item, component.pk), use.item_id not in readable)
            for use in sorted(answer.evidence.all(), key=lambda use: (use.item.title, use.locator))
        ]
