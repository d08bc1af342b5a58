"""Who sees which reports."""

from typing import Any

from django.db import models

from apps.core.permissions import Actor
from apps.reports.workflow import UNFINISHED, ReportState


class ReportQuerySet(models.QuerySet[Any]):
    """Reports, seen by the agency whose review they show."""

    def visible_to(self, actor: Actor | None) -> "ReportQuerySet":
        """Return the reports of the actor's own agency."""
        if actor is None or actor.organization is None or not actor.is_agency:
            return self.none()
        return self.filter(review__organization=actor.organization)

    def unfinished(self) -> "ReportQuerySet":
        """Return those that wait or are being made."""
        return self.filter(state__in=UNFINISHED)

    def ready(self) -> "ReportQuerySet":
        """Return those whose file is stored."""
        return self.filter(state=ReportState.READY)
