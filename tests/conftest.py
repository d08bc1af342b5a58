"""What every test gets."""

import io
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import transaction


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


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Start the long journeys first, so that the other worker is not left alone with them at the end."""
    items.sort(key=lambda item: item.get_closest_marker("journey") is None)
