"""allauth's switches: accounts come from invitations only, and failed sign-ins are counted and recorded."""

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest

from apps.accounts.actions import sign_in
from apps.accounts.mail import tell_about_blocked_password
from apps.accounts.models import User


class AccountAdapter(DefaultAccountAdapter):
    """Closes self-registration, and stops sign-in by password after many failures in a row."""

    error_messages: ClassVar = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": "The e-mail address and the password do not belong together. Check both.",
        "too_many_login_attempts": (
            "Too many failed tries. Wait five minutes, then try again; or reset your password by mail."
        ),
        "incorrect_password": "This is not your password. Type it again.",
        "incorrect_code": "This code is not right, or it has expired. Wait for the next code and type that.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made when an invitation is accepted."""
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """Check the password; a blocked account gives the same answer for the right one as for a wrong one.

        Nobody can lock a person out with that: a passkey and the reset by mail stay open.
        """
        user = super().authenticate(request, **credentials)
        if not isinstance(user, User):
            return user
        if sign_in.is_blocked(user):
            self.authentication_failed(request, **credentials)
            return None
        sign_in.clear_failures(user)
        return user

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Record and count the failure; tell the person by mail when it stops sign-in by password."""
        email = credentials.get("email", "")
        if sign_in.note_failure(email=email, request_id=getattr(request, "request_id", "")):
            tell_about_blocked_password(email)
