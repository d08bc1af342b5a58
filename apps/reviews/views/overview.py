"""The overview of a review: what it is, who acts next, what is missing, what it says so far."""

from typing import Any

from django.utils import timezone

from apps.core.components import Fact
from apps.core.permissions import Permission
from apps.devices.workflow import DeclarationState
from apps.reviews import next_acts, permissions, summary
from apps.reviews.models import Review
from apps.reviews.stand_ins import stand_ins
from apps.reviews.views.base import ReviewPage, impact_in_words
from apps.reviews.workflow import ReviewState

FINDINGS_SHOWN = 8


class Overview(ReviewPage):
    """Everything about a review on one page, with ways to its parts; at most twenty statements."""

    permission = Permission.REVIEW_READ
    part = "overview"
    template_name = "reviews/review_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Collect what waits, what is missing, facts, requirements and acts."""
        review, today = self.review, timezone.localdate()
        allowed = permissions.refusals(self.actor, review)
        missing = summary.findings(review)
        parts, counts = summary.parts(review)
        use_case, scope = summary.use_case_and_scope(review)
        return super().get_context_data(
            next_acts=next_acts.next_acts(review, self.actor, allowed, today=today),
            doors=next_acts.doors(review, self.actor, allowed),
            missing=missing[:FINDINGS_SHOWN],
            more_missing=max(len(missing) - FINDINGS_SHOWN, 0),
            facts=_facts(review, scope),
            use_case=use_case,
            parts=parts,
            counts=counts,
            gaps=summary.gap_counts(parts),
            conditions=summary.conditions(review),
            acts=summary.latest_acts(review),
            stand_ins=stand_ins(review),
            determination=getattr(review, "determination", None),
            waiver=getattr(review, "waiver", None),
            notices=_notices(review),
            linked=list(review.successors.order_by("created_at", "pk")),
            **kwargs,
        )


def _facts(review: Review, scope: str) -> list[Fact]:
    procurement, system = review.procurement, review.system
    holder = review if review.impact else system
    personal = {True: "involved", False: "not involved", None: "not recorded yet"}[review.privacy_trigger]
    facts = [
        Fact("Purchase", procurement.title, procurement.get_absolute_url()),
        Fact("Occasion", procurement.get_occasion_display()),
        Fact("Reference", procurement.reference or "not entered yet"),
        Fact("Scope of the Act", scope),
        Fact("Product", f"{review.product}, {review.product.organization}"),
        Fact("Quantity", f"{review.quantity:,}"),
        Fact("System", str(system), system.get_absolute_url()) if system else Fact("System", "not chosen yet"),
        Fact("FIPS 199", impact_in_words(holder) if holder else "not known yet"),
        Fact("Boundary", review.boundary or "not recorded yet"),
        Fact("Placement", review.get_placement_display() or "not recorded yet"),
        Fact("Personal data", personal, note=review.privacy_note),
        Fact("Catalog", str(review.edition)),
    ]
    return [*facts, *_declaration_facts(review)]


def _declaration_facts(review: Review) -> list[Fact]:
    declaration = review.declaration
    if declaration is None:
        asked = f"asked for, due {review.request.due_on:%d %b %Y}" if review.request else "not asked for yet"
        return [Fact("Declaration", asked)]
    signed = declaration.attestation
    return [
        Fact("Declaration", f"number {declaration.number}, signed by {signed.name}, {signed.title}"),
        Fact("SHA-256", review.declaration_sha256),
    ]


def _notices(review: Review) -> list[str]:
    """Return what happened outside that bears on the review; a running review keeps its pinned declaration."""
    declaration = review.declaration
    if declaration is None or declaration.state == DeclarationState.ATTESTED:
        return []
    state = declaration.get_state_display().lower()
    assessed = review.state == ReviewState.ASSESSMENT
    kept = (
        "a reviewer takes up a newer one or stays with a reason" if assessed else "a linked review takes up a new one"
    )
    kept = f"The review keeps the version that was received; {kept}."
    return [f"The declaration that this review rests on is {state} since. {kept}"]
