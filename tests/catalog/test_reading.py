"""Readers switch between wordings and editions, and keep what they chose."""

import re
from datetime import UTC, datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.catalog import shelf
from apps.catalog.models import Edition, Example
from tests.factories.catalog import capability_files, make_edition

pytestmark = pytest.mark.django_db

LATER = datetime(2031, 1, 1, tzinfo=UTC)
PAGES = [
    reverse("catalog:browse"),
    reverse("catalog:entry", args=["DI-IMS.1"]),
    reverse("catalog:entry", args=["DI"]),
    reverse("catalog:controls"),
    reverse("catalog:control", args=["AC-2"]),
    reverse("catalog:subcategory", args=["PR.AC-1"]),
    reverse("catalog:profiles"),
    reverse("catalog:profile", args=["federal-low"]),
]


@pytest.fixture
def plain() -> Edition:
    """Return a small edition in our words with guidance, newer than the bundled one and in use."""
    edition = make_edition(version="plain")
    Edition.objects.filter(pk=edition.pk).update(published_at=LATER, in_use_at=LATER)
    edition.refresh_from_db()
    return edition


@pytest.fixture
def official(plain) -> Edition:
    """Return the same entries in official words, without guidance, published and not in use."""
    files = capability_files()
    for file in files.values():
        for table in file["node"]:
            table["statement"] = f"Official text of {table['id']}."
    edition = make_edition(version="official", files=files)
    for node in edition.nodes.filter(guidance__isnull=False):
        node.guidance.delete()
    Example.objects.create(node=edition.nodes.get(identifier="DI-IMS.1"), position=1, text="A number on a label.")
    Edition.objects.filter(pk=edition.pk).update(
        wording="official", slug="official", in_use_at=None, published_at=LATER
    )
    edition.refresh_from_db()
    return edition


def page(client, url: str, **query: str) -> str:
    response = client.get(url, query)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_with_one_edition_there_is_nothing_to_switch(client):
    assert 'class="a-switch"' not in page(client, reverse("catalog:browse"))


def test_every_page_leads_to_itself_in_the_other_wording_with_its_query(client, official):
    for url in PAGES:
        text = page(client, url, page="1", baseline="low")
        assert f'href="{url}?baseline=low&amp;edition=official">Official wording' in text
        assert "Plain wording" in text


def test_a_chosen_edition_stays_in_every_link_of_the_catalog(client, official):
    for url in PAGES:
        main = page(client, url, edition="official").partition("<main")[2].partition("</main>")[0]
        main = re.sub(r'<nav class="a-switch".*?</nav>', "", main)
        links = {link for link in re.findall(r'href="(/catalog[^"]*)"', main) if "/export" not in link}
        assert links
        assert sorted(link for link in links if "edition=official" not in link) == []


def test_the_page_shows_the_edition_that_the_address_names(client, official):
    assert "Official text of DI-IMS.1." in page(client, PAGES[1], edition="official")
    assert "Official text of DI-IMS.1." in page(client, reverse("catalog:browse"), edition="official")
    assert "Official text of" not in page(client, reverse("catalog:browse"))


def test_the_search_form_keeps_the_edition(client, official):
    text = page(client, reverse("catalog:browse"), edition="official")

    assert re.search(r'<input type="hidden" name="edition" value="official"', text)


def test_an_unknown_edition_is_not_found(client):
    for slug in ("nothing", "\x00", "a" * 500):
        assert {client.get(url, {"edition": slug}).status_code for url in PAGES} == {404}


def test_a_draft_cannot_be_read(client, official):
    Edition.objects.filter(pk=official.pk).update(status="draft", published_at=None)

    assert client.get(PAGES[1], {"edition": "official"}).status_code == 404
    assert "Official wording" not in page(client, PAGES[1])


def test_a_retired_edition_stays_readable_and_says_so(client, official, plain):
    Edition.objects.filter(pk=official.pk).update(status="retired", retired_at=timezone.now())

    for url in (reverse("catalog:browse"), PAGES[1]):
        text = page(client, url, edition="official")
        assert f"{official.label} is retired." in text
        assert plain.label in text


def test_an_entry_shows_both_wordings_and_the_examples_of_the_other(client, official):
    text = page(client, PAGES[1])

    assert '<h1 class="a-statement">Text of DI-IMS.1.</h1>' in text
    assert "<summary>Official wording</summary>" in text
    assert "Official text of DI-IMS.1." in text
    assert f"1 example from {official.label}" in text
    assert "A number on a label." in text


def test_our_guidance_is_read_beside_the_official_wording_too(client, official):
    text = page(client, PAGES[1], edition="official")

    assert "How a reviewer checks it" in text


def test_the_profiles_of_our_edition_are_told_beside_the_official_wording_with_their_edition(client, official, plain):
    official.profiles.all().delete()
    text = page(client, PAGES[1], edition="official").partition("Profiles that have it")[2]

    assert f'?edition={plain.slug}">Low</a>' in text
    assert f"required · {plain.label}" in text


def test_an_entry_that_the_chosen_edition_lacks_is_not_found_and_not_offered(client, official):
    url = reverse("catalog:entry", args=["DP-STO.1"])

    assert client.get(url, {"edition": "official"}).status_code == 404
    assert 'edition=official"' not in page(client, url)


def test_what_is_kept_in_memory_follows_what_is_put_in_use(client, plain, official):
    before = page(client, reverse("catalog:browse"))
    Edition.objects.filter(pk=official.pk).update(in_use_at=LATER.replace(year=2032))

    assert "Official text of" not in before
    assert "Official text of" in page(client, reverse("catalog:browse"))


def test_a_second_reading_asks_the_database_for_less(client, official, django_assert_num_queries):
    page(client, reverse("catalog:browse"), q="text")

    with django_assert_num_queries(1):
        page(client, reverse("catalog:browse"), q="text", baseline="low")


def test_few_editions_are_kept_in_memory(plain):
    for number in range(shelf.ROOM + 3):
        shelf.index_of(plain, shelf.Addresses(str(number)), plain.created_at)

    assert len(shelf._kept) == shelf.ROOM


def test_a_list_that_follows_the_typing_answers_without_a_detour_and_names_the_clean_address(client):
    response = client.get(reverse("catalog:browse"), {"q": "lock", "control": ""}, headers={"HX-Request": "true"})

    assert response.status_code == 200
    assert response["HX-Replace-Url"] == f"{reverse('catalog:browse')}?q=lock"
