"""Invitations: one-time links by which people join an organization."""

import hashlib
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction

from apps.accounts import policies
from apps.accounts.actions.members import join, lock_organization
from apps.accounts.actions.people import make_user
from apps.accounts.actors import Actor, Operator
from apps.accounts.mail import send_invitation
from apps.accounts.models import Invitation, Membership, Organization, User
from apps.accounts.permissions import check_user_can_manage_members
from apps.accounts.roles import Role
from apps.audit.chain import record
from apps.core.errors import Invalid, NotNow

LIFETIME = timedelta(days=7)


def find_open_invitation(token: str, *, at: datetime) -> Invitation | None:
    """Return the invitation whose secret is `token` when it can still be used, otherwise None."""
    return Invitation.objects.open(at).select_related("organization").filter(token_sha256=_digest(token)).first()


@transaction.atomic
def invite(
    *, organization: Organization, email: str, roles: Collection[str], at: datetime, by: Actor | None
) -> tuple[Invitation, str]:
    """Invite a person by mail; return the invitation and its secret, of which only the digest is stored.

    An open invitation of the same address is withdrawn, so that one link is valid at a time.
    """
    organization = lock_organization(organization.pk)
    check_user_can_manage_members(by, organization)
    email = User.objects.normalize_email(email).lower()
    policies.check_roles_fit(organization, roles)
    policies.check_can_be_invited(organization, email)
    Invitation.objects.open(at).filter(organization=organization, email=email).update(withdrawn_at=at)
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        organization=organization,
        email=email,
        roles=sorted(roles),
        token_sha256=_digest(token),
        invited_by=by.user if by else None,
        created_at=at,
        expires_at=at + LIFETIME,
    )
    record(
        "accounts.person_invited",
        by=by or Operator(organization),
        target=invitation,
        after={"email": email, "roles": invitation.roles, "expires_at": invitation.expires_at},
    )
    transaction.on_commit(lambda: send_invitation(invitation, token), robust=True)
    return invitation, token


@transaction.atomic
def withdraw_invitation(*, invitation: Invitation, at: datetime, by: Actor) -> Invitation:
    """Withdraw an invitation; its link shows the same page as an unknown one."""
    invitation = _lock(invitation)
    check_user_can_manage_members(by, invitation.organization)
    policies.check_is_open(invitation, at)
    invitation.withdrawn_at = at
    invitation.save(update_fields=["withdrawn_at"])
    record("accounts.invitation_withdrawn", by=by, target=invitation, after={"withdrawn_at": at})
    return invitation


@transaction.atomic
def accept_invitation(
    *, token: str, at: datetime, user: User | None = None, name: str = "", password: str | None = None
) -> Membership:
    """Join the organization: with the signed-in `user`'s account, or with a new one of this name and password.

    Raise NotNow when the link is dead, the person is a member already, or the invited address has an account.
    """
    found = find_open_invitation(token, at=at)
    if found is None:
        raise NotNow(policies.LINK_IS_DEAD)
    organization = lock_organization(found.organization_id)
    invitation = _lock(found)
    policies.check_is_open(invitation, at)
    if user is None:
        if not password:
            raise Invalid("Choose a password.")
        user = make_user(email=invitation.email, name=name, password=password)
    membership = join(organization, user, invitation.roles)
    invitation.accepted_at, invitation.accepted_by = at, user
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    record(
        "accounts.invitation_accepted",
        by=Actor(user=user, organization=organization, roles=frozenset(map(Role, invitation.roles))),
        target=invitation,
        after={"member": str(user), "email": user.email, "roles": invitation.roles},
    )
    return membership


def _lock(invitation: Invitation) -> Invitation:
    return Invitation.objects.select_related("organization").select_for_update(of=("self",)).get(pk=invitation.pk)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
