"""Each constraint of the tables, violated once."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from apps.accounts.actors import Actor
from apps.accounts.models import Invitation, Membership, Organization, RoleAssignment, User


def refused(constraint: str, model: Any, **fields: Any) -> None:
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        model.objects.create(**fields)
    assert constraint in str(caught.value)


def test_an_organization_is_of_a_known_kind(db: None) -> None:
    refused("organization_kind_known", Organization, kind="vendor", name="X")


def test_names_of_organizations_are_unique(administrator: Actor) -> None:
    refused("name", Organization, kind="agency", name=administrator.organization.name)


def test_addresses_are_unique(administrator: Actor) -> None:
    refused("email", User, email=administrator.user.email, name="Twin")


def test_a_person_has_one_active_membership_per_organization(administrator: Actor) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(user=administrator.user, organization=administrator.organization)
    Membership.objects.create(user=administrator.user, organization=administrator.organization, ended_at=timezone.now())


def test_a_role_is_known_and_held_once(administrator: Actor) -> None:
    membership = Membership.objects.get(user=administrator.user)
    refused("roleassignment_role_known", RoleAssignment, membership=membership, role="emperor")
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleAssignment.objects.create(membership=membership, role="administrator")


@pytest.mark.parametrize("missing", ["document", "starts_on", "ends_on"])
def test_a_delegation_has_a_document_and_dates(administrator: Actor, cio: Actor, missing: str) -> None:
    fields: dict[str, Any] = {
        "document": "Memo",
        "starts_on": date(2026, 11, 1),
        "ends_on": date(2026, 11, 2),
    }
    fields[missing] = "" if missing == "document" else None
    refused(
        "roleassignment_delegation_has_dates_and_document",
        RoleAssignment,
        membership=Membership.objects.get(user=administrator.user),
        role="cio",
        delegated_by=cio.user,
        **fields,
    )


def test_a_delegation_ends_after_it_starts(administrator: Actor, cio: Actor) -> None:
    refused(
        "roleassignment_ends_after_start",
        RoleAssignment,
        membership=Membership.objects.get(user=administrator.user),
        role="cio",
        delegated_by=cio.user,
        document="Memo",
        starts_on=date(2026, 11, 2),
        ends_on=date(2026, 11, 1),
    )


def test_an_accepted_invitation_says_by_whom(administrator: Actor) -> None:
    refused(
        "invitation_accepted_at_paired",
        Invitation,
        organization=administrator.organization,
        email="x@example.gov",
        token_sha256="a" * 64,
        expires_at=timezone.now(),
        accepted_at=timezone.now(),
    )
