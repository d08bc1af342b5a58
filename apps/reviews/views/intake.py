"""The intake: describing the use, submitting, scoping out, categorizing; and stepping out of a case."""

from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from apps.core.errors import DomainError
from apps.core.permissions import Permission
from apps.reviews import actions, policies, summary
from apps.reviews.forms.intake import (
    CategoriseForm,
    ConfirmForm,
    LinkedForm,
    RecuseForm,
    ScopeForm,
    WithdrawForm,
)
from apps.reviews.models import Review
from apps.reviews.next_acts import linked_refusal, refusal_of
from apps.reviews.permissions import PERMISSION_OF
from apps.reviews.use_case import SCOPE_CRITERIA
from apps.reviews.views.base import ReviewAct, ReviewFormPage
from apps.reviews.workflow import Placement, Verb

SUBMITTED = "Submitted. An ISSO categorizes it next."


class Submission(ReviewAct):
    """Hands a complete draft to the intake."""

    permission = PERMISSION_OF[Verb.SUBMIT]

    def act(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Submit."""
        actions.submit(self.review, by=self.actor, at=timezone.now())
        messages.success(request, SUBMITTED)
        return redirect(self.review)

    def back_url(self, **kwargs: Any) -> str:
        """Return the page that says what is missing."""
        return reverse("reviews:edit_check", args=[kwargs["pk"]])


class ActPage(ReviewFormPage):
    """One act on a page of its own, that says what it means; the button says why it cannot be done now."""

    abstract = True
    template_name = "reviews/intake_form.html"
    verb: ClassVar[Verb]
    lead: ClassVar[str] = ""
    explanation: ClassVar[str] = ""
    done: ClassVar[str] = ""

    @property
    def refusal(self) -> str:
        """Return why this person cannot do it now, or nothing."""
        return refusal_of(self.actor, self.verb, self.review)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Pass the way back and the refusal."""
        return super().get_form_kwargs() | {"cancel_url": self.review.get_absolute_url(), "refusal": self.refusal}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what the act means."""
        return super().get_context_data(lead=self.lead, explanation=self.explanation, **kwargs)

    def finish(self, review: Review) -> HttpResponse:
        """Say that it is done, and show the review."""
        messages.success(self.request, self.done)
        return redirect(review)


class ScopeOut(ActPage):
    """Proposes that the Act does not cover the product."""

    permission = PERMISSION_OF[Verb.SCOPE_OUT]
    verb = Verb.SCOPE_OUT
    form_class = ScopeForm
    lead = "Is the product outside the Act?"
    explanation = (
        "The Act covers a product only if all five criteria hold (P.L. 116-207, sections 3 and 4). Give a reason for "
        "each; an ISSO confirms the proposal, or categorizes the product instead."
    )
    done = "Proposed as not covered. An ISSO confirms it, or categorizes the product."

    def get_initial(self) -> dict[str, Any]:
        """Start from what the requester answered."""
        rows = self.review.scope_answers.values_list("criterion", "holds", "reason")
        return {slug: f"{'It holds' if holds else 'It does not hold'}: {reason}" for slug, holds, reason in rows}

    def act(self, form: ScopeForm) -> HttpResponse:
        """Propose and go back."""
        actions.scope_out(self.review, by=self.actor, at=timezone.now(), reasons=form.cleaned_data)
        return self.finish(self.review)


class ConfirmScopeOut(ActPage):
    """Confirms that the Act does not cover the product, with the reasons in view."""

    permission = PERMISSION_OF[Verb.CONFIRM_SCOPE_OUT]
    verb = Verb.CONFIRM_SCOPE_OUT
    template_name = "reviews/confirm_scope_out.html"
    form_class = ConfirmForm
    lead = "Does the Act not cover this product?"
    explanation = "The case ends as not covered. Its record is kept. If you disagree, categorize the product instead."
    done = "The case has ended as not covered by the Act. Its record is kept."

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the proposal."""
        proposal = self.review.acts.filter(verb=Verb.SCOPE_OUT).select_related("by").order_by("-at", "-pk").first()
        reasons = proposal.reason.splitlines() if proposal else []
        return super().get_context_data(proposal=proposal, reasons=_by_criterion(reasons), **kwargs)

    def act(self, form: ConfirmForm) -> HttpResponse:
        """Confirm and go back."""
        actions.confirm_scope_out(self.review, by=self.actor, at=timezone.now())
        return self.finish(self.review)


def _by_criterion(lines: list[str]) -> list[tuple[str, str]]:
    """Return the proposal's reasons under their criteria; lines that belong to none follow the one before."""
    found: list[tuple[str, str]] = []
    texts = [criterion.text for criterion in SCOPE_CRITERIA]
    for line in lines:
        text = next((each for each in texts if line.startswith(each)), None)
        if text is not None:
            found.append((text, line.removeprefix(text).strip()))
        elif found:
            found[-1] = (found[-1][0], f"{found[-1][1]}\n{line}")
    return found


class Categorise(ActPage):
    """Copies the FIPS 199 values and records boundary, placement and privacy."""

    permission = PERMISSION_OF[Verb.CATEGORISE]
    verb = Verb.CATEGORISE
    template_name = "reviews/categorise.html"
    form_class = CategoriseForm
    lead = "Categorize"
    explanation = (
        "The system's three FIPS 199 values are copied into the record as they are now. The candidates of the "
        "requirement set come from its controls and from the federal low profile."
    )
    done = "Categorized. A reviewer makes the requirement set from the candidates next."

    @property
    def refusal(self) -> str:
        """Refuse while the system lacks a value, too."""
        refusal = super().refusal
        if not refusal:
            try:
                policies.check_categorise(self.review)
            except DomainError as error:
                refusal = error.message
        return refusal

    def get_initial(self) -> dict[str, Any]:
        """Start from what the requester answered, else from what the system says."""
        system, said = self.review.system, dict(self.review.use_case.values_list("question", "text"))
        placement = {label: value for value, label in Placement.choices}.get(said.get("placement", ""))
        personal = said.get("personal_data", "").casefold()
        if personal not in ("yes", "no"):
            personal = "yes" if system is not None and system.handles_personal_data else "no"
        boundary = said.get("boundary") or (system.boundary if system is not None else "")
        return {"boundary": boundary, "placement": placement, "privacy_trigger": personal}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the values that are copied, and the mark."""
        system = self.review.system
        names = ("confidentiality", "integrity", "availability")
        values = [(name.capitalize(), getattr(system, f"get_{name}_display")()) for name in names] if system else []
        return super().get_context_data(
            system=system,
            values=values,
            scope=summary.scope_in_words(self.review),
            use_case=summary.use_case(self.review),
            **kwargs,
        )

    def act(self, form: CategoriseForm) -> HttpResponse:
        """Categorize and go back."""
        actions.categorise(self.review, by=self.actor, at=timezone.now(), **form.cleaned_data)
        return self.finish(self.review)


class Withdraw(ActPage):
    """Ends an open case (requester or contracting officer)."""

    permission = Permission.REVIEW_READ
    verb = Verb.WITHDRAW
    form_class = WithdrawForm
    lead = "Withdraw the review"
    explanation = "The case ends at once and cannot be opened again. Its record is kept."
    done = "The case is withdrawn."

    def act(self, form: WithdrawForm) -> HttpResponse:
        """Withdraw and go back."""
        actions.withdraw(self.review, by=self.actor, at=timezone.now(), reason=form.cleaned_data["reason"])
        return self.finish(self.review)


class Recuse(ActPage):
    """Steps back from a case."""

    permission = Permission.REVIEW_READ
    verb = Verb.RECUSE
    form_class = RecuseForm
    lead = "Step back from this review"
    explanation = "You will not be able to act on it any more. What you have done so far stays in the record."
    done = "You have stepped back from this review."

    def act(self, form: RecuseForm) -> HttpResponse:
        """Step back and show the review."""
        actions.recuse(self.review, by=self.actor, at=timezone.now(), reason=form.cleaned_data["reason"])
        return self.finish(self.review)


class OpenLinked(ReviewFormPage):
    """Opens a review that follows this one; the decided record stays as it is."""

    permission = Permission.REVIEW_REQUEST
    template_name = "reviews/linked.html"
    form_class = LinkedForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Pass the way back, and why it cannot be opened now."""
        more = {"cancel_url": self.review.get_absolute_url(), "refusal": linked_refusal(self.review)}
        return super().get_form_kwargs() | more

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the reviews that follow already."""
        return super().get_context_data(followers=self.review.successors.order_by("created_at", "pk"), **kwargs)

    def act(self, form: LinkedForm) -> HttpResponse:
        """Open it as a draft and go to its use."""
        key = form.cleaned_data["key"]
        linked = actions.open_linked_review(self.review, by=self.actor, at=timezone.now(), key=key)
        messages.success(self.request, "The linked review is open. It starts from what the earlier one decided.")
        return redirect("reviews:edit", pk=linked.pk)
