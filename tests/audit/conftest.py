"""A short chain, and a way past the triggers."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from apps.audit import chain
from apps.audit.models import ChainHead, Event

DROP = {
    "sqlite": [f"DROP TRIGGER audit_event_no_{act}" for act in ("update", "delete", "replace")],
    "postgresql": [
        "DROP TRIGGER audit_event_no_change ON audit_event",
        "DROP TRIGGER audit_event_no_truncate ON audit_event",
    ],
}


@pytest.fixture
def events(db: None) -> list[Event]:
    """Return five events at the end of the chain."""
    with transaction.atomic():
        return [
            chain.record(
                f"test.act_{number}",
                by=None,
                target=ChainHead.objects.first(),
                before={"n": number, "when": "2026-11-24"},
                after={"n": number + 1, "roles": ["b", "a"]},
                reason=f"reason {number}: ü “quoted”",
            )
            for number in range(5)
        ]


@pytest.fixture
def without_triggers(events: list[Event]) -> Callable[..., Any]:
    """Drop the triggers, as somebody with all rights on the database could, until the test ends."""
    with connection.cursor() as cursor:
        for statement in DROP[connection.vendor]:
            cursor.execute(statement)
        return cursor.execute
