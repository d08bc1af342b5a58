"""Organizations and accounts of the demo. All names are invented, and accounts are offices, not persons."""

import functools
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from apps.accounts import actions
from apps.accounts.actors import Actor, load_actor
from apps.accounts.models import Membership, Organization, User
from apps.accounts.roles import OrganizationKind, Role

PASSWORD = "lanterns over quiet water"  # noqa: S105 - public on purpose
"""The password of every demo account; it is printed by `demo` and must never serve anything but a demo."""

type Offices = tuple[tuple[str, str, tuple[Role, ...]], ...]
"""The first part of the e-mail address, the title, and the roles."""

OPERATOR = "operator@assay.example"
AGENCY_OFFICES: Offices = (
    ("requester", "Program office", (Role.REQUESTER,)),
    ("reviewer", "Security reviewer", (Role.REVIEWER,)),
    ("reviewer2", "Second security reviewer", (Role.REVIEWER,)),
    ("isso", "ISSO", (Role.ISSO,)),
    ("isso2", "Second ISSO", (Role.ISSO,)),
    ("ciso", "CISO", (Role.CISO,)),
    ("ao", "Authorizing official", (Role.AUTHORIZING_OFFICIAL,)),
    ("cio", "CIO", (Role.CIO,)),
    ("head", "Agency head", (Role.AGENCY_HEAD,)),
    ("co", "Contracting officer", (Role.CONTRACTING_OFFICER,)),
    ("auditor", "Auditor", (Role.AUDITOR,)),
    ("admin", "Administrator", (Role.ADMINISTRATOR,)),
)
MANUFACTURER_OFFICES: Offices = (
    ("drafter", "Product security", (Role.DRAFTER,)),
    ("signer", "Director of compliance", (Role.SIGNER,)),
    ("viewer", "Federal sales", (Role.VIEWER,)),
    ("admin", "Administrator", (Role.ADMINISTRATOR,)),
)


@dataclass(frozen=True)
class Firm:
    """One organization of the demo with its accounts, by the first part of their e-mail address."""

    organization: Organization
    domain: str
    accounts: dict[str, User]

    def actor(self, office: str) -> Actor:
        """Return the office's account acting for the organization, with the roles it has now."""
        return load_actor(
            self.accounts[office],
            today=timezone.localdate(),
            organization_id=str(self.organization.pk),
        )


def found(kind: OrganizationKind, name: str, domain: str, offices: Offices = ()) -> Firm:
    """Found an organization with one account for every office, its own ones or those of its kind."""
    organization = actions.found_organization(kind=kind, name=name)
    accounts = {}
    for local, title, roles in offices or (AGENCY_OFFICES if kind is OrganizationKind.AGENCY else MANUFACTURER_OFFICES):
        user = _account(f"{local}@{domain}", name, title)
        actions.add_member(organization=organization, user=user, roles=list(roles))
        accounts[local] = user
    return Firm(organization, domain, accounts)


def add_operator() -> None:
    """Add the account that keeps the service; it belongs to no organization."""
    actions.set_operator(_account(OPERATOR, "Assay", "Operator"), is_operator=True)


def add_delegate(firm: Firm, role: Role, *, office: str, title: str, document: str) -> None:
    """Add an account that holds `role` by delegation only, for a year."""
    user = _account(f"delegate@{firm.domain}", firm.organization.name, title)
    membership = actions.add_member(organization=firm.organization, user=user, roles=[Role.AUDITOR])
    today = timezone.localdate()
    actions.delegate(
        membership=Membership.objects.get(pk=membership.pk),
        role=role,
        delegated_by=firm.accounts[office],
        document=document,
        scope="Waivers of purchases below the simplified acquisition threshold",
        starts_on=today - timedelta(days=200),
        ends_on=today + timedelta(days=165),
        by=firm.actor("admin"),
    )
    firm.accounts["delegate"] = user


def _account(email: str, organization: str, title: str) -> User:
    """Create an account with the demo's one password, hashed once: fifty slow hashes would be half of the first start."""
    user = actions.create_account(email=email, name=f"{title}, {organization}", title=title)
    User.objects.filter(pk=user.pk).update(password=_hashed_password())
    return user


@functools.cache
def _hashed_password() -> str:
    return make_password(PASSWORD)
