"""What every test gets."""

import io
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import transaction
from xdist.scheduler import LoadFileScheduling


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    """Start with no counted sign-in failures and no cached answers of another test."""
    cache.clear()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Load the bundled catalog once; every test finds it published."""
    with django_db_blocker.unblock():
        call_command("load_catalog", verbosity=0, stdout=io.StringIO(), stderr=io.StringIO())


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
