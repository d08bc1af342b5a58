"""What every test gets."""

import io
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import call_command


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    """Start with no counted sign-in failures and no cached answers of another test."""
    cache.clear()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Load the bundled catalog once; every test finds it published."""
    with django_db_blocker.unblock():
        call_command("load_catalog", verbosity=0, stdout=io.StringIO(), stderr=io.StringIO())


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Start the long journeys first, so that the other worker is not left alone with them at the end."""
    items.sort(key=lambda item: item.get_closest_marker("journey") is None)
