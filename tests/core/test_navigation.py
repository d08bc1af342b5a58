import pytest
from django.test import Client, RequestFactory
from django.urls import reverse

from apps.accounts.roles import Role
from apps.core import navigation
from apps.core.version import VERSION
from tests.factories.accounts import make_member, make_user, sign_in

pytestmark = pytest.mark.django_db


def labels(actor: object, path: str = "/") -> list[str]:
    return [item.label for item in navigation.build(path, actor)["main"]]


def test_nobody_signed_in_sees_what_is_public() -> None:
    assert labels(None) == ["What it is", "Catalog", "Verify a report", "Sign in"]


def test_a_reviewer_sees_the_agencys_places_without_audit_and_members() -> None:
    assert labels(make_member("agency", Role.REVIEWER)) == [
        "Home",
        "Reviews",
        "Procurements",
        "Systems",
        "Profiles",
        "Evidence",
        "Catalog",
    ]


def test_an_auditor_sees_the_record_of_acts() -> None:
    assert "Audit" in labels(make_member("agency", Role.AUDITOR))


def test_an_administrator_sees_members_and_no_cases() -> None:
    assert labels(make_member("agency", Role.ADMINISTRATOR)) == ["Home", "Catalog", "Members"]


def test_a_manufacturer_sees_its_own_places() -> None:
    shown = labels(make_member("manufacturer", Role.DRAFTER))

    assert shown == ["Home", "Products", "Company answers", "Requests", "Evidence", "Questions", "Catalog"]


def test_a_manufacturers_administrator_is_led_to_the_members() -> None:
    assert labels(make_member("manufacturer", Role.ADMINISTRATOR)) == ["Catalog", "Members"]


def test_a_person_without_an_organization_sees_the_catalog() -> None:
    from apps.accounts.actors import Actor

    assert labels(Actor(user=make_user())) == ["Home", "Catalog"]


def test_the_deepest_place_that_holds_the_page_is_current() -> None:
    actor = make_member("agency", Role.REVIEWER)
    places = navigation.build(reverse("reviews:list") + "0189/desk/", actor)["main"]

    assert [item.label for item in places if item.current] == ["Reviews"]


def test_the_start_page_is_current_only_on_itself() -> None:
    assert [item.label for item in navigation.build(reverse("catalog:browse"), None)["main"] if item.current] == [
        "Catalog"
    ]


def test_a_name_that_is_no_address_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(navigation, "ANONYMOUS", (("Nowhere", "no:where", None), *navigation.ANONYMOUS))

    assert "Nowhere" not in labels(None)


def test_switching_is_offered_to_people_of_several_organizations_only() -> None:
    actor = make_member("agency", Role.REVIEWER)
    assert [item.label for item in navigation.build("/", actor)["account"]] == ["Account and sign-in", "What is mailed"]

    again = make_member("manufacturer", Role.VIEWER, user=actor.user)
    assert next(item.label for item in navigation.build("/", again)["account"]) == "Switch organization"


def test_the_header_names_the_organization_the_roles_and_the_person(client: Client) -> None:
    actor = make_member("agency", Role.ISSO, Role.REVIEWER, name="Lena Marsh")
    page = sign_in(client, actor).get(reverse("core:gallery")).content.decode()

    assert str(actor.organization) in page
    assert "ISSO, Reviewer" in page
    assert "Lena Marsh" in page
    assert f"Version {VERSION}" in page


def test_a_stranger_is_not_told_the_version(client: Client) -> None:
    assert VERSION not in client.get(reverse("core:gallery")).content.decode()


def test_the_version_is_the_one_of_the_project() -> None:
    import tomllib
    from pathlib import Path

    from django.conf import settings

    project = tomllib.loads(Path(settings.BASE_DIR, "pyproject.toml").read_text())
    assert project["project"]["version"] == VERSION


def test_the_page_frame_has_landmarks_a_skip_link_and_no_inline_code(client: Client) -> None:
    page = client.get(reverse("core:gallery")).content.decode()

    assert '<html lang="en">' in page
    assert '<a class="usa-skipnav" href="#main">' in page
    assert '<main id="main"' in page
    assert "<style" not in page
    assert " style=" not in page
    assert " onclick=" not in page
    assert page.count("<script") == page.count("<script src=")


def test_htmx_may_neither_evaluate_nor_leave_the_site() -> None:
    import json
    import re

    from django.template.loader import render_to_string

    page = render_to_string("base.html", {"actor": None}, RequestFactory().get("/"))
    config = json.loads(re.search(r"name=\"htmx-config\" content='([^']+)'", page)[1])  # type: ignore[index]

    assert config["allowEval"] is False
    assert config["selfRequestsOnly"] is True
    assert config["includeIndicatorStyles"] is False
    assert config["historyCacheSize"] == 0


def test_a_page_without_a_link_of_its_own_marks_the_one_that_it_lies_under() -> None:
    shown = navigation.build(reverse("reviews:waivers"), make_member("agency", Role.REVIEWER))["main"]

    assert [item.label for item in shown if item.current] == ["Reviews"]
