"""States of a report that is being made, and how long each may take; no ORM."""

from datetime import timedelta

from django.db.models import TextChoices

from apps.core.choices import ShownChoices


class ReportState(ShownChoices):
    """Where the making of a report is."""

    QUEUED = "queued", "schedule", "info", "Waiting"
    RUNNING = "running", "autorenew", "info", "Being made"
    READY = "ready", "check_circle", "success", "Ready"
    FAILED = "failed", "error", "error", "Failed"


class ReportKind(TextChoices):
    """Which document of the frozen record; each shows and carries its part of it and no more."""

    FULL = "full", "Full report"
    BRIEF = "brief", "Decision brief"
    GAPS = "gaps", "Gap list"
    SUPPLIER = "supplier", "Supplier copy"


class SealKind(TextChoices):
    """Whose key sealed a report."""

    NONE = "", "not sealed"
    TRIAL = "trial", "trial key"
    KEY = "key", "key of this installation"


UNFINISHED = (ReportState.QUEUED, ReportState.RUNNING)
LEASE = timedelta(minutes=5)
"""How long a worker may hold a report: longer than the layout may take, so a lease that ran out means a dead worker."""
PATIENCE = timedelta(minutes=10)
"""How long a report may wait in the queue before it is put there again."""
ATTEMPTS = 3
