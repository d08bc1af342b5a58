"""The intake: describing the use, submitting, scoping out, categorising; and stepping out of a case."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from apps.core.permissions import Permission
from apps.reviews import actions, readiness
from apps.reviews.forms.intake import CategoriseForm, DraftForm, ReasonForm, ScopeForm
from apps.reviews.views.base import ReviewAct, ReviewFormPage


class EditDraft(ReviewFormPage):
    """System, quantity and use-case answers; saved half done as well."""

    permission = Permission.REVIEW_REQUEST
    template_name = "reviews/intake_form.html"
    form_class = DraftForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Pass the review and who acts."""
        return super().get_form_kwargs() | {"actor": self.actor, "review": self.review}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what is missing before it can be submitted."""
        return super().get_context_data(
            lead="Describe the use", findings=readiness.for_submission(self.review), can_submit=True, **kwargs
        )

    def act(self, form: Any) -> HttpResponse:
        """Save and stay."""
        actions.edit_draft(
            self.review,
            by=self.actor,
            system=form.cleaned_data["system"],
            quantity=form.cleaned_data["quantity"],
            use_case=form.use_case,
        )
        messages.success(self.request, "The draft is saved.")
        return redirect("reviews:edit", pk=self.review.pk)


class Submission(ReviewAct):
    """Hands a complete draft to the intake."""

    permission = Permission.REVIEW_REQUEST

    def act(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Submit."""
        actions.submit(self.review, by=self.actor, at=timezone.now())
        messages.success(request, "Submitted. The ISSO categorises it next.")
        return redirect(self.review)


class ScopeOut(ReviewFormPage):
    """Proposes that the Act does not cover the product."""

    permission = Permission.REVIEW_ASSESS
    template_name = "reviews/intake_form.html"
    form_class = ScopeForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what the criteria are."""
        return super().get_context_data(
            lead="Is the product outside the Act?",
            explanation="The Act covers it only if all five hold. Give a reason for each; an ISSO confirms.",
            **kwargs,
        )

    def act(self, form: Any) -> HttpResponse:
        """Propose and go back."""
        actions.scope_out(self.review, by=self.actor, at=timezone.now(), reasons=form.cleaned_data)
        messages.success(self.request, "Proposed as not covered. An ISSO confirms it, or categorises the product.")
        return redirect(self.review)


class ConfirmScopeOut(ReviewAct):
    """Confirms that the Act does not cover the product."""

    permission = Permission.REVIEW_SECURE

    def act(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Confirm."""
        actions.confirm_scope_out(self.review, by=self.actor, at=timezone.now())
        messages.success(request, "The case has ended as not covered by the Act. Its record is kept.")
        return redirect(self.review)


class Categorise(ReviewFormPage):
    """Copies the FIPS 199 values and records boundary, placement and privacy."""

    permission = Permission.REVIEW_SECURE
    template_name = "reviews/intake_form.html"
    form_class = CategoriseForm

    def get_initial(self) -> dict[str, Any]:
        """Start from the system's boundary."""
        return {"boundary": self.review.system.boundary if self.review.system else ""}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say which values are copied."""
        return super().get_context_data(
            lead="Categorise",
            explanation="The system's three FIPS 199 values are copied into the record as they are now; "
            "its controls give the candidates for the requirement set.",
            **kwargs,
        )

    def act(self, form: Any) -> HttpResponse:
        """Categorise and go to the candidates."""
        actions.categorise(self.review, by=self.actor, at=timezone.now(), **form.cleaned_data)
        messages.success(self.request, "Categorised. A reviewer now makes the requirement set from the candidates.")
        return redirect(self.review)


class _ReasonPage(ReviewFormPage):
    """An act that needs nothing but a reason."""

    abstract = True
    template_name = "reviews/intake_form.html"
    form_class = ReasonForm
    button = lead = explanation = ""

    def get_form_kwargs(self) -> dict[str, Any]:
        """Name the button."""
        return super().get_form_kwargs() | {"button": self.button}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what is lost."""
        return super().get_context_data(lead=self.lead, explanation=self.explanation, **kwargs)


class Withdraw(_ReasonPage):
    """Ends an open case (requester or contracting officer)."""

    permission = Permission.REVIEW_READ
    button = lead = "Withdraw the case"
    explanation = "The case ends at once and cannot be opened again. Its record is kept."

    def act(self, form: Any) -> HttpResponse:
        """Withdraw."""
        actions.withdraw(self.review, by=self.actor, at=timezone.now(), reason=form.cleaned_data["reason"])
        messages.success(self.request, "The case is withdrawn.")
        return redirect(self.review)


class Recuse(_ReasonPage):
    """Steps back from a case."""

    permission = Permission.REVIEW_READ
    button = lead = "Step back from this case"
    explanation = "You will not be able to act on it any more. What you did so far stays in the record."

    def act(self, form: Any) -> HttpResponse:
        """Recuse."""
        actions.recuse(self.review, by=self.actor, at=timezone.now(), reason=form.cleaned_data["reason"])
        messages.success(self.request, "You have stepped back from this case.")
        return redirect(self.review)


class OpenLinked(ReviewAct):
    """Opens a review that follows this one."""

    permission = Permission.REVIEW_REQUEST

    def act(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Open it as a draft and go there."""
        linked = actions.open_linked_review(self.review, by=self.actor, at=timezone.now())
        messages.success(
            request, "A linked review is open. It starts from the use and the requirement set of this one."
        )
        return redirect(linked)
