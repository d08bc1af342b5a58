"""Where a reviewer is at the desk: the one write that is no act, so it leaves no event and locks nothing."""

from datetime import datetime
from uuid import UUID

from apps.accounts.actors import Actor
from apps.reviews.models import Presence


def note_presence(review_id: UUID, requirement_id: UUID, *, by: Actor, at: datetime) -> None:
    """Write that the person has this requirement open now; one statement, also when it is known already."""
    Presence.objects.bulk_create(
        [Presence(review_id=review_id, requirement_id=requirement_id, user=by.user, seen_at=at)],
        update_conflicts=True,
        unique_fields=["review", "user"],
        update_fields=["requirement", "seen_at"],
    )
