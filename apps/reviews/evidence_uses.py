"""Tells the evidence library where verdicts refer to its items."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from apps.core.permissions import Actor
from apps.evidence.uses import Use
from apps.reviews.models import VerdictEvidence


class VerdictUses:
    """The agency's own evidence behind its verdicts."""

    def in_use(self) -> Q:
        """Return the condition "a verdict refers to this item"."""
        return Q(Exists(VerdictEvidence.objects.filter(item=OuterRef("pk"))))

    def uses(self, items: Collection[UUID], actor: Actor) -> dict[UUID, list[Use]]:
        """Return the verdicts of the actor's own agency, by item; one statement."""
        found: dict[UUID, list[Use]] = {}
        if actor.organization is None or not actor.is_agency:
            return found
        rows = (
            VerdictEvidence.objects.filter(item__in=items, verdict__review__organization=actor.organization)
            .select_related("verdict__requirement", "verdict__review__procurement")
            .order_by("verdict__review__created_at", "verdict__requirement__position", "pk")
        )
        for row in rows:
            requirement, review = row.verdict.requirement, row.verdict.review
            url = reverse("reviews:desk", args=[review.pk, requirement.identifier])
            label = f"Verdict on {requirement.identifier}, {review.procurement.title}"
            found.setdefault(row.item_id, []).append(Use(label, url, row.locator))
        return found
