"""How single values are written in the record: JSON's own types only, the same for ever."""

from datetime import UTC, date, datetime
from typing import Any

from django.db.models import Choices

from apps.accounts.models import RoleAssignment, User
from apps.accounts.roles import Role


def moment(at: datetime | None) -> str | None:
    """Return a time in UTC to the second, as in 2026-11-03T14:05:00Z."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if at else None


def day(on: date | None) -> str | None:
    """Return a date as in 2026-11-03."""
    return on.isoformat() if on else None


def choice(kind: type[Choices], value: Any) -> dict[str, Any] | None:
    """Return a value of an enumeration together with its word; None when there is none."""
    return None if value in (None, "") else {"value": value, "label": str(kind(value).label)}


def person(user: User | None) -> dict[str, str] | None:
    """Return who it was; addresses stay out of the record."""
    return {"id": str(user.pk), "name": user.name, "title": user.title} if user else None


def signed(user: User | None, at: datetime | None, role: str = "") -> dict[str, Any] | None:
    """Return who did something, when and in which role; None when nobody has."""
    if user is None:
        return None
    return {"by": person(user), "at": moment(at), "role": choice(Role, role)}


def delegation(assignment: RoleAssignment | None) -> dict[str, Any] | None:
    """Return by which delegation somebody acted: whose power, which document, from when until when."""
    if assignment is None:
        return None
    return {
        "role": choice(Role, assignment.role),
        "delegated_by": person(assignment.delegated_by),
        "document": assignment.document,
        "scope": assignment.covers,
        "from": day(assignment.starts_on),
        "until": day(assignment.ends_on),
    }
