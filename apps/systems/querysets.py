"""Systems, capabilities and requirements belong to one agency and are seen by it alone."""

from typing import Any

from django.db import models

from apps.core.permissions import Actor


class OwnedQuerySet(models.QuerySet[Any]):
    """Rows with an `organization`."""

    def visible_to(self, actor: Actor | None) -> "OwnedQuerySet":
        """Return the rows of the actor's own organization."""
        if actor is None or actor.organization is None:
            return self.none()
        return self.filter(organization=actor.organization)
