"""States of a report that is being made, and how long each may take; no ORM."""

from datetime import timedelta

from apps.core.choices import ShownChoices


class ReportState(ShownChoices):
    """Where the making of a report is."""

    QUEUED = "queued", "schedule", "info", "Waiting"
    RUNNING = "running", "autorenew", "info", "Being made"
    READY = "ready", "check_circle", "success", "Ready"
    FAILED = "failed", "error", "error", "Failed"


UNFINISHED = (ReportState.QUEUED, ReportState.RUNNING)
LEASE = timedelta(minutes=5)
"""How long a worker may hold a report: longer than the layout may take, so a lease that ran out means a dead worker."""
PATIENCE = timedelta(minutes=10)
"""How long a report may wait in the queue before it is put there again."""
ATTEMPTS = 3
