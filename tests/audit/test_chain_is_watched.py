"""The record of acts: changes are refused, and what goes around the refusal is named by `verify_audit`."""

import io
import json
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from apps.audit import chain
from apps.audit.models import Event
from tests.factories.accounts import make_member

pytestmark = pytest.mark.django_db
SQLITE_TRIGGERS = ("audit_event_no_update", "audit_event_no_delete", "audit_event_no_replace")
TEXT_COLUMNS = [
    field.column for field in Event._meta.concrete_fields if field.column not in ("sequence", "at", "before", "after")
]


@pytest.fixture
def last() -> int:
    """Return the sequence of the last of a few events."""
    actor = make_member("agency", "auditor")
    with transaction.atomic():
        for number in range(4):
            chain.record("test.written", by=actor, target=actor.organization, after={"number": number})
    return Event.objects.latest("sequence").sequence


@pytest.fixture
def unlocked() -> None:
    """Take the triggers away, as somebody with the owner's rights could."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for trigger in SQLITE_TRIGGERS:
                cursor.execute(f"DROP TRIGGER {trigger}")
        else:
            cursor.execute("ALTER TABLE audit_event DISABLE TRIGGER USER")


def run(sql: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def verify() -> tuple[int, str]:
    """Return exit code and sentence of `verify_audit`."""
    out = io.StringIO()
    try:
        call_command("verify_audit", "--json", stdout=out)
    except SystemExit as stop:
        return int(str(stop.code)), json.loads(out.getvalue())["problem"]
    return 0, json.loads(out.getvalue())["problem"]


def test_an_untouched_chain_is_clean(last: int) -> None:
    assert verify() == (0, "")


@pytest.mark.parametrize("column", TEXT_COLUMNS)
def test_a_changed_column_is_named(last: int, unlocked: None, column: str) -> None:
    run(f'UPDATE audit_event SET "{column}" = %s WHERE sequence = %s', "changed", last - 1)
    code, problem = verify()
    assert code == 1
    assert problem.startswith(f"Row {last - 1} ")


@pytest.mark.parametrize("column", ["before", "after"])
def test_a_changed_value_is_named(last: int, unlocked: None, column: str) -> None:
    run(f'UPDATE audit_event SET "{column}" = %s WHERE sequence = %s', '{"number": 99}', last - 1)
    assert verify() == (1, f"Row {last - 1} was changed after it was written.")


def test_a_changed_time_is_named(last: int, unlocked: None) -> None:
    run("UPDATE audit_event SET at = %s WHERE sequence = %s", "2020-01-01 00:00:00", last - 1)
    assert verify() == (1, f"Row {last - 1} was changed after it was written.")


def test_a_deleted_row_is_named(last: int, unlocked: None) -> None:
    run("DELETE FROM audit_event WHERE sequence = %s", last - 1)
    assert verify() == (1, f"Row {last - 1} is missing.")


def test_a_cut_tail_is_named(last: int, unlocked: None) -> None:
    run("DELETE FROM audit_event WHERE sequence = %s", last)
    assert verify() == (1, f"Row {last} is missing at the end of the chain.")


def test_swapped_rows_are_named(last: int, unlocked: None) -> None:
    for old, new in ((last - 1, -1), (last - 2, last - 1), (-1, last - 2)):
        run("UPDATE audit_event SET sequence = %s WHERE sequence = %s", new, old)
    code, problem = verify()
    assert code == 1
    assert problem.startswith(f"Row {last - 2} ")


def test_a_head_kept_elsewhere_shows_a_chain_written_anew(last: int) -> None:
    call_command("verify_audit", "--expect-head", chain.head(), stdout=io.StringIO())
    with pytest.raises(SystemExit):
        call_command("verify_audit", "--expect-head", f"{last}:{'0' * 64}", stdout=io.StringIO())


@pytest.mark.parametrize(
    "sql", ["UPDATE audit_event SET verb = 'x' WHERE sequence = 1", "DELETE FROM audit_event WHERE sequence = 1"]
)
def test_a_change_is_refused(last: int, sql: str) -> None:
    with pytest.raises(DatabaseError, match="audit record"), transaction.atomic():
        run(sql)
    assert verify() == (0, "")


def test_emptying_or_replacing_is_refused(last: int) -> None:
    sql = {
        "sqlite": "INSERT OR REPLACE INTO audit_event SELECT * FROM audit_event WHERE sequence = 1",
        "postgresql": "TRUNCATE audit_event",
    }[connection.vendor]
    with pytest.raises(DatabaseError, match="audit record"), transaction.atomic():
        run(sql)


def test_an_event_outside_a_transaction_is_refused() -> None:
    class Outside:
        in_atomic_block = False

    actor = make_member("agency", "auditor")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(transaction, "get_connection", lambda using=None: Outside())
        with pytest.raises(transaction.TransactionManagementError):
            chain.record("test.written", by=actor, target=actor.organization)
