"""Writing to the audit chain, and walking it."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import models, transaction

from apps.audit.models import GENESIS, ChainHead, Event

logger = logging.getLogger("assay.audit")


@dataclass(frozen=True)
class Fault:
    """The first bad row of the chain and what is wrong with it."""

    sequence: int
    problem: str


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
    connection = transaction.get_connection()
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("audit.record() belongs in the transaction of the change.")
    head = _locked_head()
    event = Event(
        sequence=head.sequence + 1,
        at=datetime.now(UTC),
        verb=verb,
        target_type=target._meta.label_lower if target is not None else "",
        target_id=str(target.pk) if target is not None else "",
        target_label=(target_label or (str(target) if target is not None else ""))[:300],
        subject_id=str(subject.pk) if subject is not None else "",
        before=_plain(before or {}),
        after=_plain(after or {}),
        reason=reason,
        previous_hash=head.hash,
        **_actor_columns(by),
    )
    event.hash = event.computed_hash()
    event.save(force_insert=True)
    ChainHead.objects.filter(id=1).update(sequence=event.sequence, hash=event.hash)
    transaction.on_commit(
        lambda: logger.info("audit", extra={"action": verb, "audit_head": f"{event.sequence}:{event.hash}"})
    )
    return event


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
    """Walk the chain from its first row and yield every fault, the first bad row first."""
    expected, previous = 1, GENESIS
    for event in Event.objects.order_by("sequence").iterator(chunk_size=2000):
        if event.sequence != expected:
            yield Fault(expected, "is missing")
            expected = event.sequence
        elif event.previous_hash != previous:
            yield Fault(event.sequence, "does not follow from the row before it")
        if event.hash != event.computed_hash():
            yield Fault(event.sequence, "was changed after it was written")
        expected, previous = expected + 1, event.hash
    yield from _faults_at_the_end(expected - 1, previous)


def _faults_at_the_end(last: int, last_hash: str) -> Iterator[Fault]:
    head = ChainHead.objects.filter(id=1).first() or ChainHead()
    if head.sequence > last:
        yield Fault(last + 1, "is missing at the end of the chain")
    elif head.sequence < last:
        yield Fault(head.sequence + 1, "was added behind the end of the chain")
    elif head.hash != last_hash:
        yield Fault(last, "is not the row with which the chain ended")


def head() -> str:
    """Return where the chain ends now, as "sequence:hash", for anchoring outside."""
    return str(ChainHead.objects.filter(id=1).first() or ChainHead())
