"""The background task that makes a report."""

from uuid import UUID

from django.tasks import task
from django.utils import timezone


@task()
def make_report(report_id: str) -> None:
    """Make the report; running twice does no harm."""
    from apps.reports import actions

    actions.produce(UUID(report_id), at=timezone.now())
