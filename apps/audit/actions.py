"""The one act of this app: taking the record out."""

from typing import Any

from django.db import transaction

from apps.audit.chain import record
from apps.audit.models import EventQuerySet


@transaction.atomic
def export(*, events: EventQuerySet, asked: dict[str, Any], by: Any) -> EventQuerySet:
    """Record that the person takes these events out, and return them; the export itself is not among them."""
    last = events.order_by("-sequence").values_list("sequence", flat=True).first() or 0
    after = {"events": events.count(), "filter": {name: value for name, value in asked.items() if value}}
    record("audit.exported", by=by, target_label="record of acts", after=after)
    return events.filter(sequence__lte=last).order_by("sequence")
