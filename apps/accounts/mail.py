"""Mail about accounts. Texts live in `templates/emails/accounts/`; the first line is the subject."""

from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse

from apps.accounts.models import Invitation
from apps.accounts.roles import Role


def send_invitation(invitation: Invitation, token: str) -> None:
    """Send the link that accepts an invitation."""
    _send(
        "invitation",
        invitation.email,
        organization=invitation.organization,
        invited_by=invitation.invited_by,
        roles=[Role(role).label for role in invitation.roles],
        link=invitation_link(token),
    )


def invitation_link(token: str) -> str:
    """Return the full address that accepts the invitation with this secret."""
    return f"{settings.BASE_URL}{reverse('accounts:accept_invitation', args=[token])}"


def tell_about_blocked_password(email: str) -> None:
    """Tell the owner of an account that sign-in by password has been stopped, and what opens it again."""
    _send("password_blocked", email, link=f"{settings.BASE_URL}{reverse('account_reset_password')}")


def _send(name: str, address: str, **context: Any) -> None:
    subject, _, text = render_to_string(f"emails/accounts/{name}.txt", context).partition("\n")
    send_mail(subject=subject.strip(), message=text.lstrip(), from_email=None, recipient_list=[address])
