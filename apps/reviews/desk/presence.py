"""Who else has a requirement open at the desk now, and whether somebody has written a verdict there meanwhile."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from apps.accounts.actors import Actor
from apps.reviews.models import ReviewRequirement
from apps.reviews.workflow import Selection

LASTS = timedelta(seconds=60)
"""How long a sign of presence counts; the page renews it three times in this time."""
EVERY = 20
"""Seconds between two signs of presence of one page."""


@dataclass(frozen=True)
class Company:
    """The requirement that is open, the colleagues who have it open too, and a verdict newer than the page's."""

    requirement_id: UUID
    names: tuple[str, ...] = ()
    newer: str = ""

    @property
    def words(self) -> str:
        """Return the sentence about the colleagues; empty when nobody else is here."""
        if not self.names:
            return ""
        shown = list(self.names[:2])
        if len(self.names) > len(shown):
            shown.append(f"{len(self.names) - len(shown)} more")
        who = f"{', '.join(shown[:-1])} and {shown[-1]}" if len(shown) > 1 else shown[0]
        return f"{who} {'has' if len(self.names) == 1 else 'have'} this requirement open too."

    @property
    def mark(self) -> str:
        """Return what the page sends back, so that an answer that changes nothing is not drawn (and read out) again."""
        return f"{self.words}{self.newer}"


def company(
    review_id: UUID, identifier: str, actor: Actor, *, at: datetime, version: int | None = None
) -> Company | None:
    """Return who else is at the requirement; one statement. None when it is not in a set that the actor may see.

    `version` is that of the verdict which the page's form has read; None for a page without a form.
    """
    rows = (
        ReviewRequirement.objects.visible_to(actor)
        .filter(review=review_id, identifier=identifier, selection=Selection.SELECTED)
        .order_by("present__user__name", "present__user_id")
        .values_list(
            "pk",
            "present__user_id",
            "present__user__name",
            "present__seen_at",
            "verdict__version",
            "verdict__given_by_id",
            "verdict__given_by__name",
            "verdict__given_at",
        )
    )
    found = list(rows)
    if not found:
        return None
    names = tuple(row[2] for row in found if row[1] not in {None, actor.user.pk} and row[3] > at - LASTS)
    stored, given_by, name, given_at = found[0][4:]
    is_newer = version is not None and (stored or 0) > version and given_by != actor.user.pk
    newer = f"{name} wrote a verdict here at {timezone.localtime(given_at):%H:%M}." if is_newer else ""
    return Company(found[0][0], names, newer)
