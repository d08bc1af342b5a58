"""Writing to the audit chain, and walking it."""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.db.models import Subquery
from django.db.models.functions import Coalesce

from apps.audit.models import GENESIS, ChainHead, Event

logger = logging.getLogger("assay.audit")


@dataclass(frozen=True)
class Fault:
    """The first bad row of the chain and what is wrong with it."""

    sequence: int
    problem: str


@dataclass(frozen=True)
class Entry:
    """What one event says, before it has its place in the chain; see `record` for the words."""

    verb: str
    by: Any
    target: models.Model | None = None
    target_label: str = ""
    subject: models.Model | None = None
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    reason: str = ""

    def columns(self) -> dict[str, Any]:
        """Return the columns of the event that this says."""
        target = self.target
        return {
            "verb": self.verb,
            "target_type": target._meta.label_lower if target is not None else "",
            "target_id": str(target.pk) if target is not None else "",
            "target_label": (self.target_label or (str(target) if target is not None else ""))[:300],
            "subject_id": str(self.subject.pk) if self.subject is not None else "",
            "before": _plain(self.before),
            "after": _plain(self.after),
            "reason": self.reason,
        }


def record(
    verb: str,
    *,
    by: Any,
    target: models.Model | None = None,
    target_label: str = "",
    subject: models.Model | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
) -> Event:
    """Append one event inside the caller's transaction; the head of the chain stays locked until it commits.

    `by` is the acting `Actor`, or None for the system itself; `subject` is the case that the target belongs to.
    Raises TransactionManagementError outside a transaction: an event without its change must not exist.
    """
    entry = Entry(verb, by, target, target_label, subject, before or {}, after or {}, reason)
    event = _append([entry])[0]
    transaction.on_commit(
        lambda: logger.info("audit", extra={"action": verb, "audit_head": f"{event.sequence}:{event.hash}"})
    )
    return event


def record_many(entries: Iterable[Entry]) -> int:
    """Append many events inside the caller's transaction, in their order, and return how many.

    For what is written by the thousand (`seed_scale`): one statement for all rows, and one line in the log.
    """
    events = _append(list(entries))
    if events:
        last = events[-1]
        transaction.on_commit(
            lambda: logger.info(
                "audit", extra={"action": f"{len(events)} events", "audit_head": f"{last.sequence}:{last.hash}"}
            )
        )
    return len(events)


def _append(entries: list[Entry]) -> list[Event]:
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("audit.record() belongs in the transaction of the change.")
    if not entries:
        return []
    head = _locked_head()
    events = []
    sequence, previous = head.sequence, head.hash
    for entry in entries:
        sequence += 1
        event = Event(
            sequence=sequence,
            at=datetime.now(UTC),
            previous_hash=previous,
            **entry.columns(),
            **_actor_columns(entry.by),
        )
        event.hash = previous = event.computed_hash()
        events.append(event)
    if len(events) == 1:
        events[0].save(force_insert=True)
    else:
        Event.objects.bulk_create(events, batch_size=1000)
    ChainHead.objects.filter(id=1).update(sequence=sequence, hash=previous)
    return events


def _locked_head() -> ChainHead:
    """Return the end of the chain, locked; the very first event creates it."""
    head = ChainHead.objects.select_for_update().filter(id=1).first()
    if head is None:
        ChainHead.objects.get_or_create(id=1)
        head = ChainHead.objects.select_for_update().get(id=1)
    return head


def _actor_columns(by: Any) -> dict[str, str]:
    if by is None:
        return {"actor_label": "system"}
    organization = by.organization
    return {
        "actor_id": str(by.user.pk) if by.user is not None else "",
        "actor_label": str(by.user or "system")[:200],
        "role": ", ".join(sorted(str(role) for role in by.roles))[:200],
        "organization_id": str(organization.pk) if organization is not None else "",
        "organization_label": str(organization or "")[:200],
        "request_id": by.request_id,
    }


def _plain(value: Any) -> Any:
    """Return `value` in JSON's own types, so that what is hashed is what is read back."""
    match value:
        case dict():
            return {str(key): _plain(item) for key, item in value.items()}
        case list() | tuple() | set() | frozenset():
            return [_plain(item) for item in (sorted(value, key=str) if isinstance(value, set | frozenset) else value)]
        case bool() | int() | None:
            return value
        case datetime() | date():
            return value.isoformat()
        case UUID() | Decimal() | float():
            return str(value)
        case models.Model():
            return str(value.pk)
        case _:
            return str(value)


def faults() -> Iterator[Fault]:
    """Walk the chain from its first row and yield every fault, the first bad row first.

    The walk ends where the chain ended when it began: people go on working meanwhile.
    """
    end = ChainHead.objects.filter(id=1).first() or ChainHead()
    expected, previous = 1, GENESIS
    for event in Event.objects.filter(sequence__lte=end.sequence).order_by("sequence").iterator(chunk_size=2000):
        if event.sequence != expected:
            yield Fault(expected, "is missing")
            expected = event.sequence
        elif event.previous_hash != previous:
            yield Fault(event.sequence, "does not follow from the row before it")
        if event.hash != event.computed_hash():
            yield Fault(event.sequence, "was changed after it was written")
        expected, previous = expected + 1, event.hash
    yield from _faults_at_the_end(expected - 1, previous, end)


def _faults_at_the_end(last: int, last_hash: str, end: ChainHead) -> Iterator[Fault]:
    if end.sequence > last:
        yield Fault(last + 1, "is missing at the end of the chain")
    elif end.hash != last_hash:
        yield Fault(last, "is not the row with which the chain ended")
    # One statement, so that an event written at this moment is seen together with its end of the chain.
    now = Coalesce(Subquery(ChainHead.objects.filter(id=1).values("sequence")), 0)
    behind = Event.objects.filter(sequence__gt=now).order_by("sequence").values_list("sequence", flat=True).first()
    if behind is not None:
        yield Fault(behind, "was added behind the end of the chain")


def head() -> str:
    """Return where the chain ends now, as "sequence:hash", for anchoring outside."""
    return str(ChainHead.objects.filter(id=1).first() or ChainHead())
