"""Writes what happens in the sign-in library to the record of acts; nothing is decided here."""

from typing import Any

from allauth.account import signals as account
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa import signals as mfa
from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from apps.accounts.actions import sign_in
from apps.accounts.actors import Actor, load_actor
from apps.accounts.middleware import SESSION_KEY
from apps.accounts.models import User


def _actor(request: HttpRequest | None, user: User) -> Actor:
    session = getattr(request, "session", {})
    return load_actor(
        user,
        today=timezone.localdate(),
        organization_id=session.get(SESSION_KEY),
        request_id=getattr(request, "request_id", ""),
    )


@receiver(account.user_logged_in)
def signed_in(request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Record a sign-in with its methods, never with what was typed."""
    methods = [entry["method"] for entry in get_authentication_records(request, user)]
    sign_in.note("signed_in", by=_actor(request, user), after={"methods": methods})


@receiver(user_logged_out)
def signed_out(request: HttpRequest, user: User | None, **kwargs: Any) -> None:
    """Record a sign-out."""
    if user is not None:
        sign_in.note("signed_out", by=_actor(request, user))


@receiver(account.authentication_step_completed)
def identity_confirmed(request: HttpRequest, user: User, method: str, **kwargs: Any) -> None:
    """Record a fresh confirmation of identity; the steps of a sign-in are part of that event."""
    if kwargs.get("reauthenticated"):
        sign_in.note("identity_confirmed", by=_actor(request, user), after={"method": method})


@receiver(account.password_changed)
@receiver(account.password_set)
def password_changed(request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Record a new password."""
    sign_in.note("password_changed", by=_actor(request, user))


@receiver(account.password_reset)
def password_reset(request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Record a password set through the mailbox; it opens a blocked account again."""
    sign_in.clear_failures(user)
    sign_in.note("password_reset", by=_actor(request, user))


@receiver(account.email_changed)
def email_changed(request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Record a new e-mail address."""
    sign_in.note("email_changed", by=_actor(request, user), after={"email": kwargs["to_email_address"].email})


@receiver(mfa.authenticator_added)
def second_factor_added(request: HttpRequest, user: User, authenticator: Any, **kwargs: Any) -> None:
    """Record a new second factor."""
    sign_in.note("second_factor_added", by=_actor(request, user), after={"type": authenticator.type})


@receiver(mfa.authenticator_removed)
def second_factor_removed(request: HttpRequest, user: User, authenticator: Any, **kwargs: Any) -> None:
    """Record a removed second factor."""
    sign_in.note("second_factor_removed", by=_actor(request, user), after={"type": authenticator.type})


@receiver(mfa.authenticator_reset)
def recovery_codes_renewed(request: HttpRequest, user: User, authenticator: Any, **kwargs: Any) -> None:
    """Record new recovery codes."""
    sign_in.note("recovery_codes_renewed", by=_actor(request, user), after={"type": authenticator.type})


@receiver(mfa.authentication_failed)
def second_factor_failed(request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Record a wrong code."""
    sign_in.note_failure(email=user.email, request_id=getattr(request, "request_id", ""), step="second factor")
