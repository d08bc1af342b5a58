"""Which evidence an organization can see: its own, and what others granted."""

from datetime import date, timedelta
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q

from apps.core.permissions import Actor
from apps.evidence.kinds import EXPIRING_DAYS


class EvidenceQuerySet(models.QuerySet[Any]):
    """Items of the library."""

    def visible_to(self, actor: Actor | None) -> "EvidenceQuerySet":
        """Return the items of the actor's organization and those granted to it that have not ended."""
        from apps.evidence.models import EvidenceGrant

        if actor is None or actor.organization is None:
            return self.none()
        granted = EvidenceGrant.objects.in_force().filter(item=OuterRef("pk"), grantee=actor.organization)
        return self.filter(Q(organization=actor.organization) | Exists(granted))

    def owned_by(self, organization: Any) -> "EvidenceQuerySet":
        """Return the items of the organization, newest first."""
        return self.filter(organization=organization).order_by("-created_at", "-pk")

    def expiring(self, today: date) -> "EvidenceQuerySet":
        """Return the items that end within EXPIRING_DAYS, or ended less than that long ago, and were not replaced."""
        near = timedelta(days=EXPIRING_DAYS)
        return self.filter(valid_until__range=(today - near, today + near), replaced_by__isnull=True)


class EvidenceGrantQuerySet(models.QuerySet[Any]):
    """Grants of access to single items."""

    def in_force(self) -> "EvidenceGrantQuerySet":
        """Return the grants that were not withdrawn and whose last day has not passed."""
        from django.utils import timezone

        return self.filter(withdrawn_at__isnull=True).filter(Q(until__isnull=True) | Q(until__gte=timezone.localdate()))
