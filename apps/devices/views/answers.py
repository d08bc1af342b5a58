"""One answer: opened, saved, proven, confirmed; in place with scripts, on the page of its entries without."""

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django_htmx.http import HttpResponseClientRedirect, reswap, retarget

from apps.catalog.models import Node
from apps.core.errors import DomainError
from apps.core.permissions import Permission
from apps.core.views import DeclaresPermission, note_refusal
from apps.devices import actions
from apps.devices.actions import StaleAnswer
from apps.devices.anchors import anchor_of
from apps.devices.forms.answers import AnswerForm
from apps.devices.models import Answer, AnswerEvidence, Component
from apps.devices.views.answering import PROVE, READ, WRITE, Answering, Slot


class _OneAnswer(Answering, DeclaresPermission):
    """Finds the answer through declaration, entry and component, all three from what the actor may see."""

    abstract = True
    permission = Permission.DECLARATION_EDIT

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

    def unread(self) -> Slot:
        """Return a slot that costs no statement: what stands is read again only when it has to be shown."""
        return self.slot(self.node, self.component, None, readable=frozenset())

    def fresh(self, mode: str = READ) -> Slot:
        """Return the answer as it stands now."""
        answer = self.stored()
        readable = self.readable([answer] if answer else [])
        return self.slot(self.node, self.component, answer, readable=readable, mode=mode)

    def proving(self) -> tuple[Slot, Answer]:
        """Return the answer with both forms of its evidence, or answer 404 when there is nothing to prove yet."""
        slot = self.fresh(PROVE)
        if slot.answer is None:
            raise Http404
        slot.mode, slot.attach, slot.upload = PROVE, self.attach_form(slot), self.upload_form(slot)
        return slot, slot.answer

    def show(self, slot: Slot, *, status: int = 200) -> HttpResponse:
        """Return the answer alone, or without scripts a page around it."""
        template = "devices/_answer.html" if self.request.htmx else "devices/answer_page.html"  # type: ignore[attr-defined]
        context = {"slot": slot, "may_write": self.may_write, "spoken": self.spoken, "declaration": self.declaration}
        if not self.request.htmx:  # type: ignore[attr-defined]
            context |= {"place_url": self.place_of(slot), **self.header("entries")}
        response = render(self.request, template, context, status=status)
        return reswap(retarget(response, f"#{slot.slug}"), "outerHTML")

    def after(self, mode: str, message: str) -> HttpResponse:
        """Return the answer in the next mode, or without scripts lead to it on its page."""
        if self.request.htmx:  # type: ignore[attr-defined]
            return self.show(self.fresh(mode))
        messages.success(self.request, message)
        return redirect(self.place_of(self.unread(), "" if mode == READ else mode))

    def refuse(self, slot: Slot, form: Any, error: DomainError) -> HttpResponse:
        """Return the answer with the form as it was typed and the sentence above it."""
        note_refusal(self.request, error)
        form.add_error(None, error.message)
        return self.show(slot, status=422)


class OneAnswer(_OneAnswer):
    """Opens an answer to write it, and saves it."""

    permission = Permission.DECLARATION_EDIT

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Return the answer in the mode asked for; without scripts lead to the page where it opens."""
        mode = request.GET.get("mode", WRITE)
        if mode not in (READ, WRITE, PROVE):
            raise Http404
        slot = self.fresh(mode)
        if request.htmx:  # type: ignore[attr-defined]
            return self.show(slot)
        return redirect(self.place_of(slot, mode))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Save; a refusal keeps the typed text, and a colleague's answer is shown beside it."""
        slot = self.unread()
        form = slot.form = self.answer_form(slot, request.POST)
        slot.mode = WRITE
        quietly = bool(request.htmx) and not request.POST.get("then")  # type: ignore[attr-defined]
        if not form.is_valid():
            return self._not_saved(slot, form, quietly=quietly)
        try:
            answer = actions.save_answer(
                self.declaration,
                by=self.actor,
                at=timezone.now(),
                node=self.node,
                component=self.component,
                **form.cleaned_data,
            )
        except StaleAnswer:
            return self._conflict(slot)
        except DomainError as error:
            note_refusal(request, error)
            form.add_error(None, error.message)
            return self._not_saved(slot, form, quietly=quietly)
        if quietly:
            context = {"slot": slot, "answer": answer}
            return render(request, "devices/_answer_saved.html", context)
        return self._go_on(request.POST.get("then", READ))

    def _not_saved(self, slot: Slot, form: AnswerForm, *, quietly: bool) -> HttpResponse:
        """Say what is missing: beside the fields, or quietly in the line that tells whether it is saved."""
        if quietly:
            sentences = [str(message) for found in form.errors.values() for message in found]
            return render(self.request, "devices/_answer_saved.html", {"slot": slot, "why": sentences[0]}, status=422)
        answer = self.stored()
        slot.answer, slot.proofs = answer, self.fresh().proofs
        return self.show(slot, status=422)

    def _conflict(self, slot: Slot) -> HttpResponse:
        """Show both texts; the next press of a button puts this one over the other, nothing else does."""
        stored = self.stored()
        typed = self.request.POST.copy()
        typed["version"] = str(stored.version if stored else 0)
        slot.answer = slot.conflict = stored
        slot.proofs = self.fresh().proofs
        slot.form = self.answer_form(slot, QueryDict(typed.urlencode()), autosave=False)
        return self.show(slot, status=409)

    def _go_on(self, then: str) -> HttpResponse:
        if then != "next":
            return self.after(PROVE if then == "evidence" else READ, f"{self.node.identifier} is saved.")
        show = self.request.GET.get("show", "")
        following = self.standing.next_open(self.node.identifier, show=show)
        if following is None:
            return self.after(READ, f"{self.node.identifier} is saved. Nothing is left unanswered.")
        address = self.entry_url(following.identifier, mode=WRITE, show=show, at=anchor_of(following.identifier))
        if self.request.htmx:  # type: ignore[attr-defined]
            return HttpResponseClientRedirect(address)
        return redirect(address)


class Attach(_OneAnswer):
    """Attaches an item of the library."""

    permission = Permission.DECLARATION_EDIT
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Attach, and stay with the evidence."""
        slot, answer = self.proving()
        form = slot.attach = self.attach_form(slot, request.POST)
        if not form.is_valid():
            return self.show(slot, status=422)
        try:
            actions.attach_evidence(answer, by=self.actor, at=timezone.now(), **form.cleaned_data)
        except DomainError as error:
            return self.refuse(slot, form, error)
        return self.after(PROVE, f"“{form.cleaned_data['item']}” is attached to {self.node.identifier}.")


class Upload(_OneAnswer):
    """Uploads a file into the library and attaches it."""

    permission = Permission.EVIDENCE_ADD
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Take the file in, attach it, and stay with the evidence."""
        slot, answer = self.proving()
        data = request.POST
        oversized = "file" in getattr(request, "oversized_files", ())
        form = slot.upload = self.upload_form(slot, data, request.FILES, oversized=oversized)
        if not form.is_valid():
            return self.show(slot, status=422)
        about = {"subject_component": self.component.name}
        if slot.version is not None:
            about["subject_version"] = slot.version.software
        given = {name: value for name, value in form.cleaned_data.items() if name != "file"} | about
        try:
            use = actions.prove_with_file(
                answer, by=self.actor, at=timezone.now(), upload=form.cleaned_data["file"], **given
            )
        except DomainError as error:
            return self.refuse(slot, form, error)
        return self.after(PROVE, f"“{use.item}” is in your library and attached to {self.node.identifier}.")


class Detach(_OneAnswer):
    """Takes evidence off an answer."""

    permission = Permission.DECLARATION_EDIT
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Detach; the item stays in the library."""
        uses = AnswerEvidence.objects.filter(
            answer__declaration=self.declaration, answer__node=self.node, answer__component=self.component
        )
        use = get_object_or_404(uses, pk=kwargs["use"])
        try:
            actions.detach_evidence(use, by=self.actor, at=timezone.now())
        except DomainError as error:
            note_refusal(request, error)
            messages.error(request, error.message)
            return redirect(self.place_of(self.fresh()))
        return self.after(PROVE, "The evidence is taken off this answer; it stays in your library.")


class Confirm(_OneAnswer):
    """Confirms one answer that was carried over from the last declaration."""

    permission = Permission.DECLARATION_EDIT
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Confirm it as it stands."""
        answer = self.stored()
        if answer is None:
            raise Http404
        try:
            actions.confirm_carried_over(self.declaration, by=self.actor, at=timezone.now(), answers=[answer])
        except DomainError as error:
            note_refusal(request, error)
            messages.error(request, error.message)
            return redirect(self.place_of(self.fresh()))
        return self.after(READ, f"{self.node.identifier} is confirmed.")
