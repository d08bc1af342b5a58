"""Signing acts ask for a fresh confirmation of identity, after the permission."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path, reverse

from apps.accounts.identity import ConfirmsIdentity
from apps.accounts.roles import OrganizationKind, Role
from apps.core.permissions import Permission
from apps.core.views import Act
from tests.factories.accounts import PASSWORD, make_member, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.accounts.test_identity")]


class Sign(ConfirmsIdentity, Act):
    permission = Permission.REVIEW_DETERMINE

    def post(self, request: HttpRequest) -> HttpResponse:
        return HttpResponse(f"signed by {request.actor} with {request.POST['reason']}")


urlpatterns = [path("sign/", Sign.as_view(), name="sign"), path("", include("config.urls"))]


def test_a_signing_act_resumes_with_the_typed_text_after_the_confirmation(client: Client) -> None:
    sign_in(client, make_member(OrganizationKind.AGENCY, Role.CIO), fresh=False)

    asked = client.post("/sign/", {"reason": "all gaps closed"})
    assert asked.url == reverse("account_reauthenticate") + "?next=%2Fsign%2F"
    signed = client.post(asked.url, {"password": PASSWORD, "next": "/sign/"})

    assert b"with all gaps closed" in signed.content


def test_a_fresh_confirmation_is_enough(client: Client) -> None:
    sign_in(client, make_member(OrganizationKind.AGENCY, Role.CIO))
    assert b"with yes" in client.post("/sign/", {"reason": "yes"}).content


def test_the_permission_comes_before_the_confirmation(client: Client) -> None:
    sign_in(client, make_member(OrganizationKind.AGENCY, Role.REVIEWER), fresh=False)
    assert client.post("/sign/", {"reason": "no"}).status_code == 403


def test_htmx_is_led_to_the_confirmation_page_as_a_whole(client: Client) -> None:
    sign_in(client, make_member(OrganizationKind.AGENCY, Role.CIO), fresh=False)
    answer = client.post("/sign/", {"reason": "x"}, headers={"HX-Request": "true"})
    assert answer["HX-Redirect"].startswith(reverse("account_reauthenticate"))
