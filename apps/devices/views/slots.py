"""How one answer is shown, written or proven, whoever it is given for: a declaration, a shared part, the company."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.http import QueryDict

from apps.catalog.models import Node
from apps.core.views import DeclaresPermission
from apps.devices.anchors import answer_slug
from apps.devices.forms.answers import AnswerForm, AttachForm, UploadForm
from apps.devices.models import CommonAnswer, Component, ComponentVersion
from apps.evidence.models import EvidenceItem

READ, WRITE, PROVE = "read", "answer", "evidence"


@dataclass(frozen=True)
class Proof:
    """One piece of evidence beside an answer; `hidden` when this reader was not given it."""

    use: Any
    warning: str
    hidden: bool
    detach_url: str


@dataclass
class Slot:
    """One answer on the page: what is stored, in which mode it is shown, and the forms of that mode.

    `answer` is an Answer or a CommonAnswer; `common` is what was given once for the same entry, `follows` tells
    whether the answer is that one.
    """

    node: Node
    component: Component | None
    name: str
    answer: Any
    slug: str
    url: str
    version: ComponentVersion | None = None
    mode: str = READ
    proofs: list[Proof] = field(default_factory=list)
    form: AnswerForm | None = None
    attach: AttachForm | None = None
    upload: UploadForm | None = None
    conflict: Any = None
    common: CommonAnswer | None = None
    common_url: str = ""
    to_confirm: str = ""
    confirm_url: str = ""
    follow_url: str = ""

    @property
    def follows(self) -> bool:
        """Tell whether the answer is inherited."""
        return getattr(self.answer, "inherited_from_id", None) is not None

    @property
    def version_read(self) -> int:
        """Return the edit count of what is shown."""
        return self.answer.version if self.answer is not None else 0


class ShowsSlots(DeclaresPermission):
    """Builds slots; the statements that they need are asked once for the whole page."""

    abstract = True
    may_write: bool

    def address(self, name: str, node: Node, component: Component | None, *more: Any) -> str:
        """Return the address `name` of one answer: answer, evidence, detach, upload, confirm or follow."""
        raise NotImplementedError

    def entry_url(
        self, identifier: str, *, component: Component | None = None, mode: str = "", show: str = "", at: str = ""
    ) -> str:
        """Return the page that shows an entry, at its anchor."""
        raise NotImplementedError

    def name_of(self, component: Component | None) -> str:
        """Return who answers."""
        return str(component)

    def version_of(self, component: Component | None) -> ComponentVersion | None:
        """Return the version that the answer is about."""
        return None

    def other_version(self, item: EvidenceItem, component: Component | None) -> str:
        """Return the sentence about evidence of another version, or an empty text."""
        return ""

    def readable(self, answers: Iterable[Any]) -> frozenset[UUID]:
        """Return which of the evidence items beside these answers the actor may see: one's own, all of them."""
        return frozenset(use.item_id for answer in answers for use in answer.evidence.all())

    def slot(
        self, node: Node, component: Component | None, answer: Any, *, readable: frozenset[UUID], mode: str = READ
    ) -> Slot:
        """Return one answer in a mode; a mode that writes falls back to reading when nothing can be written."""
        slot = Slot(
            node,
            component,
            self.name_of(component),
            answer,
            answer_slug(node.identifier, component),
            self.address("answer", node, component),
            self.version_of(component),
            proofs=self._proofs(node, answer, component, readable),
        )
        if getattr(answer, "carried_over", False):
            slot.to_confirm = "carried over, to confirm"
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
        action = self.address("evidence", slot.node, slot.component)
        return AttachForm(data, actor=self.actor, slug=slot.slug, action=action, done_url=self.place_of(slot))

    def upload_form(self, slot: Slot, data: QueryDict | None = None, files: Any = None, **options: Any) -> UploadForm:
        """Return the form that uploads a file and attaches it."""
        action = self.address("upload", slot.node, slot.component)
        return UploadForm(data, files, slug=slot.slug, action=action, **options)

    def place_of(self, slot: Slot, mode: str = "") -> str:
        """Return the page on which the answer stands, at its place; with `mode` the answer is opened there."""
        return self.entry_url(slot.node.identifier, component=slot.component if mode else None, mode=mode, at=slot.slug)

    def _proofs(self, node: Node, answer: Any, component: Component | None, readable: frozenset[UUID]) -> list[Proof]:
        if answer is None:
            return []
        return [
            Proof(
                use,
                self.other_version(use.item, component),
                use.item_id not in readable,
                self.address("detach", node, component, use.pk),
            )
            for use in sorted(answer.evidence.all(), key=lambda use: (use.item.title, use.locator))
        ]
