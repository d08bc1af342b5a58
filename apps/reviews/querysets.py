"""Who sees which reviews: the agency that owns them; manufacturers see released questions only."""

from typing import Any

from django.db import models
from django.db.models import Q

from apps.core.permissions import Actor
from apps.reviews.workflow import OPEN_STATES


class ProcurementQuerySet(models.QuerySet[Any]):
    """Purchases of an agency."""

    def visible_to(self, actor: Actor | None) -> "ProcurementQuerySet":
        """Return those of the actor's own agency."""
        if actor is None or actor.organization is None or not actor.is_agency:
            return self.none()
        return self.filter(organization=actor.organization)


class ReviewQuerySet(models.QuerySet[Any]):
    """Reviews of an agency."""

    def visible_to(self, actor: Actor | None) -> "ReviewQuerySet":
        """Return those of the actor's own agency."""
        if actor is None or actor.organization is None or not actor.is_agency:
            return self.none()
        return self.filter(organization=actor.organization)

    def open(self) -> "ReviewQuerySet":
        """Return those that have not ended."""
        return self.filter(state__in=OPEN_STATES)


class OwnedByAgencyQuerySet(models.QuerySet[Any]):
    """What an agency keeps for itself."""

    def visible_to(self, actor: Actor | None) -> "OwnedByAgencyQuerySet":
        """Return that of the actor's own agency."""
        if actor is None or actor.organization is None or not actor.is_agency:
            return self.none()
        return self.filter(organization=actor.organization)


class PartOfReviewQuerySet(models.QuerySet[Any]):
    """Rows that belong to a review and are seen with it."""

    def visible_to(self, actor: Actor | None) -> "PartOfReviewQuerySet":
        """Return the parts of the reviews that the actor's agency owns."""
        if actor is None or actor.organization is None or not actor.is_agency:
            return self.none()
        return self.filter(review__organization=actor.organization)


class ClarificationQuerySet(models.QuerySet[Any]):
    """Questions: all of them for the agency, the released ones for the manufacturer they are addressed to."""

    def visible_to(self, actor: Actor | None) -> "ClarificationQuerySet":
        """Return what the actor's side may see."""
        if actor is None or actor.organization is None:
            return self.none()
        if actor.is_agency:
            return self.filter(review__organization=actor.organization)
        return self.filter(Q(review__product__organization=actor.organization), released_at__isnull=False)
