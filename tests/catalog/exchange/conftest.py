"""The bundled edition as a picture, read once."""

from typing import Any

import pytest

from apps.catalog import bundle
from apps.catalog.exchange.picture import PicturedEdition
from apps.catalog.exchange.records import picture_edition
from apps.catalog.models import Edition


@pytest.fixture(scope="package")
def bundled(django_db_setup: None, django_db_blocker: Any) -> PicturedEdition:
    """Return the picture of the bundled edition."""
    with django_db_blocker.unblock():
        return picture_edition(Edition.objects.select_related("catalog").get(digest=bundle.digest_of()))
