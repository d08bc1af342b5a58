"""Builds the demo once: the three cases in the order of their dates, all or nothing."""

from collections.abc import Callable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from apps.accounts.actors import Actor, load_actor
from apps.accounts.models import Organization, User
from apps.accounts.roles import OrganizationKind
from apps.notifications.actions import mark_read
from apps.notifications.models import Delivery
from apps.reports import actions as reports
from apps.reviews.models import Review
from config.demo import case_a, case_b, case_c, case_d
from config.demo.people import AGENCY_OFFICES, MANUFACTURER_OFFICES, OPERATOR, PASSWORD, add_operator

AGENCIES = (
    ("Office of Civic Records", "civic-records.example"),
    ("Northmere Veterans Hospital", "northmere.example"),
    ("Bureau of Public Buildings", "public-buildings.example"),
)
MANUFACTURERS = (
    ("Halden Ridge Optics", "haldenridge.example"),
    ("Corvale Medical", "corvale.example"),
    ("Tessarine Environmental", "tessarine.example"),
    ("Quayline Access", "quayline.example"),
    ("Merrow Controls", "merrow.example"),
)


def is_told() -> bool:
    """Tell whether the demo is there already."""
    return Organization.objects.filter(kind=OrganizationKind.AGENCY, name=AGENCIES[0][0]).exists()


def tell(say: Callable[[str], None]) -> bool:
    """Build the demo unless it is there; return whether it was built."""
    if is_told():
        return False
    with transaction.atomic():
        waived = case_c.tell(say)
        case_b.tell(say)
        agency = case_a.civic_records()
        decided = case_a.tell(agency, say)
        case_d.tell(agency, say)
        add_operator()
        _read_old_news()
        for review in (decided, waived):
            reports.request_report(review, by=_reviewer_of(review), at=timezone.now())
    return True


def _read_old_news() -> None:
    """Let everybody have read what they were told until last week; the bell counts what is left."""
    now = timezone.now()
    mark_read(Delivery.objects.filter(created_at__lt=now - timedelta(days=6)), at=now)


def _reviewer_of(review: Review) -> Actor:
    """Return the reviewer's office: the worker makes the report as soon as one runs."""
    domain = dict(AGENCIES)[review.organization.name]
    reviewer = User.objects.get(email=f"reviewer@{domain}")
    return load_actor(reviewer, today=timezone.localdate(), organization_id=str(review.organization_id))


def accounts() -> list[str]:
    """Return the lines that list the accounts and their password."""
    lines = [f"Every demo account has the password: {PASSWORD}", ""]
    for firms, offices in ((AGENCIES, AGENCY_OFFICES), (MANUFACTURERS, MANUFACTURER_OFFICES)):
        for name, domain in firms:
            lines.append(f"{name} (…@{domain})")
            lines.append("  " + ", ".join(f"{local}@" for local, _, _ in offices))
    lines.append("The Bureau of Public Buildings has delegate@ too, who acts for the agency head.")
    lines.append(f"{OPERATOR} keeps the service: editions of the catalog.")
    return lines
