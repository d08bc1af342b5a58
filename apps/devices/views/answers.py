"""One answer of a declaration: opened, saved, proven, confirmed, or given up for the one that is given once."""

from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django_htmx.http import HttpResponseClientRedirect

from apps.catalog.models import Node
from apps.core.errors import DomainError
from apps.core.permissions import Permission
from apps.devices import actions
from apps.devices.anchors import anchor_of
from apps.devices.models import Answer, AnswerEvidence, Component
from apps.devices.views.answering import Answering
from apps.devices.views.one_answer import AttachesEvidence, DetachesEvidence, OneAnswer, SavesAnswer, UploadsEvidence
from apps.devices.views.slots import READ, WRITE, Slot


class _OfDeclaration(Answering, OneAnswer):
    """Finds the answer through declaration, entry and component, all three from what the actor may see."""

    abstract = True
    page_template = "devices/answer_page.html"

    @cached_property
    def node(self) -> Node:
        """Return the entry in the declaration's edition, or answer 404."""
        nodes = Node.objects.filter(edition_id=self.declaration.edition_id)
        return get_object_or_404(nodes, identifier=self.kwargs["identifier"])

    @cached_property
    def component(self) -> Component:
        """Return the component that the declaration is about, or answer 404."""
        found = next((one for one in self.components if one.pk == self.kwargs["component"]), None)
        if found is None:
            raise Http404
        return found

    def stored(self) -> Answer | None:
        """Return what stands now, with its evidence."""
        answers = self.declaration.answers.select_related("updated_by").prefetch_related("evidence__item")
        found: Answer | None = answers.filter(node=self.node, component=self.component).first()
        return found

    def completed(self, slot: Slot) -> Slot:
        """Add what is given once for this entry."""
        return self.with_common(slot, self.common_answers([self.node]))

    def frame(self) -> dict[str, Any]:
        """Return the head of the declaration."""
        return self.header("entries")

    def beside(self) -> dict[str, Any]:
        """Return what documents say of it."""
        return {"spoken": self.spoken, "declaration": self.declaration}


class OneAnswerOfDeclaration(_OfDeclaration, SavesAnswer):
    """Opens an answer to write it, and saves it."""

    permission = Permission.DECLARATION_EDIT

    def save(self, **content: Any) -> Answer:
        """Save it for this declaration."""
        return actions.save_answer(
            self.declaration,
            by=self.actor,
            at=timezone.now(),
            node=self.node,
            component=self.component,
            **content,
        )

    def go_on(self, then: str) -> HttpResponse:
        """Lead to the next entry that lacks an answer when that was asked for."""
        if then != "next":
            return super().go_on(then)
        show = self.request.GET.get("show", "")
        following = self.standing.next_open(self.node.identifier, show=show)
        if following is None:
            return self.after(READ, f"{self.node.identifier} is saved. Nothing is left unanswered.")
        address = self.entry_url(following.identifier, mode=WRITE, show=show, at=anchor_of(following.identifier))
        if self.request.htmx:  # type: ignore[attr-defined]
            return HttpResponseClientRedirect(address)
        return redirect(address)


class Attach(_OfDeclaration, AttachesEvidence):
    """Attaches an item of the library."""

    permission = Permission.DECLARATION_EDIT

    def attach(self, answer: Any, **chosen: Any) -> None:
        """Attach it to this answer."""
        actions.attach_evidence(answer, by=self.actor, at=timezone.now(), **chosen)


class Upload(_OfDeclaration, UploadsEvidence):
    """Uploads a file into the library and attaches it."""

    permission = Permission.EVIDENCE_ADD

    def prove(self, answer: Any, **given: Any) -> Any:
        """Take the file in and attach it."""
        return actions.prove_with_file(answer, by=self.actor, at=timezone.now(), **given)


class Detach(_OfDeclaration, DetachesEvidence):
    """Takes evidence off an answer."""

    permission = Permission.DECLARATION_EDIT

    def detach(self, use: Any) -> None:
        """Take it off."""
        uses = AnswerEvidence.objects.filter(
            answer__declaration=self.declaration, answer__node=self.node, answer__component=self.component
        )
        actions.detach_evidence(get_object_or_404(uses, pk=use), by=self.actor, at=timezone.now())


class _ActsOnAnswer(_OfDeclaration):
    """One act on an answer that stands."""

    abstract = True
    http_method_names = ["post", "options"]

    def act(self, answer: Answer) -> str:
        """Perform the action; return what is said afterwards."""
        raise NotImplementedError

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Perform the act."""
        answer = self.stored()
        if answer is None:
            raise Http404
        try:
            said = self.act(answer)
        except DomainError as error:
            return self.back_to_place(error)
        return self.after(READ, said)


class Confirm(_ActsOnAnswer):
    """Confirms one answer that was carried over from the last declaration."""

    permission = Permission.DECLARATION_EDIT

    def act(self, answer: Answer) -> str:
        """Confirm it as it stands."""
        actions.confirm_carried_over(self.declaration, by=self.actor, at=timezone.now(), answers=[answer])
        return f"{self.node.identifier} is confirmed."


class Follow(_ActsOnAnswer):
    """Puts the answer that is given once in the place of the declaration's own."""

    permission = Permission.DECLARATION_EDIT

    def act(self, answer: Answer) -> str:
        """Follow what is given once."""
        read = self.request.POST.get("version", "")
        version = int(read) if read.isascii() and read.isdigit() and len(read) < 9 else -1
        actions.follow_common_answer(answer, by=self.actor, at=timezone.now(), version=version)
        return f"{self.node.identifier} follows the answer that is given once."
