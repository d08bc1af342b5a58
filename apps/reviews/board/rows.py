"""Reviews as rows of a table: state with days, verdicts and open key gaps; three statements for a page of rows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from apps.devices.models import ComponentVersion
from apps.reviews.board.parts import number
from apps.reviews.models import Review, ReviewRequirement, RiskAcceptance, Treatment, Verdict
from apps.reviews.workflow import GAP_VERDICTS, Outcome, ReviewState, Selection


@dataclass(frozen=True)
class Shown:
    """A state as word, icon and tone, for the tag `status`."""

    label: str
    icon: str
    tone: str


@dataclass(frozen=True)
class ReviewRow:
    """One review in a table. Counts are None before there is a requirement set."""

    review: Review
    version: str
    state: Shown
    days: int
    selected: int | None
    judged: int | None
    key_gaps: int | None


def for_rows(reviews: QuerySet[Review]) -> QuerySet[Review]:
    """Return the reviews with what their rows name."""
    versions = ComponentVersion.objects.select_related("component").order_by("component__position", "pk")
    # Each further table here doubles the time in which PostgreSQL plans the statement; eight are too many.
    related = ("procurement", "product__organization", "declaration", "determination", "waiver")
    return reviews.select_related(*related).prefetch_related(Prefetch("declaration__versions", queryset=versions))


def rows_of(reviews: Iterable[Review], today: date) -> list[ReviewRow]:
    """Return the rows of reviews chosen with `for_rows`; one statement counts for all of them."""
    listed = list(reviews)
    counts = _counts({review.pk for review in listed if review.state not in (ReviewState.DRAFT, ReviewState.INTAKE)})
    return [_row(review, counts.get(review.pk), today) for review in listed]


def _row(review: Review, counts: Any, today: date) -> ReviewRow:
    counts = counts if counts and counts["selected"] else None
    return ReviewRow(
        review=review,
        version=_version(review),
        state=shown_state(review),
        days=max((today - timezone.localtime(review.state_since).date()).days, 0),
        selected=counts["selected"] if counts else None,
        judged=counts["judged"] if counts else None,
        key_gaps=counts["key_gaps"] if counts and counts["judged"] else None,
    )


def _version(review: Review) -> str:
    """Return the software version of the main component that was declared."""
    first = next(iter(review.declaration.versions.all()), None) if review.declaration is not None else None
    return first.software if first is not None else ""


def shown_state(review: Review) -> Shown:
    """Return the state in words; a decision says how far it is."""
    state = ReviewState(review.state)
    label = f"{state.label}: {_decision(review)}" if state is ReviewState.DECISION else state.label
    return Shown(label, state.icon, state.tone)


def _decision(review: Review) -> str:
    waiver = getattr(review, "waiver", None)
    if waiver is not None:
        decided = waiver.granted if waiver.supported else waiver.supported
        return {None: "waiver asked", True: "waiver granted", False: "waiver refused"}[decided]
    determination = getattr(review, "determination", None)
    if determination is None:
        return "not determined"
    return "prevents compliance" if determination.outcome == Outcome.PREVENTS else "does not prevent compliance"


def open_key_gaps() -> Q:
    """Return the condition that a requirement is an open key gap: neither verified treatment nor acceptance.

    The subqueries refer to the verdict, so that they run for the few requirements whose verdict is a gap.
    """
    requirement = OuterRef("verdict__requirement")
    verified = Treatment.objects.filter(gap__requirement=requirement, verified_at__isnull=False)
    accepted = RiskAcceptance.objects.filter(gap__requirement=requirement)
    gap = Q(selection=Selection.SELECTED, key=True, verdict__value__in=GAP_VERDICTS)
    return gap & ~Exists(verified) & ~Exists(accepted)


def _counts(reviews: set[UUID]) -> dict[UUID, Any]:
    """Count for each review on its own, so that the cost follows the rows shown, not all that the database holds.

    The two large counts are read from indexes alone.
    """
    selected = ReviewRequirement.objects.filter(review=OuterRef("pk"), selection=Selection.SELECTED)
    counted = Review.objects.filter(pk__in=reviews).values(
        "pk",
        selected=number(selected),
        # Verdicts exist on selected requirements only.
        judged=number(Verdict.objects.filter(review=OuterRef("pk"))),
        key_gaps=number(ReviewRequirement.objects.filter(open_key_gaps(), review=OuterRef("pk"))),
    )
    return {row["pk"]: row for row in counted}
