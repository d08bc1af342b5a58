"""What documents say to the entries of a draft: all of it on one page, and the three acts on one proposal."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from apps.catalog.models import Node
from apps.core.permissions import Permission
from apps.core.views import Act, FormPage, Page
from apps.devices import actions, spoken
from apps.devices.anchors import answer_slug
from apps.devices.forms.declarations import ReasonForm
from apps.devices.models import Answer, Component, DismissedProposal
from apps.devices.spoken import Proposal, Spoken
from apps.devices.views.answering import Answering
from apps.evidence.models import EvidenceItem


@dataclass(frozen=True)
class Beside:
    """One answer, or the lack of one, with what documents say to it."""

    node: Node
    component: Component
    answer: Answer | None
    proposals: list[Proposal]
    place: str


class Documents(Answering, Page):
    """Shows everything that documents say to this declaration, entry by entry."""

    permission = Permission.DECLARATION_READ
    side = "manufacturer"
    template_name = "devices/declaration_documents.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the answers that any document speaks to: those that wait first, then what is not answered."""
        rows = self._rows(self.spoken) if self.spoken is not None else []
        return super().get_context_data(
            rows=rows,
            waiting=sum(spoken.open_count(row.proposals) for row in rows),
            may_write=self.may_write,
            **self.header("documents"),
            **kwargs,
        )

    def _rows(self, said: Spoken) -> list[Beside]:
        nodes = said.nodes
        stored = Answer.objects.filter(declaration=self.declaration, node__in=nodes).prefetch_related("evidence")
        answers: dict[tuple[int, Any], Answer] = {(one.node_id, one.component_id): one for one in stored}
        found = []
        for node in nodes:
            held = [component for of, component in answers if of == node.pk]
            for component in self.components_of(node, held):
                answer = answers.get((node.pk, component.pk))
                proposals = said.beside(node, component, answer)
                if proposals:
                    found.append(Beside(node, component, answer, proposals, self._place(node, component)))
        return sorted(found, key=lambda row: (not spoken.open_count(row.proposals), row.answer is not None))

    def _place(self, node: Node, component: Component) -> str:
        slug = answer_slug(node.identifier, component)
        return self.entry_url(node.identifier, component=component, mode="answer", at=slug)


class _OfProposal(Answering):
    """Finds declaration, entry, component and document, all from what the actor may see."""

    abstract = True
    permission = Permission.DECLARATION_EDIT

    @cached_property
    def node(self) -> Node:
        """Return the entry in the declaration's edition, or answer 404."""
        nodes = Node.objects.filter(edition_id=self.declaration.edition_id).select_related("entry")
        return get_object_or_404(nodes, identifier=self.kwargs["identifier"])

    @cached_property
    def about(self) -> dict[str, Any]:
        """Return entry, component, document and fact as the actions take them, or answer 404."""
        component = next((one for one in self.components if one.pk == self.kwargs["component"]), None)
        if component is None or not self.is_own:
            raise Http404
        own = EvidenceItem.objects.owned_by(self.actor.organization)
        item = get_object_or_404(own, pk=self.kwargs["item"])
        return {"node": self.node, "component": component, "item": item, "fact": self.kwargs["fact"]}

    def back_url(self, **kwargs: Any) -> str:
        """Return the answer on its page, or the page of all proposals when the act came from there."""
        if self.request.GET.get("from") == "documents":
            return reverse("devices:documents", args=[self.declaration.pk])
        slug = answer_slug(self.node.identifier, self.about["component"])
        return self.entry_url(self.node.identifier, at=slug)


class Accept(_OfProposal, Act):
    """Attaches the document to the answer that it supports."""

    permission = Permission.DECLARATION_EDIT

    def act(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Attach it, with the place of the fact."""
        use = actions.accept_proposal(self.declaration, by=self.actor, at=timezone.now(), **self.about)
        messages.success(request, f"“{use.item}”, {use.locator}, is attached to {self.node.identifier}.")
        return redirect(self.back_url())


class Dismiss(_OfProposal, FormPage):
    """Sets a proposal aside, with the reason."""

    permission = Permission.DECLARATION_EDIT
    template_name = "devices/proposal_dismiss.html"
    form_class = ReasonForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Word the form for the act."""
        return super().get_form_kwargs() | {
            "button": "Set it aside",
            "label": "Why it does not speak to this entry",
            "hint": "Colleagues read it, and the document does not propose it again for this component.",
            "cancel_url": self.back_url(),
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Repeat what the document says; nothing more of it once the draft is finished."""
        proposal = self._proposal(self.spoken) if self.spoken is not None else None
        return super().get_context_data(proposal=proposal, **self.about, **self.header(""), **kwargs)

    def _proposal(self, said: Spoken) -> Proposal:
        component, item, fact = self.about["component"], self.about["item"], self.about["fact"]
        stored = Answer.objects.filter(declaration=self.declaration, node=self.node, component=component)
        beside = said.beside(self.node, component, stored.prefetch_related("evidence").first())
        found = next((one for one in beside if (one.item, one.finding.fact) == (item, fact)), None)
        if found is None:
            raise Http404
        return found

    def act(self, form: Any) -> HttpResponse:
        """Remember it."""
        reason = form.cleaned_data["reason"]
        actions.dismiss_proposal(self.declaration, by=self.actor, at=timezone.now(), reason=reason, **self.about)
        messages.success(self.request, "Set aside. It stays listed with your reason, and can be taken up again.")
        return redirect(self.back_url())


class Restore(_OfProposal, Act):
    """Takes up again what was set aside."""

    permission = Permission.DECLARATION_EDIT

    def act(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Take it up again."""
        about = {**self.about, "entry": self.about["node"].entry}
        del about["node"]
        rows = DismissedProposal.objects.select_related("entry", "component")
        actions.restore_proposal(get_object_or_404(rows, **about), declaration=self.declaration, by=self.actor)
        messages.success(request, "Taken up again.")
        return redirect(self.back_url())
