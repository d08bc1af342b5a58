"""What the decision page shows: the question of the Act, what speaks about it, the signatures, the forms to sign."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from apps.reviews import dossier, permissions, policies
from apps.reviews.forms.decision import (
    AddendumForm,
    CloseWithoutAwardForm,
    ConcurForm,
    DetermineForm,
    ReturnForm,
)
from apps.reviews.forms.folded import FoldedForm
from apps.reviews.gaps import conditions_of, controls_behind, evidence_age, gap_groups
from apps.reviews.models import Recommendation, Review
from apps.reviews.stand_ins import stand_ins
from apps.reviews.views.base import ReviewMixin, visible_reviews
from apps.reviews.views.screens import Slots, refusal_of

PEOPLE = (
    "determination__by",
    "determination__delegation__delegated_by",
    "waiver__requested_by",
    "waiver__cio_by",
    "waiver__head_by",
    "waiver__head_delegation__delegated_by",
    "award__by",
)
"""Who signed after the recommendation; joined to the one statement that loads the review."""


class DecidedReviewMixin(ReviewMixin):
    """A screen about what is signed: the review comes with the people who signed."""

    @cached_property
    def review(self) -> Review:
        """Return the review of the address with its signatories; two statements."""
        review: Review = get_object_or_404(visible_reviews(self.actor).select_related(*PEOPLE), pk=self.kwargs["pk"])
        return review


class DecisionScreen(DecidedReviewMixin):
    """What the page shows, whether it is read or an act on it was refused."""

    part = "decision"
    template_name: str | None = "reviews/decision.html"

    def screen_url(self) -> str:
        """Return the address of the page."""
        return reverse("reviews:decision", args=[self.kwargs["pk"]])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the question, gaps, conditions, evidence, signatures and the forms that the actor may sign."""
        context = super().get_context_data(**kwargs)
        review, slots = self.review, Slots(kwargs.get("form"))
        acts = permissions.refusals(self.actor, review)
        recommendation = dossier.current_recommendation(review)
        conditions = conditions_of(review)
        return (
            context
            | {
                "acts": acts,
                "gaps": gap_groups(review, conditions, controls_behind(review)),
                "conditions": conditions,
                "evidence": evidence_age(review, self.actor, timezone.localdate()),
                "signatures": dossier.signatures(review, recommendation),
                "stand_ins": stand_ins(review),
                "next": dossier.next_act(review, recommendation),
                "determined": getattr(review, "determination", None),
                "waiver": getattr(review, "waiver", None),
                "award": getattr(review, "award", None),
                "forms": signing_forms(review, acts, recommendation, slots),
                "displaced": slots.displaced,
            }
            | {"law": dossier.LAW, "question": dossier.question(review), "facts": dossier.facts(review)}
            | after_determination(review, acts)
        )


def signing_forms(
    review: Review, acts: dict[str, str], recommendation: Recommendation | None, slots: Slots
) -> dict[str, FoldedForm]:
    """Return the forms of the acts that the actor may sign now, by act."""
    determined = policies.is_determined(review)
    concurred = getattr(recommendation, "concurrence", None) is not None
    offered: dict[str, tuple[bool, Callable[[Review], FoldedForm]]] = {
        "concur": (not determined and not concurred, concur_form),
        "return": (not determined, return_form),
        "determine": (not determined, determine_form),
        "add_addendum": (determined, addendum_form),
        "close_without_award": (determined, close_form),
    }
    return {
        act: slots.place(build(review)) for act, (is_due, build) in offered.items() if is_due and acts.get(act) == ""
    }


def after_determination(review: Review, acts: dict[str, str]) -> dict[str, Any]:
    """Return addenda, and the sentences that stand against award and waiver; empty before the determination."""
    if not policies.is_determined(review):
        return {}
    return {
        "addenda": list(review.addenda.select_related("by").order_by("at", "pk")),
        "award_refused": acts.get("record_award") or refusal_of(policies.check_award, review),
        "may_request_waiver": review.determination.outcome == "prevents_compliance" and not hasattr(review, "waiver"),
    }


def concur_form(review: Review, data: Any = None) -> ConcurForm:
    """Return the CISO's form to concur."""
    return ConcurForm(data, slug="concur", action=reverse("reviews:concur", args=[review.pk]))


def return_form(review: Review, data: Any = None) -> ReturnForm:
    """Return the CISO's form to return the case."""
    return ReturnForm(data, slug="return", action=reverse("reviews:return", args=[review.pk]))


def determine_form(review: Review, data: Any = None) -> DetermineForm:
    """Return the CIO's form, disabled with the sentence while something is missing."""
    refused = "" if data is not None else refusal_of(policies.check_ready_to_determine, review)
    action = reverse("reviews:determine", args=[review.pk])
    return DetermineForm(data, slug="determine", action=action, disabled_because=refused)


def addendum_form(review: Review, data: Any = None) -> AddendumForm:
    """Return the form of an addendum."""
    return AddendumForm(data, slug="addendum", action=reverse("reviews:addendum", args=[review.pk]))


def close_form(review: Review, data: Any = None) -> CloseWithoutAwardForm:
    """Return the contracting officer's form to end the case."""
    action = reverse("reviews:close_without_award", args=[review.pk])
    return CloseWithoutAwardForm(data, slug="close-without-award", action=action)
