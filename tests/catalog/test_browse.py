"""Searching and filtering the catalog; everything stays in the address."""

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db
URL = reverse("catalog:browse")


def listed(client, **query) -> set[str]:
    """Return the identifiers on all pages of the list."""
    found: set[str] = set()
    number = 1
    while True:
        response = client.get(URL, {**query, "page": number})
        assert response.status_code == 200
        found |= {hit.item.identifier for hit in response.context["page"]}
        if not response.context["page"].has_next():
            assert len(found) == response.context["count"]
            return found
        number += 1


def ranking(client, **query) -> list[str]:
    """Return the identifiers on the first page, in their order."""
    return [hit.item.identifier for hit in client.get(URL, query).context["page"]]


def page(client, **query) -> str:
    return " ".join(client.get(URL, query).content.decode().split())


def test_the_list_holds_every_element_under_its_sub_capability_fifty_a_page(client):
    response = client.get(URL)

    assert response.context["count"] == 498
    assert response.context["page"].paginator.num_pages == 10
    assert [section.heading.identifier for section in response.context["sections"]][:3] == [
        "DI-IMS",
        "DI-AID",
        "DI-DAS",
    ]


def test_the_capabilities_stand_at_the_side_with_their_counts(client):
    groups = client.get(URL).context["capabilities"]

    counts = {choice.code: choice.count for group in groups for choice in group.choices if choice.code}
    assert len(counts) == 11
    assert sum(counts.values()) == 498
    assert counts["DP"] == 22


def test_words_are_looked_for_in_identifier_title_and_statement_in_any_case(client):
    assert listed(client, q="dp-sto.1") == {"DP-STO.1", "DP-STO.1.a", "DP-STO.1.b"}
    assert ranking(client, q="DISK QUOTAS")[0] == "DS-RSC.5"
    assert "LA-IFC.13" in listed(client, q="microwave")


def test_entries_with_all_of_the_words_come_before_those_with_some_and_the_border_is_shown(client):
    text = page(client, q="failed quotas")
    response = client.get(URL, {"q": "failed lock"})
    complete = [hit.complete for hit in response.context["page"]]

    assert ranking(client, q="failed lock")[:2] == ["LA-ACF.1.b", "LA-ACF.1.a"]
    assert complete == sorted(complete, reverse=True)
    assert "With some of the words" in text


def test_the_title_of_a_sub_capability_brings_its_entries(client):
    assert {item for item in listed(client, q="disposal") if item.startswith("EA-EOL")}


def test_a_code_of_the_final_publication_is_found(client):
    found = listed(client, q="SU.APP")

    assert found == {"SU-APP", "SU-APP.1", "SU-APP.2", "SU-APP.2.a", "SU-APP.2.b"}


def test_a_control_brings_its_entries_and_their_parts(client):
    found = listed(client, control="AC-3")

    assert {"DI-AID.1", "DI-AID.1.a"} <= found
    assert "LA-ROL.2" not in found


@pytest.mark.parametrize("typed", ["AC-3(7)", "ac-3 (7)", "AC-03(07)", " ac 3(7) "])
def test_an_enhancement_is_understood_however_it_is_written(client, typed):
    assert "LA-ROL.2" in listed(client, control=typed)


@pytest.mark.parametrize("typed", ["PR.AC-1", "pr.ac-1", "PR-AC-1", "PR.AA-01"])
def test_a_subcategory_of_either_version_brings_the_same_entries(client, typed):
    assert "DI-IMS.1" in listed(client, csf=typed)
    assert listed(client, csf=typed) == listed(client, csf="PR.AC-1")


def test_a_baseline_brings_what_supports_one_of_its_controls(client):
    low = listed(client, baseline="low")

    assert len(low) == 308
    assert "DP-STO.1" not in low
    assert "DP-STO.1" in listed(client, baseline="moderate")


def test_the_sides_of_the_catalog_part_it(client):
    device, manufacturer = listed(client, branch="technical"), listed(client, branch="non-technical")

    assert device.isdisjoint(manufacturer)
    assert len(device) + len(manufacturer) == 498


def test_filters_combine_and_are_said_with_the_way_to_lift_each(client):
    text = page(client, q="key", capability="DP", control="SC-12", baseline="low")

    assert "<strong>3 entries</strong>" in text
    assert "for “key”" in text
    assert "in Data Protection" in text
    assert "supporting SC-12 Cryptographic Key Establishment and Management" in text
    assert f"{URL}?q=key&amp;capability=DP&amp;baseline=low" in text
    assert f'href="{URL}">Clear all' in text


def test_the_pages_of_a_filtered_list_keep_the_filters(client):
    text = page(client, baseline="low")

    assert "?baseline=low&amp;page=2" in text


def test_counts_of_capabilities_follow_the_other_filters(client):
    groups = client.get(URL, {"control": "SC-12", "capability": "DP"}).context["capabilities"]

    links = {choice.code: choice for group in groups for choice in group.choices}
    assert links["DP"].current
    assert links["DP"].count == 3
    assert links["DI"].count == 0
    assert links[""].url == f"{URL}?control=SC-12"


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"control": "XX-9"}, "SP 800-53 Rev. 5 has no control “XX-9”."),
        ({"control": "<script>"}, "has no control “&lt;script&gt;”."),
        ({"csf": "PR.XX-1"}, "The Cybersecurity Framework has no subcategory “PR.XX-1”."),
        ({"baseline": "medium"}, "“medium” is none of the choices; pick one of them."),
        ({"branch": "both"}, "“both” is none of the choices; pick one of them."),
        ({"capability": "QQ"}, "The catalog has no capability “QQ”."),
        ({"q": "a b c d e f g h i j k l m"}, "Use at most 12 words"),
        ({"q": "x" * 121}, "at most 120 characters"),
        ({"q": "a\x00b"}, "Null characters are not allowed."),
    ],
)
def test_a_value_that_means_nothing_gets_a_sentence_and_no_list(client, query, sentence):
    response = client.get(URL, query)

    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert "Nothing is listed while a filter cannot be read" in response.content.decode()
    assert response.context["count"] == 0


def test_a_page_number_that_does_not_exist_shows_the_nearest(client):
    assert client.get(URL, {"page": "x"}).context["page"].number == 1
    assert client.get(URL, {"page": "99"}).context["page"].number == 10


def test_a_search_without_a_find_says_what_to_do(client):
    text = page(client, q="zebra")

    assert "No entry passes all of these filters" in text
    assert "Show the whole catalog" in text


def test_percent_and_underscore_are_no_wildcards(client):
    assert listed(client, q="%") == set()
    assert listed(client, q="_") == set()


def test_an_address_with_empty_filters_is_led_to_the_one_without(client):
    response = client.get(
        URL, {"q": "key", "control": "", "csf": "", "baseline": "low", "branch": "", "capability": ""}
    )

    assert response.status_code == 302
    assert response.url == f"{URL}?q=key&baseline=low"


def test_entries_of_a_topic_stand_under_it(client):
    sections = client.get(URL, {"capability": "DO"}).context["sections"]

    first = sections[0].rows[0]
    assert first.item.identifier == "DO-SMP.a.1"
    assert first.topic.identifier == "DO-SMP.a"


def test_the_list_with_every_filter_stays_within_twelve_statements(client, django_assert_max_num_queries):
    query = {"q": "device", "control": "AC-3", "csf": "PR.AA-01", "baseline": "low", "branch": "technical"}

    with django_assert_max_num_queries(12):
        client.get(URL, query)


def test_a_control_that_was_searched_for_is_marked_where_it_is_supported_and_said_once(client):
    text = page(client, q="si-7 15")

    assert "<mark>SI-7(15)</mark>" in text
    assert text.count("supports") == 1 + text.count("entry <em>supports")


def test_a_search_marks_what_it_found_and_says_why(client):
    text = page(client, q="sbom")

    assert "<mark>Installed</mark> <mark>software</mark> found by device identity" in text
    assert "“installed software” is near to “sbom”" in text


def test_a_search_can_be_read_in_the_order_of_the_catalog(client):
    text = page(client, q="key")
    ordered = ranking(client, q="key", order="catalog")

    assert f'href="{URL}?q=key&amp;order=catalog"' in text
    assert ordered != ranking(client, q="key")
    assert ordered.index("DC-CTL.3.a") < ordered.index("DP-KEY")


def test_a_misspelt_word_is_said_with_links_to_the_nearest(client):
    text = page(client, q="encrption", baseline="low")

    assert "No entry has “encrption”." in text
    assert f'href="{URL}?q=encryption&amp;baseline=low">encryption' in text
