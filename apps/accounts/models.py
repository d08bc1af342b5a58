"""Users, organizations, memberships with roles, delegations and invitations."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone

from apps.accounts.querysets import (
    InvitationQuerySet,
    MembershipQuerySet,
    OrganizationQuerySet,
    RoleAssignmentQuerySet,
)
from apps.accounts.roles import OrganizationKind, Role
from apps.core.constraints import one_of, paired
from apps.core.ids import uuid7


class UserManager(BaseUserManager["User"]):
    """Makes accounts; there are no superusers, since nobody may stand above the rules."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create an account; without a password it can sign in only by other ways."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save()
        return user


class User(AbstractBaseUser):
    """A person. What they may do in an organization is said by their memberships, never here.

    An operator keeps the service: editions of the catalog, organizations, jobs. That opens no organization's data.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    email = models.EmailField("e-mail address", unique=True)
    name = models.CharField("full name", max_length=120)
    title = models.CharField("title or office", max_length=120, blank=True)
    time_zone = models.CharField(max_length=64, default="UTC")
    is_active = models.BooleanField(default=True)
    is_operator = models.BooleanField("keeps the service", default=False)
    failed_sign_ins = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name or self.email


class Organization(models.Model):
    """A manufacturer or an agency: the tenant that owns data."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=20, choices=OrganizationKind)
    name = models.CharField(max_length=160, unique=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [one_of("organization", "kind", OrganizationKind.values)]

    def __str__(self) -> str:
        return self.name

    @property
    def is_agency(self) -> bool:
        """Tell whether this is the reviewing side."""
        return self.kind == OrganizationKind.AGENCY


class Membership(models.Model):
    """One person works for one organization."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="memberships")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "organization"],
                condition=models.Q(ended_at__isnull=True),
                name="membership_one_active_per_organization",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} at {self.organization}"


WHOLE_OFFICE = "All cases of the organization"
"""What a delegation covers that says nothing narrower."""


class RoleAssignment(models.Model):
    """A role that a membership carries. A delegation is one with the delegating person, a document and dates."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="role_assignments")
    role = models.CharField(max_length=30, choices=Role)
    delegated_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="delegations")
    document = models.CharField("delegation document", max_length=200, blank=True)
    scope = models.CharField("what the delegation covers", max_length=300, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = RoleAssignmentQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["membership", "role"],
                condition=models.Q(delegated_by__isnull=True),
                name="roleassignment_own_role_once",
            ),
            one_of("roleassignment", "role", Role.values),
            models.CheckConstraint(
                condition=models.Q(delegated_by__isnull=True)
                | models.Q(starts_on__isnull=False, ends_on__isnull=False) & ~models.Q(document=""),
                name="roleassignment_delegation_has_dates_and_document",
            ),
            models.CheckConstraint(
                condition=models.Q(starts_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
                name="roleassignment_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}{' (delegated)' if self.delegated_by_id else ''}"

    @property
    def covers(self) -> str:
        """Return what the delegation covers, in the words of who delegated."""
        return self.scope or WHOLE_OFFICE


class Invitation(models.Model):
    """A one-time link by which a person joins an organization; only the digest of its secret is stored."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField("e-mail address")
    roles = models.JSONField(default=list)
    token_sha256 = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [paired("invitation", "accepted_at", "accepted_by")]

    def __str__(self) -> str:
        return f"{self.email} to {self.organization}"
