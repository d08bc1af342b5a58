"""The background task that mails notices."""

from uuid import UUID

from django.tasks import task
from django.utils import timezone


@task()
def mail_at_once(deliveries: list[str]) -> None:
    """Mail these notices, one by one; running twice mails nothing twice."""
    from apps.notifications.mailing import send_at_once

    send_at_once(now=timezone.now(), only=[UUID(key) for key in deliveries])
