"""People who save on one review at the same moment lose nothing, on the database in use.

What they write is committed, so they work in a copy of the test database, in a process of their own.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection, connections

from tests.factories.accounts import make_organization

_COMMANDS = """
import django
django.setup()
from django.core.management import call_command
call_command("seed_scale", "--reviews", "1", verbosity=0)
call_command("save_together", "--people", "4", "--saves", "6", "--json")
"""


@pytest.fixture
def copied_database(django_db_setup: None, django_db_blocker: Any, tmp_path: Path) -> Iterator[str]:
    """Return the address of a copy of the test database, which has the schema and the catalog."""
    with django_db_blocker.unblock():
        name = str(connection.settings_dict["NAME"])
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("VACUUM INTO %s", [str(tmp_path / "copy.sqlite3")])
            yield f"sqlite:///{tmp_path / 'copy.sqlite3'}"
            return
        connections.close_all()
        connection.close_pool()
    address = os.environ["DATABASE_URL"].rpartition("/")[0]
    with psycopg.connect(f"{address}/postgres", autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}_copy"')
        server.execute(f'CREATE DATABASE "{name}_copy" TEMPLATE "{name}"')
        yield f"{address}/{name}_copy"
        server.execute(f'DROP DATABASE "{name}_copy"')


def test_what_was_confirmed_to_four_people_at_once_is_in_the_record(copied_database: str, tmp_path: Path) -> None:
    environment = os.environ | {
        "DATABASE_URL": copied_database,
        "ASSAY_VAR_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "tests.settings",
    }

    done = subprocess.run(
        [sys.executable, "-c", _COMMANDS],
        check=False,
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout.splitlines()[-1])
    assert figures["saves"] == 24
    assert figures["errors"] == figures["lost"] == figures["chain_faults"] == 0


@pytest.mark.django_db
def test_nobody_saves_where_a_real_organization_has_data() -> None:
    make_organization(name="Department of Something Real")

    with pytest.raises(CommandError, match="Department of Something Real"):
        call_command("save_together")


@pytest.mark.django_db
def test_without_a_review_in_assessment_it_says_how_to_get_one() -> None:
    with pytest.raises(CommandError, match="seed_scale --reviews 10"):
        call_command("save_together")
