"""The public pages about editions: the list, the choice of two, and their comparison, as pages and as JSON."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.actions import set_operator
from apps.accounts.actors import Actor
from apps.catalog.kinds import Wording
from apps.catalog.models import Edition
from tests.factories.accounts import make_user, sign_in
from tests.factories.editions import make_draft_edition, make_first_edition, make_later_edition

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def made(kept_world: None) -> None:
    make_draft_edition(make_first_edition())
    make_later_edition()


@pytest.fixture
def operator(db: None) -> Client:
    return sign_in(Client(), Actor(user=set_operator(make_user(), is_operator=True)))


def comparison(before: str = "small-1", after: str = "small-2", query: str = "", *, name: str = "comparison") -> str:
    return reverse(f"catalog:{name}", args=[before, after]) + query


def text(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, url
    content: str = response.content.decode()
    return content


def test_the_list_names_the_editions_that_can_be_read(client: Client, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(10):
        page = text(client, reverse("catalog:editions"))
    assert {"Small 1", "Small 2"} <= set(re.findall(r">(Small \d)<", page))
    assert "Small draft" not in page
    assert comparison() in page
    assert page.count("In use for new work") == 1


def test_two_editions_are_chosen_and_compared(client: Client, operator: Client) -> None:
    chosen = {"before": "small-1", "after": "small-2"}
    assert client.get(reverse("catalog:compare"), chosen).url == comparison()
    draft = {"before": "small-1", "after": "small-draft"}
    assert operator.get(reverse("catalog:compare"), draft).status_code == 302
    refused = client.get(reverse("catalog:compare"), draft)
    assert (refused.status_code, "There is no such edition" in refused.content.decode()) == (422, True)


def test_an_edition_is_not_compared_with_itself(client: Client) -> None:
    refused = client.get(reverse("catalog:compare"), {"before": "small-1", "after": "small-1"})
    assert (refused.status_code, "Choose two different editions" in refused.content.decode()) == (422, True)
    assert client.get(comparison("small-1", "small-1")).status_code == 404


def test_the_comparison_tells_every_change_in_words(client: Client, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(14):
        page = text(client, comparison())
    assert "13 unchanged, 1 moved, 1 reworded, 1 new, 1 retired, 2 with a changed mapping." in page
    assert '<del class="a-diff__removed"><span class="usa-sr-only"> (removed: </span>device' in page
    assert '<ins class="a-diff__added"><span class="usa-sr-only"> (added: </span>product' in page
    assert "now supports AC-3, AC-2; no longer supports AC-2(1)." in page
    assert "AC-3 is no longer printed as low baseline." in page
    assert "Stood below DI-IMS.1 Title of DI-IMS.1, stands below DI-AID.1 Title of DI-AID.1." in page
    assert 'href="/catalog/entries/DI-AID.3/?edition=small-2"' in page
    assert 'href="/catalog/entries/DO-DAU.1/?edition=small-1"' in page


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("?show=reworded", ["DI-IMS.2"]),
        ("?show=mapping", ["DI-IMS.2", "DI-AID.1.a"]),
        ("?capability=DO", ["DO-DAU.1"]),
        ("?show=new&capability=DO", []),
        ("?show=odd", ["DI-IMS.2", "DI-AID.1.a", "DI-IMS.1.a", "DI-AID.3", "DO-DAU.1"]),
    ],
)
def test_the_filters_narrow_the_rows(client: Client, query: str, shown: list[str]) -> None:
    response = client.get(comparison(query=query))
    assert [one.row.shown.identifier for one in response.context["told"]] == shown
    assert ("Nothing here changed" in response.content.decode()) == (not shown)


def test_a_draft_is_compared_for_the_operator_alone(client: Client, operator: Client) -> None:
    address = comparison("small-1", "small-draft")
    assert client.get(address).status_code == 404
    page = text(operator, address)
    assert "84 % alike, not decided" in page
    assert "Nobody has said yet whether it is the same entry." in page
    assert operator.get(comparison("small-1", "small-draft", name="comparison_json")).status_code == 404


def test_two_wordings_are_said_to_be_no_rewording(client: Client) -> None:
    Edition.objects.filter(slug="small-2").update(wording=Wording.OFFICIAL)
    page = text(client, comparison())
    assert "structure and mappings are compared and texts are not" in page
    assert "<del" not in page


def test_the_editions_and_their_comparison_are_there_as_json(client: Client) -> None:
    listed = client.get(reverse("catalog:editions_json")).json()["editions"]
    assert {one["slug"]: one["in_use"] for one in listed if one["slug"].startswith("small")} == {
        "small-1": True,
        "small-2": False,
    }
    said = client.get(comparison(query="?show=reworded", name="comparison_json")).json()
    assert (said["count"], said["counts"]["retired"], said["texts_compared"]) == (1, 1, True)
    assert said["rows"][0]["difference"][1:3] == [["removed", "device"], ["added", "product"]]
    assert client.get(comparison("small-1", "nowhere", name="comparison_json")).status_code == 404
