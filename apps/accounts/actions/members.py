"""Memberships, roles and delegations."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from apps.accounts import policies
from apps.accounts.actors import Actor, Operator
from apps.accounts.models import Membership, Organization, RoleAssignment, User
from apps.accounts.permissions import check_user_can_delegate, check_user_can_manage_members
from apps.accounts.roles import Role
from apps.audit.chain import record
from apps.core.errors import Invalid, Stale


def lock_organization(organization_id: UUID) -> Organization:
    """Lock the organization's row: changes of its members happen one after the other."""
    return Organization.objects.select_for_update().get(pk=organization_id)


def join(organization: Organization, user: User, roles: Iterable[str]) -> Membership:
    """Write a membership with its roles; the act around it records the event."""
    roles = list(dict.fromkeys(roles))
    policies.check_roles_fit(organization, roles)
    policies.check_can_join(organization, user)
    membership = Membership.objects.create(user=user, organization=organization)
    _assign(membership, roles)
    return membership


@transaction.atomic
def add_member(*, organization: Organization, user: User, roles: Collection[str]) -> Membership:
    """Make an existing person a member; the operator's act (an administrator invites instead)."""
    organization = lock_organization(organization.pk)
    membership = join(organization, user, roles)
    record("accounts.member_added", by=Operator(organization), target=membership, after={"roles": sorted(roles)})
    return membership


@transaction.atomic
def set_roles(
    *, membership: Membership, roles: Collection[str], expected: Collection[str] | None = None, by: Actor | None
) -> Membership:
    """Replace the roles that a member holds by themselves; delegations stay as they are.

    Raise Stale when the roles are no longer the `expected` ones that the person saw.
    """
    membership, organization = _lock(membership, by)
    before = set(_own_roles(membership))
    after = set(roles)
    if expected is not None and set(expected) != before:
        raise Stale(f"Somebody else changed the roles of {membership.user} meanwhile. Look at them again, then decide.")
    policies.check_roles_fit(organization, after)
    if Role.ADMINISTRATOR not in after:
        policies.check_keeps_an_administrator(membership)
    membership.role_assignments.own().filter(role__in=before - after).delete()
    _assign(membership, after - before)
    record(
        "accounts.roles_changed",
        by=by or Operator(organization),
        target=membership,
        before={"roles": sorted(before)},
        after={"roles": sorted(after)},
    )
    return membership


@transaction.atomic
def end_membership(*, membership: Membership, at: datetime, by: Actor | None) -> Membership:
    """End a membership; its roles act no longer from the next request on. Raise NotNow for the last administrator."""
    membership, organization = _lock(membership, by)
    policies.check_keeps_an_administrator(membership)
    membership.ended_at = at
    membership.save(update_fields=["ended_at"])
    record(
        "accounts.membership_ended",
        by=by or Operator(organization),
        target=membership,
        before={"roles": sorted(membership.role_assignments.values_list("role", flat=True))},
        after={"ended_at": at},
    )
    return membership


@transaction.atomic
def delegate(
    *,
    membership: Membership,
    role: str,
    delegated_by: User,
    document: str,
    starts_on: date,
    ends_on: date,
    by: Actor | None,
    scope: str = "",
) -> RoleAssignment:
    """Let a member act in somebody's office from one day to another, on the strength of a document.

    The office's holder does it, or an administrator who records what the holder has signed. `scope` says in words which
    cases it covers; empty means all of them.
    """
    membership, organization = _lock(membership, by, holder=delegated_by)
    policies.check_delegation(membership, role, delegated_by, starts_on, ends_on)
    if not document.strip():
        raise Invalid("Name the document that delegates the office, for example “Memo 26-014 of 3 Nov 2026”.")
    assignment = RoleAssignment.objects.create(
        membership=membership,
        role=role,
        delegated_by=delegated_by,
        document=document.strip(),
        scope=scope.strip(),
        starts_on=starts_on,
        ends_on=ends_on,
    )
    record(
        "accounts.office_delegated",
        by=by or Operator(organization),
        target=membership,
        after={
            "role": role,
            "delegated_by": str(delegated_by),
            "document": assignment.document,
            "scope": assignment.covers,
            "starts_on": starts_on,
            "ends_on": ends_on,
        },
    )
    return assignment


@transaction.atomic
def end_delegation(*, assignment: RoleAssignment, at: datetime, by: Actor | None) -> None:
    """End a delegation at once; its row stays, since acts may have been signed under it."""
    membership, organization = _lock(assignment.membership, by, holder=assignment.delegated_by)
    assignment = membership.role_assignments.delegations().get(pk=assignment.pk)
    assignment.ended_at = at
    assignment.save(update_fields=["ended_at"])
    record(
        "accounts.delegation_ended",
        by=by or Operator(organization),
        target=membership,
        before={"role": assignment.role, "document": assignment.document, "ends_on": assignment.ends_on},
        after={"ended_at": at},
    )


def _lock(membership: Membership, by: Actor | None, *, holder: User | None = None) -> tuple[Membership, Organization]:
    """Return the locked member; `holder` is whose office is delegated, and may act beside an administrator."""
    organization = lock_organization(membership.organization_id)
    if holder is not None:
        check_user_can_delegate(by, organization, holder)
    else:
        check_user_can_manage_members(by, organization)
    locked = Membership.objects.select_related("user", "organization").select_for_update(of=("self",))
    membership = locked.get(pk=membership.pk)
    policies.check_is_active(membership)
    return membership, organization


def _own_roles(membership: Membership) -> list[str]:
    return list(membership.role_assignments.own().values_list("role", flat=True))


def _assign(membership: Membership, roles: Iterable[str]) -> None:
    RoleAssignment.objects.bulk_create([RoleAssignment(membership=membership, role=role) for role in sorted(roles)])
