"""Who sees which accounts, organizations and memberships."""

from typing import Any

from django.db import models

from apps.core.permissions import Actor


class OrganizationQuerySet(models.QuerySet[Any]):
    """Organizations are known by name to everybody who has signed in; their members are not."""

    def visible_to(self, actor: Actor | None) -> "OrganizationQuerySet":
        """Return the actor's own organization."""
        return self.filter(pk=actor.organization.pk) if actor is not None and actor.organization else self.none()


class MembershipQuerySet(models.QuerySet[Any]):
    """Memberships of one's own organization."""

    def visible_to(self, actor: Actor | None) -> "MembershipQuerySet":
        """Return the memberships of the actor's organization."""
        return self.filter(organization=actor.organization) if actor is not None and actor.organization else self.none()

    def active(self) -> "MembershipQuerySet":
        """Return the memberships that have not ended."""
        return self.filter(ended_at__isnull=True)


class RoleAssignmentQuerySet(models.QuerySet[Any]):
    """Roles that members hold by themselves, and delegations."""

    def visible_to(self, actor: Actor | None) -> "RoleAssignmentQuerySet":
        """Return the assignments in the actor's organization."""
        if actor is None or actor.organization is None:
            return self.none()
        return self.filter(membership__organization=actor.organization)

    def own(self) -> "RoleAssignmentQuerySet":
        """Return the roles that people hold by themselves."""
        return self.filter(delegated_by__isnull=True)

    def delegations(self) -> "RoleAssignmentQuerySet":
        """Return the delegations that nobody ended (their dates may lie in the past or the future)."""
        return self.filter(delegated_by__isnull=False, ended_at__isnull=True)


class InvitationQuerySet(models.QuerySet[Any]):
    """Invitations of one's own organization."""

    def visible_to(self, actor: Actor | None) -> "InvitationQuerySet":
        """Return the invitations that the actor's organization sent."""
        return self.filter(organization=actor.organization) if actor is not None and actor.organization else self.none()

    def open(self, at: Any) -> "InvitationQuerySet":
        """Return those that were neither used nor withdrawn and have not expired at the time `at`."""
        return self.filter(accepted_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=at)
