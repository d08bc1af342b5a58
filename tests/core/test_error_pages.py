import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.test import Client, RequestFactory, override_settings
from django.urls import path, reverse

from apps.accounts.roles import Role
from tests.factories.accounts import make_member, sign_in

pytestmark = pytest.mark.django_db


def _damaged(request: HttpRequest) -> HttpResponse:
    raise SuspiciousOperation("damaged")


def _denied(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied("Only the signer attests.")


for view in (_damaged, _denied):
    view.login_required = False  # type: ignore[attr-defined]

from config.urls import urlpatterns as product

urlpatterns = [path("damaged/", _damaged), path("denied/", _denied), *product]
handler400 = "apps.core.pages.bad_request"


def test_an_address_with_nothing_behind_it_says_what_to_check(client: Client) -> None:
    answer = client.get("/nothing/here/")

    assert answer.status_code == 404
    assert "There is nothing at this address for you" in answer.content.decode()
    assert "/nothing/here/" not in answer.content.decode()


def test_a_role_that_is_too_small_is_told_whom_to_ask(client: Client) -> None:
    answer = sign_in(client, make_member("agency", Role.REVIEWER)).get(reverse("accounts:members"))

    assert answer.status_code == 403
    assert "Your role in this organization does not include this." in answer.content.decode()
    assert "ask an administrator" in answer.content.decode()


@override_settings(ROOT_URLCONF=__name__)
def test_the_reason_for_a_refusal_is_shown(client: Client) -> None:
    assert "Only the signer attests." in client.get("/denied/").content.decode()


def test_a_form_without_its_token_says_how_to_go_on() -> None:
    answer = Client(enforce_csrf_checks=True).post(reverse("account_login"), {"login": "a@example.gov"})

    assert answer.status_code == 403
    assert "This form was out of date" in answer.content.decode()
    assert "Nothing was saved" in answer.content.decode()


@override_settings(ROOT_URLCONF=__name__)
def test_a_damaged_request_gets_its_number(client: Client) -> None:
    answer = client.get("/damaged/")

    assert answer.status_code == 400
    assert "We could not read that request" in answer.content.decode()
    assert "<code>" in answer.content.decode()


def test_too_much_text_is_answered_with_413_and_nothing_is_lost(client: Client) -> None:
    answer = client.post(reverse("account_login"), {"login": "x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)})

    assert answer.status_code == 413
    assert "That was too large" in answer.content.decode()


def test_the_page_for_failures_needs_nothing_that_could_fail_as_well() -> None:
    page = render_to_string("500.html")

    assert "Something broke on our side" in page
    assert "{%" not in (settings.BASE_DIR / "templates" / "500.html").read_text()
    assert (settings.BASE_DIR / "static" / "css" / "error.css").is_file()
    assert "/static/css/error.css" in page


def test_a_stale_edit_shows_both_texts() -> None:
    page = render_to_string(
        "409.html",
        {
            "yours": "Mine.",
            "theirs": "Theirs.",
            "who": "M. Reyes, 14:31",
            "field": "Reason",
            "back": "/x/",
            "actor": None,
        },
        RequestFactory().get("/"),
    )

    assert "Mine." in page
    assert "Theirs." in page
    assert "nothing of yours is lost" in page
