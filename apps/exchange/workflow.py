"""What a row of a filled sheet comes to, and how a file came in; no ORM."""

from datetime import timedelta

from django.db.models import TextChoices

from apps.core.choices import ShownChoices


class FileKind(TextChoices):
    """How the file is laid out."""

    WORKBOOK = "workbook", "Workbook of this declaration"
    CSV = "csv", "CSV of this declaration"
    MAPPED = "mapped", "Another form, by a mapping"


class Fate(ShownChoices):
    """What happens to one row when the file is applied."""

    NEW = "new", "add_circle_outline", "info", "New"
    CHANGED = "changed", "edit", "info", "Changed"
    CONFIRMED = "confirmed", "check", "info", "Confirmed"
    CONFLICT = "conflict", "warning", "warning", "Conflict"
    REFUSED = "refused", "cancel", "error", "Refused"
    NEWER = "newer", "history", "neutral", "Newer here"
    UNCHANGED = "unchanged", "remove", "neutral", "Unchanged"
    BLANK = "blank", "remove", "neutral", "Left blank"


WRITTEN = (Fate.NEW, Fate.CHANGED, Fate.CONFIRMED)
"""What applying writes without asking further."""
KEPT_FOR = timedelta(hours=24)
"""How long a preview can be gone on with; then its rows are removed."""
