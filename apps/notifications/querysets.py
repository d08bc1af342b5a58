"""Who sees which notices: each person their own, for the organization that they act for."""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from apps.core.permissions import Actor


class DeliveryQuerySet(models.QuerySet[Any]):
    """Notices as one person gets them."""

    def visible_to(self, actor: Actor | None) -> "DeliveryQuerySet":
        """Return the actor's own, of the organization acted for."""
        if actor is None or actor.organization is None:
            return self.none()
        return self.filter(user=actor.user, organization=actor.organization)

    def unread(self) -> "DeliveryQuerySet":
        """Return those that their person has not opened or marked."""
        return self.filter(read_at__isnull=True)

    def to_mail(self, mail: str, *, since: datetime) -> "DeliveryQuerySet":
        """Return those that wait to be mailed this way and are not older than `since`."""
        return self.filter(mail=mail, mailed_at__isnull=True, created_at__gte=since)


def unread_of_membership() -> Coalesce:
    """Return how many notices a membership's person has not read, as a part of the statement that reads it."""
    from apps.notifications.models import Delivery

    own = Delivery.objects.unread().filter(user=OuterRef("user"), organization=OuterRef("organization"))
    counted = own.order_by().values("user").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted, output_field=models.IntegerField()), 0)
