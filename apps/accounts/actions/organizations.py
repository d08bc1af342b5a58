"""Founding organizations: the operator's act."""

from django.db import transaction

from apps.accounts.actors import Operator
from apps.accounts.models import Organization
from apps.accounts.roles import OrganizationKind
from apps.audit.chain import record
from apps.core.errors import Invalid


@transaction.atomic
def found_organization(*, kind: OrganizationKind | str, name: str) -> Organization:
    """Found a manufacturer or an agency; raise Invalid when the name is empty or taken."""
    name = " ".join(name.split())
    if not name:
        raise Invalid("Give the organization a name.")
    if Organization.objects.filter(name__iexact=name).exists():
        raise Invalid(f"There is an organization named {name} already. Choose a name that tells them apart.")
    organization = Organization.objects.create(kind=OrganizationKind(kind), name=name)
    record(
        "accounts.organization_founded",
        by=Operator(organization),
        target=organization,
        after={"kind": organization.kind, "name": name},
    )
    return organization
