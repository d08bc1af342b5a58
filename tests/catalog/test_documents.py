"""The public pages as JSON: open to everybody, the same filters, fit to be kept."""

from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from apps.catalog.models import Edition
from tests.factories.accounts import make_member, sign_in
from tests.factories.catalog import make_edition

pytestmark = pytest.mark.django_db

DOCUMENTS = {
    "list": (reverse("catalog:browse_json"), 6),
    "search": (reverse("catalog:browse_json") + "?q=sbom&control=CM-8&csf=PR.AA-01&baseline=low", 12),
    "entry": (reverse("catalog:entry_json", args=["DP-STO.1.a"]), 12),
    "controls": (reverse("catalog:controls_json"), 8),
    "control": (reverse("catalog:control_json", args=["AC-3"]), 12),
    "subcategory": (reverse("catalog:subcategory_json", args=["PR.AC-1"]), 8),
    "profiles": (reverse("catalog:profiles_json"), 6),
    "profile": (reverse("catalog:profile_json", args=["federal-low"]), 10),
}


def document(client, name: str, *args: str, **query: str) -> dict:
    response = client.get(reverse(f"catalog:{name}_json", args=args), query)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/json"
    return response.json()


@pytest.mark.parametrize(("url", "most"), DOCUMENTS.values(), ids=DOCUMENTS)
def test_a_document_is_open_names_its_edition_and_takes_a_bounded_number_of_statements(
    client, url, most, django_assert_max_num_queries
):
    with django_assert_max_num_queries(most):
        response = client.get(url)

    assert response.status_code == 200
    assert response.json()["edition"] == {
        "slug": Edition.objects.current().slug,
        "label": Edition.objects.current().label,
        "wording": "own",
        "status": "published",
        "current": True,
    }


@pytest.mark.parametrize("url", [url for url, _ in DOCUMENTS.values()], ids=DOCUMENTS)
def test_a_document_may_be_kept_and_is_not_sent_twice(client, url):
    first = client.get(url)
    again = client.get(url, headers={"If-None-Match": first["ETag"]})

    assert first["Cache-Control"] == "public, max-age=300"
    assert again.status_code == 304
    assert again.content == b""


def test_the_page_leads_to_its_document_with_the_same_query(client):
    page = client.get(reverse("catalog:browse"), {"q": "sbom", "baseline": "low"}).content.decode()

    assert f'href="{reverse("catalog:browse_json")}?q=sbom&amp;baseline=low"' in page


def test_every_name_in_a_document_is_documented(client):
    told = (Path(settings.BASE_DIR) / "config/docs/catalog-json.md").read_text(encoding="utf-8")
    names = {name for url, _ in DOCUMENTS.values() for name in names_in(client.get(url).json()) if "query" not in url}

    assert sorted(name for name in names if f"`{name}`" not in told) == []


def names_in(value: object) -> set[str]:
    if isinstance(value, list):
        return set().union(*map(names_in, value))
    if not isinstance(value, dict):
        return set()
    return set(value) - {"q"} | set().union(*(names_in(one) for key, one in value.items() if key != "query"))


def test_the_list_is_filtered_like_the_page(client):
    found = document(client, "browse", q="key", capability="DP", control="SC-12", baseline="low")

    assert found["entries"][0]["identifier"] == "DP-KEY.1"
    assert found["count"] == 3
    assert found["query"] == {"q": "key", "capability": "DP", "control": "SC-12", "baseline": "low"}
    assert {one["identifier"]: one["entries"] for one in found["capabilities"]}["DP"] == 3


def test_the_list_leads_from_page_to_page(client):
    first = document(client, "browse")
    second = client.get(first["next"]).json()

    assert (first["count"], first["pages"], len(first["entries"])) == (498, 10, 50)
    assert second["page"] == 2
    assert document(client, "browse", page="10")["next"] is None


def test_a_search_tells_why_and_what_it_does_not_know(client):
    found = document(client, "browse", q="sbom encrption")

    assert found["unknown_words"] == [{"word": "encrption", "nearest": ["encryption", "encrypting", "description"]}]
    assert any("is near to “sbom”" in reason for one in found["entries"] for reason in one["reasons"])
    assert not any(one["has_all_words"] for one in found["entries"])


def test_an_entry_tells_what_its_page_tells(client):
    found = document(client, "entry", "DI-AID.1.a")

    assert found["path"] == ["DI", "DI-AID", "DI-AID.1"]
    assert found["siblings"] == ["DI-AID.1.b", "DI-AID.1.c"]
    assert found["controls"]["inherited_from"] == "DI-AID.1"
    assert {"identifier": "AC-3", "title": "Access Enforcement", "baselines": ["low", "moderate", "high"]} in (
        found["controls"]["references"]
    )
    assert found["csf"]["references"][0]["successors"]
    assert found["guidance_is_about"] == "DI-AID"
    assert "core-baseline" in {one["slug"] for one in found["profiles"]}


def test_a_control_tells_its_entries_and_those_of_its_enhancements_apart(client):
    found = document(client, "control", "AC-3")

    assert "DI-AID.1" in {one["identifier"] for one in found["entries"]}
    through = {group["identifier"]: group["entries"] for group in found["through_enhancements"]}
    assert "LA-ROL.2" in {one["identifier"] for one in through["AC-3(7)"]}


def test_a_profile_tells_all_of_its_entries_with_the_reason_for_each(client):
    found = document(client, "profile", "federal-low")

    assert len(found["entries"]) > 300
    assert all(one["reason"] and one["state"] == "required" for one in found["entries"])


@pytest.mark.parametrize(
    ("name", "args"),
    [("entry", ["DP-XXX.9"]), ("control", ["ZZ-9"]), ("subcategory", ["PR.ZZ-9"]), ("profile", ["gold"])],
)
def test_what_does_not_exist_is_said_in_a_document(client, name, args):
    response = client.get(reverse(f"catalog:{name}_json", args=args))

    assert response.status_code == 404
    assert response.json()["error"].endswith(".")


def test_a_filter_that_cannot_be_read_is_named(client):
    response = client.get(reverse("catalog:browse_json"), {"control": "ZZ-9"})

    assert response.status_code == 400
    assert "SP 800-53 Rev. 5 has no control “ZZ-9”" in response.json()["fields"]["control"][0]


def test_without_an_edition_the_document_says_so(client):
    Edition.objects.update(status="draft", published_at=None, in_use_at=None)

    response = client.get(reverse("catalog:browse_json"))

    assert response.status_code == 503
    assert "load_catalog" in response.json()["error"]


def test_an_agencys_own_profile_is_in_no_document_even_for_its_own_people(client):
    edition = Edition.objects.current()
    actor = make_member("agency", "isso")
    profile = edition.profiles.get(slug="core-baseline")
    node = edition.nodes.get(identifier="DP-STO.1.a")
    own = type(profile).objects.create(
        edition=edition,
        owner=actor.organization,
        slug="ours",
        title="Ours",
        description="D",
        basis="agency",
        rests_on="decision",
        status="published",
        published_at=edition.published_at,
    )
    own.items.create(node=node, reason="Needed here.")
    sign_in(client, actor)

    page = client.get(reverse("catalog:entry", args=["DP-STO.1.a"])).content.decode()
    assert "Ours" in page
    assert "ours" not in {one["slug"] for one in document(client, "entry", "DP-STO.1.a")["profiles"]}
    assert "ours" not in {one["slug"] for one in document(client, "profiles")["profiles"]}
    assert client.get(reverse("catalog:profile", args=["ours"])).status_code == 404
    assert client.get(reverse("catalog:profile_json", args=["ours"])).status_code == 404


def test_a_document_of_another_edition_is_asked_for_like_the_page(client):
    other = make_edition()

    found = document(client, "browse", edition=other.slug)

    assert found["edition"]["slug"] == other.slug
    assert found["entries"][0]["url"].endswith(f"?edition={other.slug}")
