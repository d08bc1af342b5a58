"""Who sees which reports."""

from typing import Any

from django.db import models

from apps.core.permissions import Actor


class ReportQuerySet(models.QuerySet[Any]):
    """Reports, seen by the agency whose review they show."""

    def visible_to(self, actor: Actor | None) -> "ReportQuerySet":
        """Return the reports of the actor's own agency."""
        if actor is None or actor.organization is None or not actor.is_agency:
            return self.none()
        return self.filter(review__organization=actor.organization)
