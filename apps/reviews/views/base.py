"""What the pages of one review share: the review itself, loaded once, and the header above every part of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from django.db.models import Prefetch
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import NoReverseMatch, reverse
from django.views.generic import View

from apps.accounts.actors import Actor
from apps.core.components import Choice
from apps.core.templatetags.assay import day
from apps.core.views import Act, FormPage, Page
from apps.devices.models import ComponentVersion
from apps.reviews.models import Review
from apps.reviews.workflow import OPEN_STATES, STEPS, ReviewState
from apps.systems.kinds import Impact

PARTS = (
    ("overview", "Overview", "reviews:detail", ReviewState.DRAFT),
    ("requirements", "Requirements", "reviews:requirements", ReviewState.REQUIREMENTS),
    ("desk", "Desk", "reviews:desk", ReviewState.ASSESSMENT),
    ("treatment", "Gaps and treatment", "reviews:treatment", ReviewState.TREATMENT),
    ("decision", "Decision", "reviews:decision", ReviewState.DECISION),
    ("conditions", "Conditions", "reviews:conditions", ReviewState.MONITORING),
    ("traceability", "Traceability", "reviews:traceability", ReviewState.REQUIREMENTS),
    ("report", "Report", "reports:review", ReviewState.DECISION),
)
"""Slug, label, address and the state from which on the part has something to show."""


@dataclass(frozen=True)
class CaseHeader:
    """What stands above every page of a review."""

    title: str
    facts: tuple[str, ...]
    steps: tuple[str, ...]
    parts: tuple[Choice, ...]
    state: ReviewState


class ReviewMixin(View):
    """Loads the review `pk` of the address, once, with what the header shows; 404 when the actor may not see it.

    `part` names the page among PARTS. Templates get `review` and `case` (the header, for `reviews/_header.html`).
    """

    part: ClassVar[str] = ""

    @property
    def actor(self) -> Actor:
        """Return who acts."""
        return actor_of(self.request)

    @cached_property
    def review(self) -> Review:
        """Return the review of the address; two statements."""
        return get_object_or_404(visible_reviews(self.actor), pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the review and its header."""
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        return {"review": self.review, "case": case_header(self.review, self.part), **context}


class ReviewPage(ReviewMixin, Page):
    """A page of one review."""

    abstract = True


class ReviewFormPage(ReviewMixin, FormPage):
    """A page of one review with a form; what the action refuses comes back as 422, or 409 when somebody was faster."""

    abstract = True


class ReviewAct(ReviewMixin, Act):
    """One POST on a review; a refusal leads back to the overview unless the view says otherwise."""

    abstract = True

    def back_url(self, **kwargs: Any) -> str:
        """Return the overview."""
        return reverse("reviews:detail", args=[kwargs["pk"]])


def actor_of(request: HttpRequest) -> Actor:
    """Return the actor that the middleware put on the request."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def visible_reviews(actor: Actor) -> Any:
    """Return the reviews that the actor may see, with everything that the header shows."""
    versions = ComponentVersion.objects.select_related("component").order_by("component__position", "pk")
    return (
        Review.objects.visible_to(actor)
        .select_related(
            "procurement",
            "product__organization",
            "system",
            "request",
            "edition",
            "predecessor",
            "declaration__attestation",
            "determination",
            "waiver",
            "award",
        )
        .prefetch_related(Prefetch("declaration__versions", queryset=versions))
    )


def case_header(review: Review, part: str) -> CaseHeader:
    """Return the header of a review that `visible_reviews` loaded; no statement of its own."""
    state = ReviewState(review.state)
    return CaseHeader(
        title=str(review),
        facts=tuple(_facts(review)),
        steps=tuple(step.label for step in STEPS) if state in STEPS else (),
        parts=tuple(_parts(review, state, part)),
        state=state,
    )


def _facts(review: Review) -> Iterable[str]:
    yield str(review.product.organization)
    declaration = review.declaration
    if declaration is not None:
        for version in declaration.versions.all():
            hardware = f"hardware {version.hardware}, " if version.hardware else ""
            yield f"{version.component.name}: {hardware}version {version.software}"
    if review.system is not None:
        yield f"{review.system}, {impact_in_words(review if review.impact else review.system)}"
    if declaration is not None:
        state = declaration.get_state_display().lower()
        yield f"declaration of {day(declaration.attestation.signed_at)}, {state}"


def impact_in_words(holder: Any) -> str:
    """Return "moderate (C moderate, I moderate, A low)" of a system or a categorised review (FIPS 199, FIPS 200)."""
    if holder.impact is None:
        return "FIPS 199 values incomplete"
    named = (("C", holder.confidentiality), ("I", holder.integrity), ("A", holder.availability))
    values = ", ".join(f"{letter} {Impact(value).label.lower()}" for letter, value in named)
    return f"{holder.impact.label.lower()} ({values})"


def _parts(review: Review, state: ReviewState, current: str) -> Iterable[Choice]:
    for slug, label, name, since in PARTS:
        if state in OPEN_STATES and OPEN_STATES.index(state) < OPEN_STATES.index(since):
            continue
        try:
            url = reverse(name, args=[review.pk])
        except NoReverseMatch:
            continue
        yield Choice(label, url, slug == current)
