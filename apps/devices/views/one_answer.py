"""One answer: opened, saved, proven; in place with scripts, on the page of its entries without.

What is answered for says how it is found and which action writes it: a declaration, a shared part, the company.
"""

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django_htmx.http import reswap, retarget

from apps.catalog.models import Node
from apps.core.errors import DomainError
from apps.core.permissions import Permission
from apps.core.views import note_refusal
from apps.devices.actions import StaleAnswer
from apps.devices.forms.answers import AnswerForm
from apps.devices.models import Component
from apps.devices.views.slots import PROVE, READ, WRITE, ShowsSlots, Slot


class OneAnswer(ShowsSlots):
    """Finds the answer and shows it."""

    abstract = True
    permission = Permission.DECLARATION_EDIT
    page_template: str

    @cached_property
    def node(self) -> Node:
        """Return the entry, or answer 404."""
        raise NotImplementedError

    @cached_property
    def component(self) -> Component | None:
        """Return for which component it is answered, or answer 404; None for the company."""
        return None

    def stored(self) -> Any:
        """Return what stands now, with its evidence, or None."""
        raise NotImplementedError

    def frame(self) -> dict[str, Any]:
        """Return what stands around the answer on a page of its own."""
        raise NotImplementedError

    def beside(self) -> dict[str, Any]:
        """Return what else the answer is drawn from."""
        return {}

    def completed(self, slot: Slot) -> Slot:
        """Return the slot with what else is shown beside the answer."""
        return slot

    def unread(self) -> Slot:
        """Return a slot that costs no statement: what stands is read again only when it has to be shown."""
        return self.slot(self.node, self.component, None, readable=frozenset())

    def fresh(self, mode: str = READ) -> Slot:
        """Return the answer as it stands now."""
        answer = self.stored()
        readable = self.readable([answer] if answer else [])
        return self.completed(self.slot(self.node, self.component, answer, readable=readable, mode=mode))

    def proving(self) -> tuple[Slot, Any]:
        """Return the answer with both forms of its evidence, or answer 404 when there is nothing to prove yet."""
        slot = self.fresh(PROVE)
        if slot.answer is None:
            raise Http404
        slot.mode, slot.attach, slot.upload = PROVE, self.attach_form(slot), self.upload_form(slot)
        return slot, slot.answer

    def show(self, slot: Slot, *, status: int = 200) -> HttpResponse:
        """Return the answer alone, or without scripts a page around it."""
        in_place = bool(self.request.htmx)  # type: ignore[attr-defined]
        context = {"slot": slot, "may_write": self.may_write, **self.beside()}
        if not in_place:
            context |= {"place_url": self.place_of(slot), **self.frame()}
        template = "devices/_answer.html" if in_place else self.page_template
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

    def back_to_place(self, error: DomainError) -> HttpResponse:
        """Lead to the answer on its page, with the sentence that says why nothing changed."""
        note_refusal(self.request, error)
        messages.error(self.request, error.message)
        return redirect(self.place_of(self.fresh()))


class SavesAnswer(OneAnswer):
    """Opens an answer to write it, and saves it."""

    abstract = True

    def save(self, **content: Any) -> Any:
        """Perform the action; return the answer."""
        raise NotImplementedError

    def go_on(self, then: str) -> HttpResponse:
        """Answer after a deliberate save."""
        return self.after(PROVE if then == "evidence" else READ, f"{self.node.identifier} is saved.")

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
            answer = self.save(**form.cleaned_data)
        except StaleAnswer:
            return self._conflict(slot)
        except DomainError as error:
            note_refusal(request, error)
            form.add_error(None, error.message)
            return self._not_saved(slot, form, quietly=quietly)
        if quietly:
            return render(request, "devices/_answer_saved.html", {"slot": slot, "answer": answer})
        return self.go_on(request.POST.get("then", READ))

    def _not_saved(self, slot: Slot, form: AnswerForm, *, quietly: bool) -> HttpResponse:
        """Say what is missing: beside the fields, or quietly in the line that tells whether it is saved."""
        if quietly:
            sentences = [str(message) for found in form.errors.values() for message in found]
            return render(self.request, "devices/_answer_saved.html", {"slot": slot, "why": sentences[0]}, status=422)
        stands = self.fresh()
        slot.answer, slot.proofs = stands.answer, stands.proofs
        return self.show(slot, status=422)

    def _conflict(self, slot: Slot) -> HttpResponse:
        """Show both texts; the next press of a button puts this one over the other, nothing else does."""
        stands = self.fresh()
        typed = self.request.POST.copy()
        typed["version"] = str(stands.version_read)
        slot.answer = slot.conflict = stands.answer
        slot.proofs = stands.proofs
        slot.form = self.answer_form(slot, QueryDict(typed.urlencode()), autosave=False)
        return self.show(slot, status=409)


class AttachesEvidence(OneAnswer):
    """Attaches an item of the library."""

    abstract = True
    http_method_names = ["post", "options"]

    def attach(self, answer: Any, **chosen: Any) -> None:
        """Perform the action."""
        raise NotImplementedError

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Attach, and stay with the evidence."""
        slot, answer = self.proving()
        form = slot.attach = self.attach_form(slot, request.POST)
        if not form.is_valid():
            return self.show(slot, status=422)
        try:
            self.attach(answer, **form.cleaned_data)
        except DomainError as error:
            return self.refuse(slot, form, error)
        return self.after(PROVE, f"“{form.cleaned_data['item']}” is attached to {self.node.identifier}.")


class UploadsEvidence(OneAnswer):
    """Uploads a file into the library and attaches it."""

    abstract = True
    permission = Permission.EVIDENCE_ADD
    http_method_names = ["post", "options"]

    def prove(self, answer: Any, **given: Any) -> Any:
        """Perform the action; return the use of the new item."""
        raise NotImplementedError

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Take the file in, attach it, and stay with the evidence."""
        slot, answer = self.proving()
        oversized = "file" in getattr(request, "oversized_files", ())
        form = slot.upload = self.upload_form(slot, request.POST, request.FILES, oversized=oversized)
        if not form.is_valid():
            return self.show(slot, status=422)
        about = {"subject_component": str(self.component)} if self.component is not None else {}
        if slot.version is not None:
            about["subject_version"] = slot.version.software
        given = {name: value for name, value in form.cleaned_data.items() if name != "file"} | about
        try:
            use = self.prove(answer, upload=form.cleaned_data["file"], **given)
        except DomainError as error:
            return self.refuse(slot, form, error)
        return self.after(PROVE, f"“{use.item}” is in your library and attached to {self.node.identifier}.")


class DetachesEvidence(OneAnswer):
    """Takes evidence off an answer."""

    abstract = True
    http_method_names = ["post", "options"]

    def detach(self, use: Any) -> None:
        """Find the use below this answer (404), and perform the action."""
        raise NotImplementedError

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Detach; the item stays in the library."""
        try:
            self.detach(kwargs["use"])
        except DomainError as error:
            return self.back_to_place(error)
        return self.after(PROVE, "The evidence is taken off this answer; it stays in your library.")
