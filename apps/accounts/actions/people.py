"""Accounts, and the choice of the organization that a person acts for."""

from typing import Any
from zoneinfo import available_timezones

from allauth.account.models import EmailAddress
from django.db import transaction

from apps.accounts.actors import Actor, Operator
from apps.accounts.models import Membership, Organization, User
from apps.audit.chain import record
from apps.core.errors import Invalid


@transaction.atomic
def create_account(*, email: str, name: str, password: str | None = None, title: str = "") -> User:
    """Create an account without any membership; the operator's act. Raise Invalid when the address is taken."""
    user = make_user(email=email, name=name, password=password, title=title)
    record("accounts.account_created", by=Operator(), target=user, after={"email": user.email})
    return user


@transaction.atomic
def set_operator(user: User, *, is_operator: bool) -> User:
    """Let a person keep the service, or end that; done at the command line, so that no account can raise another."""
    locked = User.objects.select_for_update().get(pk=user.pk)
    if locked.is_operator == is_operator:
        raise Invalid(f"{locked.email} is {'an operator already' if is_operator else 'no operator'}.")
    locked.is_operator = is_operator
    locked.save(update_fields=["is_operator"])
    verb = "accounts.operator_appointed" if is_operator else "accounts.operator_ended"
    record(verb, by=Operator(), target=locked, before={"operator": not is_operator}, after={"operator": is_operator})
    return locked


def make_user(*, email: str, name: str, password: str | None, title: str = "") -> User:
    """Write the account's row; the act around it records the event."""
    email = User.objects.normalize_email(email).lower()
    if not name.strip():
        raise Invalid("Give the person's full name.")
    if User.objects.filter(email=email).exists():
        raise Invalid("There is an account with this e-mail address already. Sign in with it instead.")
    user = User.objects.create_user(email=email, password=password, name=name.strip(), title=title.strip())
    # Proven: the link of the invitation arrived there, or the operator vouches for it.
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


@transaction.atomic
def change_profile(*, name: str, title: str, time_zone: str, by: Actor) -> User:
    """Change one's own name, title and time zone."""
    user = User.objects.select_for_update().get(pk=by.user.pk)
    if not name.strip():
        raise Invalid("Give your full name: it stands under what you sign.")
    if time_zone not in available_timezones():
        raise Invalid("Choose a time zone from the list.")
    before = _profile(user)
    user.name, user.title, user.time_zone = name.strip(), title.strip(), time_zone
    user.save(update_fields=["name", "title", "time_zone"])
    record("accounts.profile_changed", by=by, target=user, before=before, after=_profile(user))
    return user


def _profile(user: User) -> dict[str, Any]:
    return {"name": user.name, "title": user.title, "time_zone": user.time_zone}


@transaction.atomic
def switch_organization(*, organization_id: str, by: Actor) -> Organization:
    """Record that the person now acts for another of their organizations; raise Membership.DoesNotExist if foreign."""
    membership = (
        Membership.objects.active().select_related("organization").get(user=by.user, organization_id=organization_id)
    )
    record(
        "accounts.organization_switched",
        by=by,
        target=membership.organization,
        before={"organization": str(by.organization or "")},
        after={"organization": str(membership.organization)},
    )
    return membership.organization
