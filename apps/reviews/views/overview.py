"""The overview of a review: where it is, who acts next, what it says so far."""

from itertools import groupby
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from apps.core.components import Fact
from apps.core.permissions import Permission
from apps.reviews import permissions, readiness
from apps.reviews.board import tasks
from apps.reviews.board.figures import capability_titles
from apps.reviews.models import Review
from apps.reviews.use_case import QUESTIONS
from apps.reviews.views.base import ReviewPage, impact_in_words
from apps.reviews.workflow import ReviewState, Selection, Verb, VerdictValue

DOORS = {
    Verb.SUBMIT: ("reviews:edit", "Describe the use and submit"),
    Verb.SCOPE_OUT: ("reviews:scope_out", "Propose as not covered"),
    Verb.CATEGORISE: ("reviews:categorise", "Categorise"),
    Verb.PROPOSE: ("reviews:requirements", "Make the requirement set"),
    Verb.APPROVE: ("reviews:requirements", "Read and approve the set"),
    Verb.RELEASE: ("reviews:release", "Release to the manufacturer"),
    Verb.RECEIVE: ("reviews:receive", "Receive the declaration"),
    Verb.RECORD_NO_ANSWER: ("reviews:no_answer", "Record that no answer came"),
    Verb.GIVE_VERDICT: ("reviews:desk", "Open the desk"),
    Verb.TREAT: ("reviews:treatment", "Treat the gaps"),
    Verb.RECOMMEND: ("reviews:treatment", "Recommend"),
    Verb.CONCUR: ("reviews:decision", "Read and concur"),
    Verb.DETERMINE: ("reviews:decision", "Read and determine"),
    Verb.RECORD_AWARD: ("reviews:award", "Record the award"),
    Verb.VERIFY_CONDITION: ("reviews:conditions", "Conditions"),
    Verb.WITHDRAW: ("reviews:withdraw", "Withdraw"),
    Verb.RECUSE: ("reviews:recuse", "Step back"),
}
"""The page behind each act that starts here, and the words on its link."""


class Overview(ReviewPage):
    """Everything about a review on one page, with doors to its parts."""

    permission = Permission.REVIEW_READ
    part = "overview"
    template_name = "reviews/review_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Collect facts, counts, requirements, acts and the doors of the actor."""
        review = self.review
        waiting = tasks.tasks_on(review, today=timezone.localdate())
        tasks.describe(waiting)
        allowed = permissions.refusals(self.actor, review)
        return super().get_context_data(
            facts=_facts(review),
            counts=readiness.desk_counts(review),
            groups=_requirements(review),
            use_case=_use_case(review),
            doors=_doors(review, allowed),
            can_confirm_scope_out=allowed.get(Verb.CONFIRM_SCOPE_OUT) == "" and _scope_out(review),
            can_link=self.actor.has_permission(Permission.REVIEW_REQUEST)
            and review.state in (ReviewState.DECISION, ReviewState.MONITORING, ReviewState.CLOSED),
            waiting=waiting,
            acts=list(review.acts.select_related("by", "requirement").order_by("-at", "-pk")[:12]),
            determination=getattr(review, "determination", None),
            **kwargs,
        )


def _facts(review: Review) -> list[Fact]:
    procurement = review.procurement
    holder = review if review.impact else review.system
    pinned = (
        f"number {review.declaration.number}, SHA-256 {review.declaration_sha256}" if review.declaration else "none yet"
    )
    return [
        Fact("Purchase", procurement.title, procurement.get_absolute_url()),
        Fact("Occasion", procurement.get_occasion_display()),
        Fact("Reference", procurement.reference or "not entered"),
        Fact("Quantity", f"{review.quantity:,}"),
        Fact("System", str(review.system or "not chosen")),
        Fact("FIPS 199", impact_in_words(holder) if holder else "not known"),
        Fact("Boundary", review.boundary or "not recorded"),
        Fact("Placement", review.get_placement_display() or "not recorded"),
        Fact(
            "Personal data",
            {True: "yes", False: "no", None: "not recorded"}[review.privacy_trigger],
            note=review.privacy_note,
        ),
        Fact("Declaration", pinned),
    ]


def _requirements(review: Review) -> list[tuple[str, list[dict[str, Any]]]]:
    """Return the selected requirements by capability with their verdicts; two statements."""
    rows: Any = (
        review.requirements.filter(selection=Selection.SELECTED)
        .order_by("position")
        .values("identifier", "title", "key", "capability_code", "verdict__value", "verdict__confirmed_at")
    )
    found = []
    for code, group in groupby(rows, key=lambda row: row["capability_code"]):
        listed = list(group)
        for row in listed:
            row["shown"] = VerdictValue(row["verdict__value"]) if row["verdict__value"] else None
        found.append((code, listed))
    titles = capability_titles([code for code, _ in found])
    return [(titles.get(code, code), listed) for code, listed in found]


def _use_case(review: Review) -> list[tuple[str, str]]:
    answers = dict(review.use_case.values_list("question", "text"))
    return [(question.text, answers[question.slug]) for question in QUESTIONS if answers.get(question.slug)]


def _doors(review: Review, allowed: dict[str, str]) -> list[tuple[str, str, str]]:
    """Return address, words and refusal for each act of the actor's offices that has a page."""
    found: dict[str, tuple[str, str, str]] = {}
    for verb, (name, words) in DOORS.items():
        if verb.value not in allowed:
            continue
        try:
            found.setdefault(name, (reverse(name, args=[review.pk]), words, allowed[verb.value]))
        except NoReverseMatch:
            continue
    return list(found.values())


def _scope_out(review: Review) -> bool:
    return review.state == ReviewState.INTAKE and review.acts.filter(verb=Verb.SCOPE_OUT).exists()
