"""States of a report that is being made; no ORM."""

from apps.core.choices import ShownChoices


class ReportState(ShownChoices):
    """Where the making of a report is."""

    QUEUED = "queued", "schedule", "info", "Waiting"
    RUNNING = "running", "autorenew", "info", "Being made"
    READY = "ready", "check_circle", "success", "Ready"
    FAILED = "failed", "error", "error", "Failed"
