"""Systems, capabilities and requirements belong to one agency and are seen by it alone."""

from typing import Any

from django.db import models

from apps.core.permissions import Actor
from apps.systems.kinds import ControlOrigin


class OwnedQuerySet(models.QuerySet[Any]):
    """Rows with an `organization`."""

    def visible_to(self, actor: Actor | None) -> "OwnedQuerySet":
        """Return the rows of the actor's own organization."""
        if actor is None or actor.organization is None:
            return self.none()
        return self.filter(organization=actor.organization)


class AllocationQuerySet(models.QuerySet[Any]):
    """Controls of systems, seen with the system."""

    def visible_to(self, actor: Actor | None) -> "AllocationQuerySet":
        """Return the rows of the systems that the actor's organization owns."""
        if actor is None or actor.organization is None:
            return self.none()
        return self.filter(system__organization=actor.organization)

    def in_force(self) -> "AllocationQuerySet":
        """Return the controls that the system must implement: all but those that tailoring removed."""
        return self.exclude(origin=ControlOrigin.REMOVED)
