"""The bundled edition as a picture, read once, and the official models and schema, imported by one process only."""

from collections.abc import Callable
from types import SimpleNamespace
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


@pytest.fixture(scope="session")
def official() -> Any:
    """Return the models of OSCAL catalog and profile; importing them takes two seconds."""
    from trestle.oscal.catalog import Catalog
    from trestle.oscal.profile import Profile

    return SimpleNamespace(Catalog=Catalog, Profile=Profile)


@pytest.fixture(scope="session")
def cyclonedx_fault() -> Callable[[bytes], Any]:
    """Return the strict validation of CycloneDX documents; it returns None for a valid one."""
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    validator = JsonStrictValidator(SchemaVersion.V1_6)
    return lambda document: validator.validate_str(document.decode())
