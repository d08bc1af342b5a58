"""People with a fixed meaning: an agency with its administrator, its CIO and a reviewer; a stranger elsewhere."""

import pytest

from apps.accounts.actors import Actor
from apps.accounts.roles import OrganizationKind, Role
from tests.factories.accounts import make_member


@pytest.fixture
def administrator(db: None) -> Actor:
    """Return the only administrator of an agency."""
    return make_member(OrganizationKind.AGENCY, Role.ADMINISTRATOR, name="Ada Adler")


@pytest.fixture
def cio(administrator: Actor) -> Actor:
    """Return the CIO of the same agency."""
    return make_member(administrator.organization, Role.CIO, name="Cora Iverson")


@pytest.fixture
def reviewer(administrator: Actor) -> Actor:
    """Return a reviewer of the same agency."""
    return make_member(administrator.organization, Role.REVIEWER, name="Rhea Vance")


@pytest.fixture
def stranger(db: None) -> Actor:
    """Return an administrator of another agency."""
    return make_member(OrganizationKind.AGENCY, Role.ADMINISTRATOR, name="Sam Stranger")
