"""Which passwords are refused, and why."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from apps.accounts.actors import Actor
from apps.accounts.roles import OrganizationKind, Role
from tests.factories.accounts import make_member, make_organization


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("fourteen chars", "at least 15 characters"),
        ("1q2w3e4r5t6y7u8i9o0p", "too common"),
        ("my assay password is long", "assay"),
        ("rhea vance person", "similar"),
    ],
)
def test_a_bad_password_is_refused_with_the_reason(reviewer: Actor, password: str, reason: str) -> None:
    with pytest.raises(ValidationError, match=reason):
        validate_password(password, reviewer.user)


def test_a_word_of_the_organizations_name_is_refused(db: None) -> None:
    organization = make_organization(OrganizationKind.AGENCY, name="Office of Quarry Records")
    member = make_member(organization, Role.REVIEWER)
    with pytest.raises(ValidationError, match="quarry"):
        validate_password("three Quarry stones lie", member.user)
    validate_password("three office plants grow", member.user)


@pytest.mark.parametrize("password", ["x" * 40 + " é ☃ " + "y" * 60, "747 129 884 310 562", "no digit no capital"])
def test_long_plain_and_numeric_passwords_are_fine(reviewer: Actor, password: str) -> None:
    validate_password(password, reviewer.user)
