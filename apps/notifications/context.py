"""The bell of the header."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

MOST_SHOWN = 99


@dataclass(frozen=True)
class Bell:
    """How many notices are new, here and in the other organizations that the person works for."""

    unread: int
    elsewhere: int

    @property
    def count(self) -> str:
        """Return the number as the header has room for it."""
        return f"{MOST_SHOWN}+" if self.unread > MOST_SHOWN else str(self.unread)


def bell(request: HttpRequest) -> dict[str, Any]:
    """Return the bell of whoever works for an organization; the count came with the memberships, nothing is asked."""
    return {"bell": lambda: bell_of(getattr(request, "actor", None))}


def bell_of(actor: Any) -> Bell | None:
    """Return the actor's bell, or None for people without an organization."""
    if not actor or actor.organization is None:
        return None
    here = [one for one in actor.memberships if one.organization_id == actor.organization.pk]
    others = [one for one in actor.memberships if one.organization_id != actor.organization.pk]
    return Bell(sum(one.unread for one in here), sum(one.unread for one in others))
