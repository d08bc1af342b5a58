"""When the members of an organization can change; each check raises with a sentence for the person."""

from collections.abc import Collection
from datetime import date, datetime

from apps.accounts.models import Invitation, Membership, Organization, RoleAssignment, User
from apps.accounts.roles import DELEGABLE_ROLES, ROLES_OF_KIND, OrganizationKind, Role
from apps.core.errors import Invalid, NotNow

LINK_IS_DEAD = (
    "This invitation can no longer be used. It may have been used already, withdrawn, or be older than seven days. "
    "Ask an administrator of the organization for a new one."
)


def check_roles_fit(organization: Organization, roles: Collection[str]) -> None:
    """Raise Invalid unless there is at least one role and each exists on this side of a review."""
    if not roles:
        raise Invalid("Choose at least one role. To take away all of them, end the membership.")
    known = ROLES_OF_KIND[OrganizationKind(organization.kind)]
    for role in roles:
        if role not in known:
            label = Role(role).label if role in Role.values else role
            raise Invalid(f"“{label}” is not a role of {organization}. Choose roles from the list.")


def check_keeps_an_administrator(membership: Membership) -> None:
    """Raise NotNow when this membership carries the organization's last administrator."""
    others = RoleAssignment.objects.filter(
        membership__organization=membership.organization_id,
        membership__ended_at__isnull=True,
        membership__user__is_active=True,
        role=Role.ADMINISTRATOR,
    ).exclude(membership=membership)
    is_administrator = membership.role_assignments.filter(role=Role.ADMINISTRATOR).exists()
    if is_administrator and not others.exists():
        raise NotNow(
            f"{membership.user} is the last administrator of {membership.organization}. "
            "Make somebody else an administrator first."
        )


def check_is_active(membership: Membership) -> None:
    """Raise NotNow when the membership has ended."""
    if membership.ended_at is not None:
        raise NotNow(f"{membership.user} no longer works for {membership.organization}. Invite them again.")


def check_can_join(organization: Organization, user: User) -> None:
    """Raise NotNow when the person works for the organization already."""
    if Membership.objects.active().filter(organization=organization, user=user).exists():
        raise NotNow(f"{user} already works for {organization}. An administrator can change the roles instead.")


def check_can_be_invited(organization: Organization, email: str) -> None:
    """Raise NotNow when a member of the organization has this address."""
    member = Membership.objects.active().filter(organization=organization, user__email=email)
    if member.exists():
        raise NotNow(f"{email} already works for {organization}. Change the roles in the list of members instead.")


def check_is_open(invitation: Invitation, at: datetime) -> None:
    """Raise NotNow when the invitation was used or withdrawn, or is too old; the sentence never tells which."""
    if invitation.accepted_at or invitation.withdrawn_at or invitation.expires_at <= at:
        raise NotNow(LINK_IS_DEAD)


def check_delegation(membership: Membership, role: str, delegated_by: User, starts_on: date, ends_on: date) -> None:
    """Raise when the delegation says something impossible (domain.md section 4, rule 11)."""
    if role not in DELEGABLE_ROLES:
        raise Invalid("This role cannot be delegated. Give it to the person by itself instead.")
    check_roles_fit(membership.organization, [role])
    if ends_on < starts_on:
        raise Invalid("The delegation ends before it starts. Check the two dates.")
    if delegated_by == membership.user:
        raise Invalid("Nobody delegates a role to themselves. Choose the person whose office is delegated.")
    label = Role(role).label
    holds_it = RoleAssignment.objects.own().filter(
        membership__organization=membership.organization_id,
        membership__user=delegated_by,
        membership__ended_at__isnull=True,
        role=role,
    )
    if not holds_it.exists():
        raise Invalid(f"{delegated_by} is not {label} of {membership.organization} and cannot delegate that office.")
    if membership.role_assignments.own().filter(role=role).exists():
        raise NotNow(f"{membership.user} is {label} already and needs no delegation.")
    overlapping = membership.role_assignments.delegations().filter(
        role=role, starts_on__lte=ends_on, ends_on__gte=starts_on
    )
    if overlapping.exists():
        raise NotNow(f"{membership.user} acts as {label} by delegation in these days already. End that one first.")
