"""The chain of acts: refused to change, and any change that slips through is named."""

import json
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, connections, transaction
from django.db.models import F
from django.db.transaction import TransactionManagementError

from apps.audit import chain
from apps.audit.models import ChainHead, Event

COLUMNS = [field.attname for field in Event._meta.concrete_fields if field.attname != "sequence"]


def first_problem(capsys: pytest.CaptureFixture[str]) -> str:
    """Run the command and return its sentence; it must exit with 1."""
    with pytest.raises(SystemExit) as stopped:
        call_command("verify_audit")
    assert stopped.value.code == 1
    return capsys.readouterr().out


def test_an_untouched_chain_is_clean(events: list[Event], capsys: pytest.CaptureFixture[str]) -> None:
    call_command("verify_audit", "--json")
    result = json.loads(capsys.readouterr().out)
    assert (result["clean"], result["events"]) == (True, Event.objects.count())
    assert result["head"] == f"{events[-1].sequence}:{events[-1].hash}"


@pytest.mark.parametrize("column", COLUMNS)
def test_a_change_of_any_column_is_named(
    events: list[Event], without_triggers: Any, capsys: pytest.CaptureFixture[str], column: str
) -> None:
    bad = events[2]
    match column:
        case "at":
            changed: Any = bad.at + timedelta(microseconds=1)
        case "before" | "after":
            changed = {**getattr(bad, column), "n": 99}
        case "previous_hash" | "hash":
            changed = "f" * 64
        case _:
            changed = getattr(bad, column)[:30] + "x"
    Event.objects.filter(pk=bad.pk).update(**{column: changed})

    assert f"Row {bad.sequence} " in first_problem(capsys)


def test_a_row_with_another_number_is_named(
    events: list[Event], without_triggers: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    Event.objects.filter(pk=events[4].pk).update(sequence=F("sequence") + 7)
    assert f"Row {events[4].sequence} is missing" in first_problem(capsys)


def test_a_deleted_row_is_named(events: list[Event], without_triggers: Any, capsys: pytest.CaptureFixture[str]) -> None:
    Event.objects.filter(pk=events[1].pk).delete()
    assert f"Row {events[1].sequence} is missing" in first_problem(capsys)


def test_a_cut_tail_is_named(events: list[Event], without_triggers: Any, capsys: pytest.CaptureFixture[str]) -> None:
    Event.objects.filter(pk__gte=events[3].pk).delete()
    assert f"Row {events[3].sequence} is missing at the end" in first_problem(capsys)


def test_a_cut_tail_with_a_head_to_match_is_noticed_by_the_anchor_kept_elsewhere(
    events: list[Event], without_triggers: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    anchor = chain.head()
    Event.objects.filter(pk__gte=events[3].pk).delete()
    ChainHead.objects.update(sequence=events[2].sequence, hash=events[2].hash)
    assert next(chain.faults(), None) is None
    with pytest.raises(SystemExit):
        call_command("verify_audit", expect_head=anchor)
    assert anchor in capsys.readouterr().out


def test_swapped_rows_are_named(events: list[Event], without_triggers: Any, capsys: pytest.CaptureFixture[str]) -> None:
    one, two = events[1], events[2]
    contents = [{name: getattr(event, name) for name in COLUMNS} for event in (one, two)]
    Event.objects.filter(pk=one.pk).update(**contents[1])
    Event.objects.filter(pk=two.pk).update(**contents[0])
    assert f"Row {one.sequence} " in first_problem(capsys)


@pytest.mark.parametrize("well_made", [True, False])
def test_a_row_put_behind_the_end_is_named(
    events: list[Event], without_triggers: Any, capsys: pytest.CaptureFixture[str], well_made: bool
) -> None:
    last = events[-1]
    forged = Event(sequence=last.sequence + 1, at=last.at, verb="forged.act", previous_hash=last.hash)
    forged.hash = forged.computed_hash() if well_made else "0" * 64
    forged.save(force_insert=True)
    assert f"Row {forged.sequence} " in first_problem(capsys)


def test_a_last_row_rewritten_with_its_hash_is_named(
    events: list[Event], without_triggers: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    last = events[-1]
    last.reason = "another reason"
    Event.objects.filter(pk=last.pk).update(reason=last.reason, hash=last.computed_hash())
    assert f"Row {last.sequence} is not the row with which the chain ended" in first_problem(capsys)


def _replace(event: Event) -> None:
    columns = ", ".join(field.column for field in Event._meta.concrete_fields)
    table = Event._meta.db_table
    verb = "INSERT OR REPLACE INTO" if connection.vendor == "sqlite" else "INSERT INTO"
    conflict = "" if connection.vendor == "sqlite" else " ON CONFLICT (sequence) DO UPDATE SET verb = 'forged'"
    with connection.cursor() as cursor:
        cursor.execute(
            f"{verb} {table} ({columns}) SELECT {columns} FROM {table} WHERE sequence = %s{conflict}", [event.pk]
        )


def _truncate(event: Event) -> None:
    statement = "DELETE FROM audit_event" if connection.vendor == "sqlite" else "TRUNCATE audit_event"
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(
    "attempt",
    [
        lambda event: Event.objects.filter(pk=event.pk).update(reason="forged"),
        lambda event: Event.objects.filter(pk=event.pk).delete(),
        _replace,
        _truncate,
    ],
    ids=["update", "delete", "replace", "truncate"],
)
def test_the_database_refuses_to_change_what_is_recorded(events: list[Event], attempt: Callable[[Event], Any]) -> None:
    with pytest.raises(DatabaseError, match="audit record cannot be"), transaction.atomic():
        attempt(events[0])
    assert next(chain.faults(), None) is None


def test_an_event_needs_the_transaction_of_its_change() -> None:
    class Outside:
        in_atomic_block = False

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(transaction, "get_connection", Outside)
        with pytest.raises(TransactionManagementError):
            chain.record("test.act", by=None)


def test_a_change_that_fails_takes_its_event_along(events: list[Event]) -> None:
    @transaction.atomic
    def record_and_fail() -> None:
        chain.record("test.act", by=None)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        record_and_fail()
    assert chain.head() == f"{events[-1].sequence}:{events[-1].hash}"
    assert not Event.objects.filter(verb="test.act").exists()


if connection.vendor == "postgresql":

    def test_many_writers_at_once_make_one_chain_without_gaps(django_db_setup: None, django_db_blocker: Any) -> None:
        def write() -> None:
            with django_db_blocker.unblock():
                for _ in range(10):
                    with transaction.atomic():
                        chain.record("test.race", by=None)
                connections.close_all()

        with django_db_blocker.unblock():
            end = ChainHead.objects.get(id=1)
            writers = [threading.Thread(target=write) for _ in range(8)]
            for writer in writers:
                writer.start()
            for writer in writers:
                writer.join()
            try:
                assert next(chain.faults(), None) is None
                assert Event.objects.filter(verb="test.race").count() == 80
            finally:
                # What was committed here must not meet the next test.
                with transaction.atomic():
                    with connection.cursor() as cursor:
                        cursor.execute("ALTER TABLE audit_event DISABLE TRIGGER USER")
                    Event.objects.filter(verb="test.race").delete()
                    ChainHead.objects.filter(id=1).update(sequence=end.sequence, hash=end.hash)
                    with connection.cursor() as cursor:
                        cursor.execute("ALTER TABLE audit_event ENABLE TRIGGER USER")
