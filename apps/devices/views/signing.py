"""From the draft to the seal, and what can end a sealed declaration."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from apps.accounts.identity import ConfirmsIdentity
from apps.core.errors import NotNow, NotPermitted
from apps.core.permissions import Permission
from apps.core.views import Act, FormPage, Page
from apps.devices import actions, permissions, policies
from apps.devices.forms.declarations import AttestForm, ReasonForm
from apps.devices.readiness.findings import findings
from apps.devices.views.base import OfDeclaration
from apps.devices.workflow import DeclarationAct


class FinishPage(OfDeclaration, Page):
    """What is missing or odd, and the two steps to the seal."""

    permission = Permission.DECLARATION_READ
    side = "manufacturer"
    template_name = "devices/declaration_finish.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the findings, who drafted, and why a step is not possible yet."""
        lacking = findings(self.declaration, self.standing, self.declared, today=timezone.localdate())
        product = self.declaration.product
        return super().get_context_data(
            blocking=[one for one in lacking if one.blocks],
            remarks=[one for one in lacking if not one.blocks],
            whole=self.standing.of(),
            drafters=[str(person) for person in self.declaration.drafted_by.order_by("name", "pk")],
            not_ready=_why_not_finished(self),
            can_edit=permissions.user_can_edit_declaration(self.actor, product),
            can_sign=permissions.user_can_sign_for(self.actor, product),
            **self.header("finish"),
            **kwargs,
        )


class _Step(OfDeclaration, Act):
    """One step of a declaration."""

    abstract = True

    def back_url(self, **kwargs: Any) -> str:
        """Return the page of the two steps."""
        return reverse("devices:finish", args=[self.declaration.pk])


class MarkReady(_Step):
    """Ends the drafting."""

    permission = Permission.DECLARATION_EDIT

    def act(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Hand the draft to the signer."""
        actions.finish(self.declaration, by=self.actor, at=timezone.now())
        messages.success(request, "The draft is finished. Now an authorized signer reads and attests it.")
        return redirect(self.back_url())


class Reopen(_Step):
    """Goes back to drafting before the signature; drafters and signers may."""

    permission = Permission.DECLARATION_READ
    side = "manufacturer"

    def act(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Reopen it."""
        actions.reopen(self.declaration, by=self.actor, at=timezone.now())
        messages.success(request, "The declaration is a draft again.")
        return redirect(self.back_url())


class Attest(ConfirmsIdentity, OfDeclaration, FormPage):
    """The signer sees the whole and attests it; declaration and evidence freeze under one SHA-256."""

    permission = Permission.DECLARATION_ATTEST
    template_name = "devices/declaration_attest.html"
    form_class = AttestForm

    def get_initial(self) -> dict[str, Any]:
        """Start from the person's title."""
        return {"title": self.actor.user.title}

    def get_form_kwargs(self) -> dict[str, Any]:
        """Say beforehand why this person cannot sign, or that a reason is asked for."""
        asks_why, refused = self._who_may()
        cancel_url = reverse("devices:finish", args=[self.declaration.pk])
        return super().get_form_kwargs() | {"asks_why": asks_why, "refused": refused, "cancel_url": cancel_url}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the whole picture above the statement."""
        return super().get_context_data(
            findings=findings(self.declaration, self.standing, self.declared, today=timezone.localdate()),
            whole=self.standing.of(),
            rows=[(place, self.standing.of(place.path)) for place in self.standing.capabilities()],
            predecessor=self.declaration.based_on,
            drafters=[str(person) for person in self.declaration.drafted_by.order_by("name", "pk")],
            **self.header("finish"),
            **kwargs,
        )

    def _who_may(self) -> tuple[bool, str]:
        """Return whether the drafter has to say why, and the sentence that disables the button."""
        try:
            policies.next_state(self.declaration.state, DeclarationAct.ATTEST)
            permissions.check_user_can_attest_declaration(self.actor, self.declaration)
        except NotNow as error:
            return False, error.message
        except NotPermitted as error:
            alone = error.message == permissions.DRAFTER_SIGNS_ALONE
            return alone, "" if alone else error.message
        return False, ""

    def act(self, form: Any) -> HttpResponse:
        """Attest it."""
        actions.attest(self.declaration, by=self.actor, at=timezone.now(), **form.cleaned_data)
        messages.success(self.request, "Attested. The answers and their evidence do not change any more.")
        return redirect(self.declaration)


class _WithReason(OfDeclaration, FormPage):
    """An act that needs a reason."""

    abstract = True
    template_name = "devices/declaration_reason.html"
    form_class = ReasonForm
    title = button = label = hint = lost = ""

    def get_form_kwargs(self) -> dict[str, Any]:
        """Word the form for the act."""
        worded = {"button": self.button, "label": self.label, "hint": self.hint}
        return super().get_form_kwargs() | worded | {"cancel_url": self.declaration.get_absolute_url()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what the act means."""
        return super().get_context_data(title=self.title, lost=self.lost, **self.header(""), **kwargs)


class Withdraw(ConfirmsIdentity, _WithReason):
    """Takes an attested declaration back."""

    permission = Permission.DECLARATION_ATTEST
    title, button = "Withdraw this declaration", "Withdraw the declaration"
    label, hint = (
        "Why it is withdrawn",
        "Agencies that hold it see that it is withdrawn; the reason stays on your record.",
    )
    lost = (
        "It can no longer be shared, and reviews that use it show a notice. Nothing is deleted: agencies that "
        "hold it keep reading it. To correct answers, start a successor instead."
    )

    def act(self, form: Any) -> HttpResponse:
        """Withdraw it."""
        actions.withdraw(self.declaration, by=self.actor, at=timezone.now(), reason=form.cleaned_data["reason"])
        messages.success(self.request, "The declaration is withdrawn.")
        return redirect(self.declaration)


class Dispute(_WithReason):
    """An agency says that the declaration shared with it is not so."""

    permission = Permission.REVIEW_ASSESS
    title, button = "Dispute this declaration", "Dispute the declaration"
    label, hint = "What is not so", "Name the entries and what you found. The manufacturer reads this text."
    lost = (
        "It is marked as disputed for everybody who holds it. Only a successor of the manufacturer clears that. "
        "Ask a question in the review first when something is merely unclear."
    )

    def act(self, form: Any) -> HttpResponse:
        """Dispute it."""
        actions.dispute(self.declaration, by=self.actor, at=timezone.now(), reason=form.cleaned_data["reason"])
        messages.success(self.request, "The declaration is disputed. The manufacturer reads your reason.")
        return redirect(self.declaration)


def _why_not_finished(view: OfDeclaration) -> str:
    """Return the sentence that disables "Finish drafting", the same that the action would refuse with."""
    try:
        policies.check_can_be_finished(view.declaration)
    except NotNow as error:
        return error.message
    return ""
