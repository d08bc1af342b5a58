from typing import Any

import pytest
from django.db import DatabaseError
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from apps.core import health


def test_the_process_answers_without_touching_the_database(client: Client) -> None:
    answer = client.get("/healthz")

    assert (answer.status_code, answer.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_ready_when_the_database_answers_and_every_migration_is_applied(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    health.migrations_on_disk()
    with django_assert_max_num_queries(3):
        answer = client.get("/readyz")

    assert (answer.status_code, answer.content) == (200, b"ready\n")


@pytest.mark.django_db
def test_not_ready_while_a_migration_is_missing(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "migrations_on_disk", lambda: frozenset({("reviews", "9999_later")}))

    answer = client.get("/readyz")

    assert (answer.status_code, answer.content) == (503, b"not ready: migrations are missing\n")


def test_not_ready_while_the_database_is_away_and_nothing_about_it_is_told(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(self: MigrationRecorder) -> dict[Any, Any]:
        raise DatabaseError("connection to server at 10.0.0.3 failed")

    monkeypatch.setattr(MigrationRecorder, "applied_migrations", away)

    answer = client.get("/readyz")

    assert (answer.status_code, answer.content) == (503, b"not ready: the database does not answer\n")


def test_the_probes_are_read_only(client: Client) -> None:
    assert client.post("/healthz").status_code == 405
    assert client.post("/readyz").status_code == 405
