"""Answering a declaration: one sub-capability a page, one form an entry and component, each saved alone."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from apps.catalog.kinds import Branch
from apps.catalog.models import Guidance, Node
from apps.core.components import Choice, Group
from apps.core.errors import DomainError, Stale
from apps.core.permissions import Permission
from apps.core.views import DeclaresPermission, Page, note_refusal
from apps.devices import actions
from apps.devices.forms.declarations import AnswerForm, answer_slug
from apps.devices.models import Answer, Component
from apps.devices.readiness.tallies import FILTERS, Place
from apps.devices.views.base import OfDeclaration
from apps.devices.workflow import DeclarationState
from apps.evidence.models import EvidenceItem


@dataclass
class Slot:
    """One answer on the page: what is stored, and the form when it can be written."""

    node: Node
    component: Component
    answer: Answer | None
    form: AnswerForm | None
    slug: str
    conflict: Answer | None = None
    saved: bool = False


class _Answering(OfDeclaration):
    """What the page and the saving of one answer share."""

    abstract = True

    @cached_property
    def may_write(self) -> bool:
        """Tell whether the actor drafts and the declaration is a draft."""
        drafting = self.declaration.state == DeclarationState.DRAFT
        return self.is_own and drafting and bool(self.actor.has_permission(Permission.DECLARATION_EDIT))

    @cached_property
    def items(self) -> Any:
        """Return the evidence that can prove an answer: the organization's own."""
        return EvidenceItem.objects.owned_by(self.actor.organization)

    @cached_property
    def item_choices(self) -> list[tuple[Any, str]]:
        """Return the evidence as choices, read once for all forms of the page."""
        return [("", "None"), *((item.pk, str(item)) for item in self.items)]

    def slot(self, node: Node, component: Component, answer: Answer | None, data: QueryDict | None = None) -> Slot:
        """Return one answer of the page."""
        slug = answer_slug(node.identifier, component)
        action = reverse("devices:answer", args=[self.declaration.pk, node.identifier, component.pk])
        form = self.form_of(answer, slug, action, data) if self.may_write else None
        return Slot(node, component, answer, form, slug)

    def form_of(self, answer: Answer | None, slug: str, action: str, data: QueryDict | None = None) -> AnswerForm:
        """Return the form of one answer."""
        choices = self.item_choices
        return AnswerForm(data, items=self.items, choices=choices, answer=answer, slug=slug, action=action)

    def components_of(self, node: Node) -> list[Component]:
        """Return who answers: every component for what a device does, the main one for what the manufacturer does."""
        return self.components if node.branch == Branch.TECHNICAL else self.components[:1]


class Entries(_Answering, Page):
    """The entries of one sub-capability with their answers."""

    permission = Permission.DECLARATION_READ
    template_name = "devices/declaration_entries.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the entries that the filter leaves, in the order of the catalog."""
        show = self.request.GET.get("show", "all")
        show = show if show in FILTERS else "all"
        sections = [one for capability in self.standing.capabilities() for one in self.standing.sections(capability)]
        wanted = self.request.GET.get("part", "")
        current = next((one for one in sections if one.identifier == wanted), None) or self._first(sections, show)
        shown = [place.id for place in self.standing.shown(show, current.path)]
        nodes = Node.objects.filter(pk__in=shown).in_order()
        return super().get_context_data(
            current=current,
            slots=self._slots(list(nodes)),
            guidance=Guidance.objects.filter(node_id=current.id).first(),
            filters=self._filters(show, current),
            groups=self._groups(show, current),
            **self.header("entries"),
            **kwargs,
        )

    def _first(self, sections: list[Place], show: str) -> Place:
        return next((one for one in sections if self.standing.count(show, one.path)), sections[0])

    def _slots(self, nodes: list[Node]) -> list[tuple[Node, list[Slot]]]:
        stored = Answer.objects.filter(declaration=self.declaration, node__in=nodes).prefetch_related("evidence__item")
        answers = {(answer.node_id, answer.component_id): answer for answer in stored}
        return [
            (node, [self.slot(node, one, answers.get((node.pk, one.pk))) for one in self.components_of(node)])
            for node in nodes
        ]

    def _address(self, show: str, part: str) -> str:
        return f"{reverse('devices:entries_start', args=[self.declaration.pk])}?part={part}&show={show}"

    def _filters(self, show: str, current: Place) -> list[Choice]:
        return [
            Choice(label, self._address(slug, current.identifier), slug == show, self.standing.count(slug))
            for slug, label in FILTERS.items()
        ]

    def _groups(self, show: str, current: Place) -> list[Group]:
        groups = []
        for capability in self.standing.capabilities():
            choices = [
                Choice(one.title, self._address(show, one.identifier), one == current, count, code=one.identifier)
                for one in self.standing.sections(capability)
                if (count := self.standing.count(show, one.path)) or one == current
            ]
            if choices:
                groups.append(Group(capability.title, choices))
        return groups


class SaveAnswer(_Answering, DeclaresPermission):
    """Saves one answer: in place with htmx, or back to its place on the page without."""

    permission = Permission.DECLARATION_EDIT
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Save, attach the evidence chosen, and answer; what is refused keeps the typed text."""
        nodes = Node.objects.filter(edition=self.declaration.edition)
        node = get_object_or_404(nodes, identifier=kwargs["identifier"])
        component = next((one for one in self.components if one.pk == kwargs["component"]), None)
        component = component or get_object_or_404(Component.objects.none())
        stored = Answer.objects.filter(declaration=self.declaration, node=node, component=component).first()
        slug = answer_slug(node.identifier, component)
        form = self.form_of(stored, slug, request.path, request.POST)
        if not form.is_valid():
            return self._again(Slot(node, component, stored, form, slug), status=422)
        try:
            answer = self._save(node, component, form.cleaned_data)
        except DomainError as error:
            note_refusal(request, error)
            form.add_error(None, error.message)
            slot = Slot(node, component, stored, form, slug, conflict=stored if isinstance(error, Stale) else None)
            return self._again(slot, status=409 if isinstance(error, Stale) else 422)
        if request.htmx:  # type: ignore[attr-defined]
            fresh = self.slot(node, component, Answer.objects.prefetch_related("evidence__item").get(pk=answer.pk))
            fresh.saved = True
            return self._again(fresh, status=200)
        messages.success(request, f"{node.identifier} is saved.")
        part = node.identifier.partition(".")[0]
        return redirect(f"{reverse('devices:entries_start', args=[self.declaration.pk])}?part={part}#{slug}")

    def _save(self, node: Node, component: Component, data: dict[str, Any]) -> Answer:
        item, locator = data.pop("item"), data.pop("locator")
        given = {"by": self.actor, "at": timezone.now()}
        answer = actions.save_answer(self.declaration, node=node, component=component, **given, **data)
        if item is not None:
            actions.attach_evidence(answer, item=item, locator=locator, **given)
        return answer

    def _again(self, slot: Slot, *, status: int) -> HttpResponse:
        whole = not self.request.htmx  # type: ignore[attr-defined]
        template = "devices/answer_page.html" if whole else "devices/_answer.html"
        context = {"slot": slot, "now": timezone.now(), **self.header("entries")}
        return render(self.request, template, context, status=status)
