"""People and organizations for tests."""

import time

from django.test import Client
from django.utils import timezone

from apps.accounts import actions
from apps.accounts.actors import Actor, load_actor
from apps.accounts.middleware import SESSION_KEY
from apps.accounts.models import Membership, Organization, User
from apps.accounts.roles import OrganizationKind, Role
from tests.factories.numbers import NUMBERS
from tests.factories.recorded import recorded

PASSWORD = "correct horse battery staple"


@recorded
def make_organization(kind: OrganizationKind | str = OrganizationKind.AGENCY, *, name: str = "") -> Organization:
    """Return a new agency or manufacturer."""
    kind = OrganizationKind(kind)
    return actions.found_organization(kind=kind, name=name or f"{kind.label} {next(NUMBERS)}")


def make_user(*, name: str = "", email: str = "") -> User:
    """Return a person who works for nobody yet; their password is PASSWORD."""
    number = next(NUMBERS)
    return actions.create_account(
        email=email or f"person{number}@example.gov", password=PASSWORD, name=name or f"Person {number}"
    )


@recorded
def make_member(
    kind_or_organization: OrganizationKind | Organization | str,
    *roles: Role | str,
    name: str = "",
    email: str = "",
    user: User | None = None,
) -> Actor:
    """Return a person acting for the organization (a new one when only its kind is given) in `roles`."""
    organization = (
        kind_or_organization
        if isinstance(kind_or_organization, Organization)
        else make_organization(kind_or_organization)
    )
    user = user or make_user(name=name, email=email)
    if roles:
        actions.add_member(organization=organization, user=user, roles=[Role(role) for role in roles])
    else:
        Membership.objects.create(user=user, organization=organization)
    return reload_actor(user, organization)


def reload_actor(user: User, organization: Organization) -> Actor:
    """Return the actor as the next request would see it."""
    return load_actor(user, today=timezone.localdate(), organization_id=str(organization.pk))


def sign_in(client: Client, actor: Actor, *, fresh: bool = True) -> Client:
    """Sign the actor in; `fresh` says whether they have just confirmed their identity (signing acts ask for that)."""
    client.force_login(actor.user)
    session = client.session
    if actor.organization is not None:
        session[SESSION_KEY] = str(actor.organization.pk)
    session["started_at"] = session["seen_at"] = time.time()
    session["account_authentication_methods_user"] = str(actor.user.pk)
    session["account_authentication_methods"] = [
        {"method": "password", "at": time.time() if fresh else 0, "reauthenticated": True}
    ]
    session.save()
    return client
