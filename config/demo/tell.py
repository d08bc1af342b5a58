"""Builds the demo once: the three cases in the order of their dates, all or nothing."""

from collections.abc import Callable

from django.db import transaction

from apps.accounts.models import Organization
from apps.accounts.roles import OrganizationKind
from config.demo import case_a, case_b, case_c, case_d
from config.demo.people import AGENCY_OFFICES, MANUFACTURER_OFFICES, PASSWORD

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
)


def is_told() -> bool:
    """Tell whether the demo is there already."""
    return Organization.objects.filter(kind=OrganizationKind.AGENCY, name=AGENCIES[0][0]).exists()


def tell(say: Callable[[str], None]) -> bool:
    """Build the demo unless it is there; return whether it was built."""
    if is_told():
        return False
    with transaction.atomic():
        case_c.tell(say)
        case_b.tell(say)
        agency = case_a.civic_records()
        case_a.tell(agency, say)
        case_d.tell(agency, say)
    return True


def accounts() -> list[str]:
    """Return the lines that list the accounts and their password."""
    lines = [f"Every demo account has the password: {PASSWORD}", ""]
    for firms, offices in ((AGENCIES, AGENCY_OFFICES), (MANUFACTURERS, MANUFACTURER_OFFICES)):
        for name, domain in firms:
            lines.append(f"{name} (…@{domain})")
            lines.append("  " + ", ".join(f"{local}@" for local, _, _ in offices))
    lines.append("The Bureau of Public Buildings has delegate@ too, who acts for the agency head.")
    return lines
