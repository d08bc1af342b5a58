"""What every test gets."""

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    """Start with no counted sign-in failures and no cached answers of another test."""
    cache.clear()
