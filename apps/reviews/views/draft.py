"""The draft of a review, step by step: each is saved by itself, can be left, and is taken up where it was left."""

from collections import Counter
from functools import cached_property
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from apps.core.components import Choice
from apps.core.editing import EditPage
from apps.core.templatetags.assay import day
from apps.core.views import DeclaresPermission
from apps.reviews import readiness, summary
from apps.reviews.forms.draft import LEAVE
from apps.reviews.models import Review
from apps.reviews.next_acts import refusal_of
from apps.reviews.permissions import PERMISSION_OF
from apps.reviews.use_case import QUESTIONS, SCOPE_CRITERIA, STEPS, Step
from apps.reviews.views.base import ReviewMixin, ReviewPage
from apps.reviews.views.draft_sections import SECTIONS, Section
from apps.reviews.workflow import ReviewState, Verb
from apps.systems.views.systems import values_of

CHECK_LABEL = "Check"
LABELS = [*(step.label for step in STEPS), CHECK_LABEL]


class OfDraft(ReviewMixin):
    """What all pages of a draft show: the steps with what is still missing in each."""

    @cached_property
    def findings(self) -> list[readiness.Finding]:
        """Return what is missing before the draft can be submitted; three statements."""
        return readiness.for_submission(self.review) if self.review.state == ReviewState.DRAFT else []

    @cached_property
    def missing(self) -> Counter[str]:
        """Return how much is missing in each step."""
        return Counter(summary.step_of_finding(finding) for finding in self.findings)

    def steps(self, current: str) -> dict[str, Any]:
        """Return the step indicator and the links to all steps."""
        pk = self.review.pk
        links = [
            Choice(step.title, step_url(pk, step), step.slug == current, self.missing[step.slug]) for step in STEPS
        ]
        check = reverse("reviews:edit_check", args=[pk])
        labels = {step.slug: step.label for step in STEPS}
        return {
            "labels": LABELS,
            "label": labels.get(current, CHECK_LABEL),
            "links": [*links, Choice("Check and submit", check, not current, None)],
            "is_draft": self.review.state == ReviewState.DRAFT,
        }


class ResumeDraft(OfDraft, DeclaresPermission):
    """Leads to the first step in which something is missing, or to the last page."""

    permission = PERMISSION_OF[Verb.SUBMIT]
    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Take up the draft where it was left."""
        first = next((step.slug for step in STEPS if self.missing[step.slug]), None)
        if first is None:
            return redirect("reviews:edit_check", pk=self.review.pk)
        return redirect("reviews:edit_step", pk=self.review.pk, step=first)


class EditStep(OfDraft, EditPage):
    """One step."""

    permission = PERMISSION_OF[Verb.SUBMIT]
    template_name = "reviews/draft.html"

    @cached_property
    def section(self) -> Section:
        """Return how the step of the address is read and saved; 404 when there is none."""
        self.review  # noqa: B018 - somebody else's review is missing before any of its steps
        try:
            return SECTIONS[self.kwargs["step"]]
        except KeyError:
            raise Http404("A draft has no such step.") from None

    @property
    def step(self) -> Step:
        """Return the step."""
        return self.section.step

    def get_form_class(self) -> Any:
        """Return the form of the step."""
        return self.section.form_class

    def get_form_kwargs(self) -> dict[str, Any]:
        """Pass the review, who acts, and why it cannot be changed."""
        more = {"actor": self.actor, "review": self.review, "step": self.section.step}
        more |= {"cancel_url": self.review.get_absolute_url(), "refusal": self.refusal()}
        return super().get_form_kwargs() | more

    def refusal(self) -> str:
        """Return why this person cannot change the draft."""
        return refusal_of(self.actor, Verb.SUBMIT, self.review)

    def stored(self) -> dict[str, Any]:
        """Return the answers as they are now."""
        return self.section.stored(Review.objects.get(pk=self.review.pk))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the steps, and what this one explains."""
        step = self.section.step
        system = self.review.system if step.slug == "system" else None
        return super().get_context_data(
            **self.steps(step.slug),
            step=step,
            system=system,
            values=values_of(system) if system else [],
            scope=summary.scope_in_words(self.review) if step.slug == "scope" else "",
            **kwargs,
        )

    def act(self, form: Any) -> HttpResponse:
        """Save; then go on to the next step, or leave."""
        self.section.save(self.review, form, by=self.actor, at=timezone.now())
        if LEAVE in self.request.POST:
            messages.success(self.request, "Saved. You can go on with the draft at any time; it is on your home page.")
            return redirect(self.review)
        messages.success(self.request, f"“{self.step.label}” is saved.")
        place = STEPS.index(self.step) + 1
        if place == len(STEPS):
            return redirect("reviews:edit_check", pk=self.review.pk)
        return redirect("reviews:edit_step", pk=self.review.pk, step=STEPS[place].slug)


class CheckDraft(OfDraft, ReviewPage):
    """Everything that was answered on one page, what is missing, and the button that submits it."""

    permission = PERMISSION_OF[Verb.SUBMIT]
    template_name = "reviews/draft_check.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the answers by step."""
        pk = self.review.pk
        answers = {**dict(self.review.use_case.values_list("question", "text")), **self.others()}
        parts = [
            (step, step_url(pk, step), [(text, answers.get(slug, "")) for slug, text in asked(step)]) for step in STEPS
        ]
        return super().get_context_data(
            parts=parts,
            refusal=refusal_of(self.actor, Verb.SUBMIT, self.review),
            lacking=[summary.Missing(one.message, summary.place_of(self.review, one)) for one in self.findings],
            **self.steps(""),
            **kwargs,
        )

    def others(self) -> dict[str, str]:
        """Return what is no use-case answer, as words."""
        review, procurement = self.review, self.review.procurement
        rows = review.scope_answers.select_related("answered_by")
        said = {
            row.criterion: f"{'Yes' if row.holds else 'No'}. {row.reason} ({row.answered_by}, {day(row.answered_at)})"
            for row in rows
        }
        system = {"system": str(review.system or ""), "quantity": f"{review.quantity:,}"}
        amount = f"{procurement.amount:,.2f} USD" if procurement.amount is not None else ""
        return said | system | {"reference": procurement.reference, "offeror": procurement.offeror, "amount": amount}


def step_url(review: UUID, step: Step) -> str:
    """Return the address of a step."""
    return reverse("reviews:edit_step", args=[review, step.slug])


def asked(step: Step) -> list[tuple[str, str]]:
    """Return what a step asks, as names and words."""
    words = {question.slug: question.text for question in QUESTIONS}
    first = {
        "scope": [(one.slug, one.text) for one in SCOPE_CRITERIA],
        "system": [("system", "System"), ("quantity", "Quantity")],
        "contract": [("reference", "Reference"), ("offeror", "Offeror"), ("amount", "Estimated value")],
    }
    return first.get(step.slug, []) + [(slug, words[slug]) for slug in step.questions]
