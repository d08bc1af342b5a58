"""Is a file a report of this installation: genuine, altered, or unknown? Nothing of its content is told."""

import hashlib
from pathlib import Path

from apps.core.choices import ShownChoices
from apps.reports.models import Report
from apps.reports.workflow import ReportState


class Finding(ShownChoices):
    """What the check says."""

    GENUINE = "genuine", "verified", "success", "Genuine: this file was made here and has not been changed"
    ALTERED = "altered", "error", "error", "Altered: this file names a report of ours but is not the file that was made"
    UNKNOWN = "unknown", "help", "warning", "Unknown: this is not a report of this installation"


def check(content: bytes) -> Finding:
    """Compare the file's digest with the reports kept; a file that only names one of them was altered."""
    digest = hashlib.sha256(content).hexdigest()
    ready = Report.objects.filter(state=ReportState.READY)
    if ready.filter(sha256=digest).exists():
        return Finding.GENUINE
    for report in ready.only("pk", "record").iterator():
        if report.pk.hex.encode() in content.lower() or report.record["report"]["number"].encode() in content:
            return Finding.ALTERED
    return Finding.UNKNOWN


def check_file(path: Path) -> Finding:
    """Check a file on the disk."""
    return check(path.read_bytes())
