"""The links of the header and the footer: which ones, for whom, and which one is current."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse

from apps.core.permissions import Actor, Permission
from apps.core.version import VERSION

type Entry = tuple[str, str, Permission | None]
"""A label, the name of the address, and the permission without which the link is left out."""

AGENCY: tuple[Entry, ...] = (
    ("Home", "reviews:home", None),
    ("Reviews", "reviews:list", Permission.REVIEW_READ),
    ("Procurements", "reviews:procurements", Permission.REVIEW_READ),
    ("Systems", "systems:list", Permission.SYSTEM_READ),
    ("Profiles", "catalog:own_profiles", Permission.REVIEW_READ),
    ("Evidence", "evidence:list", Permission.EVIDENCE_READ),
    ("Catalog", "catalog:browse", None),
    ("Audit", "audit:list", Permission.AUDIT_READ),
    ("Members", "accounts:members", Permission.MEMBERS_MANAGE),
)
MANUFACTURER: tuple[Entry, ...] = (
    ("Home", "devices:home", Permission.PRODUCT_READ),
    ("Products", "devices:products", Permission.PRODUCT_READ),
    ("Company answers", "devices:company_answers", Permission.DECLARATION_READ),
    ("Requests", "devices:requests", Permission.DECLARATION_READ),
    ("Evidence", "evidence:list", Permission.EVIDENCE_READ),
    ("Questions", "reviews:questions", Permission.DECLARATION_READ),
    ("Catalog", "catalog:browse", None),
    ("Members", "accounts:members", Permission.MEMBERS_MANAGE),
)
NO_ORGANIZATION: tuple[Entry, ...] = (("Home", "accounts:no_membership", None), ("Catalog", "catalog:browse", None))
OPERATING: tuple[Entry, ...] = (("Editions", "catalog:operate_editions", Permission.OPERATE),)
WITHIN = (("reviews:waivers", "reviews:list"), ("reviews:inventory", "reviews:list"))
"""Addresses without a link of their own, each with the link that it lies under."""
ANONYMOUS: tuple[Entry, ...] = (
    ("What it is", "catalog:introduction", None),
    ("Catalog", "catalog:browse", None),
    ("Verify a report", "reports:verify", None),
    ("Sign in", "account_login", None),
)
ACCOUNT: tuple[Entry, ...] = (
    ("Account and sign-in", "accounts:profile", None),
    ("What is mailed", "notifications:settings", Permission.NOTIFICATIONS_READ),
    ("Delegations", "accounts:delegations", Permission.OFFICE_DELEGATE),
)
SWITCH: Entry = ("Switch organization", "accounts:switch", None)
FOOTER: tuple[Entry, ...] = (
    ("What it is", "catalog:introduction", None),
    ("Catalog", "catalog:browse", None),
    ("Verify a report", "reports:verify", None),
)


@dataclass(frozen=True)
class NavItem:
    """One link; `current` when the page shown lies under it."""

    label: str
    url: str
    current: bool = False


def build(path: str, actor: Any) -> dict[str, Any]:
    """Return what the header and footer show at `path` to `actor` (None: nobody has signed in)."""
    account: tuple[Entry, ...] = ACCOUNT
    if actor is not None and len(getattr(actor, "memberships", ())) > 1:
        account = (SWITCH, *ACCOUNT)
    return {
        "main": _mark_current(path, _links((*_main(actor), *OPERATING), actor)),
        "account": _links(account, actor),
        "footer": _links(FOOTER, actor),
        "home": _address("catalog:introduction" if actor is None else "reviews:home") or "/",
        "sign_out": _address("account_logout"),
        "roles": ", ".join(sorted(role.label for role in actor.roles)) if actor is not None else "",
        "version": VERSION,
    }


def _main(actor: Actor | None) -> tuple[Entry, ...]:
    if actor is None:
        return ANONYMOUS
    if actor.organization is None:
        return NO_ORGANIZATION
    return AGENCY if actor.is_agency else MANUFACTURER


def _links(entries: Iterable[Entry], actor: Actor | None) -> list[NavItem]:
    links: list[NavItem] = []
    for label, name, permission in entries:
        if permission is not None and (actor is None or not actor.has_permission(permission)):
            continue
        url = _address(name)
        if url is not None:
            links.append(NavItem(label, url))
    return links


def _address(name: str) -> str | None:
    try:
        return reverse(name)
    except NoReverseMatch:
        return None


def _mark_current(path: str, items: list[NavItem]) -> list[NavItem]:
    """Mark the item with the longest address that `path` begins with; "/" only when it is the path itself."""
    for place, parent in WITHIN:
        address = _address(place)
        if address and path.startswith(address):
            path = _address(parent) or path
    under = [item for item in items if (path == item.url if item.url == "/" else path.startswith(item.url))]
    deepest = max(under, key=lambda item: len(item.url), default=None)
    return [NavItem(item.label, item.url, item is deepest) for item in items]
