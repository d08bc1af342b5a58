"""Who acts: a person, for one organization, with the roles that are in force now."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from apps.accounts.models import Membership, Organization, RoleAssignment, User
from apps.accounts.roles import ROLE_PERMISSIONS, Role
from apps.core.errors import NotPermitted
from apps.core.permissions import Permission


@dataclass(frozen=True)
class Actor:
    """The `by=` of every action. Built anew at each request, so that a removed role acts at once."""

    user: User
    organization: Organization | None = None
    roles: frozenset[Role] = frozenset()
    delegations: dict[Role, RoleAssignment] = field(default_factory=dict, hash=False, compare=False)
    memberships: tuple[Membership, ...] = field(default=(), hash=False, compare=False)
    request_id: str = ""

    def has_permission(self, permission: Permission) -> bool:
        """Tell whether one of the present roles holds `permission`; operating the service is no role's."""
        if permission is Permission.OPERATE:
            return self.user.is_operator
        return any(permission in ROLE_PERMISSIONS[role] for role in self.roles)

    def acting_role(self, permission: Permission) -> Role | None:
        """Return the role by which the person holds `permission`, for the record; None when they do not."""
        return next((role for role in Role if role in self.roles and permission in ROLE_PERMISSIONS[role]), None)

    @property
    def is_agency(self) -> bool:
        """Tell whether the person acts for an agency."""
        return self.organization is not None and self.organization.is_agency

    @property
    def own_organization(self) -> Organization:
        """Return the organization acted for; raise NotPermitted when the person works for none."""
        if self.organization is None:
            raise NotPermitted("You do not work for an organization here. Ask its administrator for an invitation.")
        return self.organization

    def acts_for(self, organization_id: UUID) -> bool:
        """Tell whether the person acts for the organization with this id."""
        return self.organization is not None and self.organization.pk == organization_id


@dataclass(frozen=True)
class Operator:
    """Who runs the service, acting at its command line inside one organization; holds no role there."""

    organization: Organization | None = None
    user: None = None
    roles: frozenset[Role] = frozenset()
    request_id: str = ""


_counts: dict[str, Callable[[], Any]] = {}


def count_with_memberships(name: str, expression: Callable[[], Any]) -> None:
    """Let every membership of an actor carry a count under `name`; called once by the layer above that counts.

    The count comes in the statement that reads the memberships, so that showing it on every page costs none.
    """
    _counts[name] = expression


def load_actor(user: User, *, today: date, organization_id: str | None = None, request_id: str = "") -> Actor:
    """Return the actor for the chosen organization, or for the first one that the person works for.

    Two statements: memberships with their organizations, and the role assignments of the chosen one.
    """
    memberships = tuple(
        Membership.objects.active()
        .filter(user=user)
        .select_related("organization")
        .annotate(**{name: expression() for name, expression in _counts.items()})
        .order_by("organization__name", "pk")
    )
    if not memberships:
        return Actor(user=user, request_id=request_id)
    chosen = next((m for m in memberships if str(m.organization_id) == organization_id), memberships[0])
    assignments = RoleAssignment.objects.filter(membership=chosen, ended_at__isnull=True).select_related("delegated_by")
    own = {Role(assignment.role) for assignment in assignments if assignment.delegated_by_id is None}
    delegations = {
        Role(assignment.role): assignment
        for assignment in assignments
        if assignment.role not in own and _in_force(assignment, today)
    }
    return Actor(
        user=user,
        organization=chosen.organization,
        roles=frozenset(own | delegations.keys()),
        delegations=delegations,
        memberships=memberships,
        request_id=request_id,
    )


def _in_force(assignment: RoleAssignment, today: date) -> bool:
    return bool(assignment.starts_on and assignment.ends_on and assignment.starts_on <= today <= assignment.ends_on)
