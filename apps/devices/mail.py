"""Mails about requests and shared declarations; sent after the commit, in plain text."""

from collections.abc import Iterable

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse

from apps.accounts.models import Organization, User
from apps.accounts.roles import Role
from apps.devices.models import AnswerRequest, DeclarationGrant


def request_received(request: AnswerRequest) -> None:
    """Tell the manufacturer's drafters and signers that an agency asks."""
    link = settings.BASE_URL + reverse("devices:request", args=[request.pk])
    context = {"request": request, "entries": request.entries.count(), "link": link}
    _send("request_received", context, _members(request.product.organization, (Role.DRAFTER, Role.SIGNER)))


def declaration_shared(grant: DeclarationGrant) -> None:
    """Tell the agency's reviewers that they can read the declaration."""
    link = settings.BASE_URL + grant.declaration.get_absolute_url()
    _send("declaration_shared", {"grant": grant, "link": link}, _members(grant.agency, (Role.REVIEWER,)))


def _members(organization: Organization, roles: Iterable[Role]) -> list[str]:
    people = User.objects.filter(
        is_active=True,
        memberships__organization=organization,
        memberships__ended_at__isnull=True,
        memberships__role_assignments__role__in=list(roles),
    )
    return sorted(set(people.values_list("email", flat=True)))


def _send(event: str, context: dict[str, object], recipients: list[str]) -> None:
    """Send one mail to each person, so that nobody learns the others' addresses."""
    subject = render_to_string(f"emails/devices/{event}_subject.txt", context).strip()
    body = render_to_string(f"emails/devices/{event}.txt", context)
    for address in recipients:
        send_mail(subject, body, None, [address])
