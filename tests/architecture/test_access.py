"""Every address by every office: who is let in is compared with a table written here, not with the code's own."""

import itertools
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver

from apps.accounts.roles import Role
from apps.core.permissions import Permission
from tests.factories.accounts import make_member, sign_in

pytestmark = pytest.mark.django_db
P, R = Permission, Role

AGENCY = {
    R.REQUESTER,
    R.REVIEWER,
    R.ISSO,
    R.CISO,
    R.AUTHORIZING_OFFICIAL,
    R.CIO,
    R.AGENCY_HEAD,
    R.CONTRACTING_OFFICER,
    R.AUDITOR,
}
MAKER = {R.DRAFTER, R.SIGNER, R.VIEWER}
HOLDERS: dict[Permission, set[Role]] = {
    P.AUDIT_READ: {R.AUDITOR},
    P.DECLARATION_ATTEST: {R.SIGNER},
    P.DECLARATION_EDIT: {R.DRAFTER},
    P.DECLARATION_READ: AGENCY | MAKER,
    P.DECLARATION_SHARE: {R.SIGNER},
    P.EVIDENCE_ADD: {R.DRAFTER, R.REVIEWER, R.ISSO},
    P.EVIDENCE_READ: AGENCY | MAKER,
    P.MEMBERS_MANAGE: {R.ADMINISTRATOR},
    P.PRODUCT_EDIT: {R.DRAFTER},
    P.PRODUCT_READ: AGENCY | MAKER,
    P.QUESTION_ANSWER: {R.SIGNER},
    P.REPORT_MAKE: AGENCY - {R.REQUESTER},
    P.REPORT_READ: AGENCY,
    P.REVIEW_ACCEPT_RISK: {R.AUTHORIZING_OFFICIAL},
    P.REVIEW_ASSESS: {R.REVIEWER},
    P.REVIEW_CONCUR: {R.CISO},
    P.REVIEW_CONTRACT: {R.CONTRACTING_OFFICER},
    P.REVIEW_DETERMINE: {R.CIO},
    P.REVIEW_GRANT_WAIVER: {R.AGENCY_HEAD},
    P.REVIEW_READ: AGENCY,
    P.REVIEW_REQUEST: {R.REQUESTER},
    P.REVIEW_SECURE: {R.ISSO},
    P.SYSTEM_EDIT: {R.ISSO},
    P.SYSTEM_READ: AGENCY,
}
PUBLIC = {
    "accounts:accept_invitation",
    "catalog:browse",
    "catalog:control",
    "catalog:controls",
    "catalog:entry",
    "catalog:introduction",
    "catalog:profile",
    "catalog:profiles",
    "catalog:subcategory",
    "core:gallery",
    "core:healthz",
    "core:readyz",
    "reports:verify",
}
"""Addresses that anybody may open; an addition here is a decision."""
MISSING = {"uuid": "01890000-0000-7000-8000-000000000000", "str": "NOTHING-1", "slug": "nothing", "int": "999999"}
OWN_APPS = {"core", "audit", "accounts", "catalog", "evidence", "devices", "systems", "reviews", "reports"}


def patterns() -> Iterator[tuple[str, URLPattern, str]]:
    """Yield name, pattern and an address that points to nothing, for each address of ours."""
    for prefix, pattern, namespace in _walk(get_resolver().url_patterns, "", ""):
        if namespace in OWN_APPS:
            yield f"{namespace}:{pattern.name}", pattern, _address(prefix + str(pattern.pattern))


def _walk(found: Any, prefix: str, namespace: str) -> Iterator[tuple[str, URLPattern, str]]:
    for one in found:
        if hasattr(one, "url_patterns"):
            yield from _walk(one.url_patterns, prefix + str(one.pattern), one.namespace or namespace)
        else:
            yield prefix, one, namespace


def _address(route: str) -> str:
    for converter, value in MISSING.items():
        while f"<{converter}:" in route:
            start = route.index(f"<{converter}:")
            route = route[:start] + value + route[route.index(">", start) + 1 :]
    return f"/{route}"


ALL = list(patterns())


def permission_of(pattern: URLPattern) -> Permission:
    return pattern.callback.view_class.permission


def test_every_address_of_ours_declares_a_permission_that_the_table_knows() -> None:
    for name, pattern, _ in ALL:
        permission = permission_of(pattern)
        assert permission in HOLDERS or permission in (P.PUBLIC, P.SIGNED_IN), name
    assert set(Permission) == set(HOLDERS) | {P.PUBLIC, P.SIGNED_IN}


def test_public_addresses_are_the_ones_listed() -> None:
    assert {name for name, pattern, _ in ALL if permission_of(pattern) is P.PUBLIC} <= PUBLIC


def test_nobody_gets_in_without_signing_in(client: Client) -> None:
    for name, pattern, address in ALL:
        for method in (client.get, client.post):
            response = method(address)
            if permission_of(pattern) is P.PUBLIC:
                assert response.status_code in (200, 302, 404, 405, 422), name
            else:
                assert response.status_code == 302, name
                assert response["Location"].startswith("/account/login/"), name


@pytest.mark.parametrize(
    ("kind", "role"),
    [
        *itertools.product(["agency"], [*sorted(AGENCY), R.ADMINISTRATOR]),
        *itertools.product(["manufacturer"], [*sorted(MAKER), R.ADMINISTRATOR]),
    ],
)
def test_an_office_gets_in_where_the_table_says_and_a_missing_object_is_not_found(
    client: Client, kind: str, role: Role
) -> None:
    sign_in(client, make_member(kind, role))
    for name, pattern, address in ALL:
        permission = permission_of(pattern)
        if permission in (P.PUBLIC, P.SIGNED_IN):
            continue
        for method in (client.get, client.post):
            status = method(address).status_code
            if role in HOLDERS[permission]:
                # A GET on an act's address may lead on to its screen, which then is not found.
                missing = (404, 405, 302) if method == client.get else (404, 405)
                assert status in (missing if "0189" in address else (200, 302, 404, 405, 422)), (name, status)
            else:
                assert status == 403, (name, status)


def test_a_person_without_an_organization_gets_in_nowhere(client: Client) -> None:
    sign_in(client, make_member("agency"))
    for name, pattern, address in ALL:
        if permission_of(pattern) not in (P.PUBLIC, P.SIGNED_IN):
            assert client.get(address).status_code == 403, name
