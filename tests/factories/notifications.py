"""Notices for tests, told through the real action."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from apps.accounts.models import Organization
from apps.accounts.roles import OrganizationKind
from apps.core.permissions import Permission
from apps.notifications.actions import notify
from apps.notifications.kinds import Kind, Topic
from apps.notifications.models import Notice
from apps.notifications.workflow import Mail

SOMETHING = "Something happened to what you work on."


def a_kind(mail: Mail = Mail.NOW) -> Kind:
    """Return a kind that concerns everybody of an organization; its objects are organizations."""
    topic = Topic("something", "Something", "Happens in tests.", OrganizationKind.AGENCY, mail)
    everybody = (Permission.NOTIFICATIONS_READ,)
    return Kind("tests.something", topic, SOMETHING, everybody, lambda actor, ids: {})


def make_notice(
    organization: Organization, *, at: datetime | None = None, mail: Mail = Mail.NOW, **options: Any
) -> Notice:
    """Return a notice to everybody of the organization, whose page is the list of products."""
    with transaction.atomic():
        notice = notify(
            a_kind(mail),
            about=organization,
            url="/products/",
            organization=organization,
            at=at or timezone.now(),
            **options,
        )
    assert notice is not None, "nobody of the organization is told"
    return notice
