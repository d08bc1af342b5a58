"""Who sees which previews."""

from datetime import datetime
from typing import Any

from django.db import models

from apps.core.permissions import Actor
from apps.exchange.workflow import KEPT_FOR


class IntakeQuerySet(models.QuerySet[Any]):
    """Files that came in: each is its person's own, as long as they work for the declaration's manufacturer."""

    def visible_to(self, actor: Actor | None) -> "IntakeQuerySet":
        """Return the person's own previews for the organization that they act for."""
        if actor is None or actor.organization is None:
            return self.none()
        return self.filter(uploaded_by=actor.user, declaration__product__organization=actor.organization)

    def kept(self, at: datetime) -> "IntakeQuerySet":
        """Return those that are young enough to go on with."""
        return self.filter(uploaded_at__gt=at - KEPT_FOR)

    def old(self, at: datetime) -> "IntakeQuerySet":
        """Return those that nobody may go on with."""
        return self.filter(uploaded_at__lte=at - KEPT_FOR)
