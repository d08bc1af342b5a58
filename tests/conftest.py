"""What every test gets."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from xdist.scheduler import LoadFileScheduling

from tests import databases


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    """Start with no counted sign-in failures and no cached answers of another test."""
    cache.clear()


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_modify_db_settings: None, django_db_blocker: Any
) -> Iterator[None]:
    """Give this process a database of its own with the bundled catalog; every test finds it published."""
    url, name = os.environ.get("DATABASE_URL"), connection.creation._get_test_db_name()
    with django_db_blocker.unblock():
        if url:
            databases.copy_on_server(url, name)
        connection.close()
        connection.settings_dict["NAME"] = name
        connection.ensure_connection()
        if connection.vendor == "sqlite":
            databases.copy_into(connection.connection)
    yield
    if url:
        with django_db_blocker.unblock():
            connection.close()
            connection.close_pool()
        databases.drop_on_server(url, name)


@pytest.fixture(scope="module")
def kept_world(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Open a transaction for what all tests of a module share; it is rolled back after the last of them.

    Fixtures of the module that make something dear ask for it. Each test runs in a savepoint of its own, so it must
    fetch what was made by its primary key: rows come back as they were made, Python's objects would not. The module
    needs `pytestmark = pytest.mark.django_db`, or nobody makes the database.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


# Folders whose tests share something dear beyond one file: a running site, the official schemas.
TOGETHER = ("tests/journeys/", "tests/catalog/exchange/")


class ByFile(LoadFileScheduling):
    """Gives a file, or a folder of TOGETHER, to one process, so that what its tests share is made once."""

    def _split_scope(self, nodeid: str) -> str:
        file = super()._split_scope(nodeid)
        return next((folder for folder in TOGETHER if file.startswith(folder)), file)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByFile:
    """Deal the tests out by file."""
    return ByFile(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Start what takes longest first, so that no process is left alone with it at the end."""
    items.sort(key=lambda item: (item.get_closest_marker("journey") is None, "url_matrix" not in item.nodeid))
