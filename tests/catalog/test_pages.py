"""The catalog's pages other than the list: open to everybody, complete, and cheap."""

import pytest
from django.urls import reverse

from apps.catalog.models import Edition
from tests.factories.catalog import capability_files, make_edition

pytestmark = pytest.mark.django_db

PAGES = {
    "introduction": (reverse("catalog:introduction"), 0),
    "list": (reverse("catalog:browse"), 12),
    "capability": (reverse("catalog:entry", args=["DO"]), 12),
    "sub-capability": (reverse("catalog:entry", args=["DP-STO"]), 12),
    "entry": (reverse("catalog:entry", args=["DP-STO.1.a"]), 12),
    "controls": (reverse("catalog:controls"), 8),
    "control": (reverse("catalog:control", args=["AC-3"]), 12),
    "enhancement": (reverse("catalog:control", args=["AC-2(1)"]), 12),
    "subcategory of 1.1": (reverse("catalog:subcategory", args=["PR.AC-1"]), 12),
    "subcategory of 2.0": (reverse("catalog:subcategory", args=["PR.AA-01"]), 12),
    "profiles": (reverse("catalog:profiles"), 6),
    "profile": (reverse("catalog:profile", args=["federal-low"]), 10),
}


def text_of(client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def put_in_use_later(edition: Edition) -> None:
    later = Edition.objects.current().in_use_at.replace(year=2031)
    Edition.objects.filter(pk=edition.pk).update(published_at=later, in_use_at=later)


@pytest.fixture
def newer_edition() -> Edition:
    """Return a small edition that is newer than the bundled one."""
    edition = make_edition()
    put_in_use_later(edition)
    return edition


@pytest.mark.parametrize(("url", "most"), PAGES.values(), ids=PAGES)
def test_a_page_opens_without_sign_in_and_takes_a_bounded_number_of_statements(
    client, url, most, django_assert_max_num_queries
):
    with django_assert_max_num_queries(most):
        response = client.get(url)

    assert response.status_code == 200


@pytest.mark.parametrize(
    "url",
    [
        reverse("catalog:entry", args=["DP-XXX.9"]),
        reverse("catalog:control", args=["ZZ-9"]),
        reverse("catalog:subcategory", args=["PR.ZZ-9"]),
        reverse("catalog:profile", args=["gold"]),
    ],
)
def test_what_does_not_exist_is_not_found(client, url):
    assert client.get(url).status_code == 404


@pytest.mark.parametrize("url", [url for url, _ in PAGES.values()], ids=PAGES)
def test_a_page_can_only_be_read(client, url):
    assert client.post(url).status_code == 405


def test_the_introduction_tells_the_question_and_draws_the_figure_for_everybody(client):
    text = text_of(client, reverse("catalog:introduction"))

    assert "May the agency buy and use this IoT device?" in text
    assert 'role="img" aria-labelledby="figure-title figure-desc"' in text
    assert "They support the security capabilities of the system and the organization" in text
    assert f'href="{reverse("catalog:browse")}"' in text
    assert f'href="{reverse("account_login")}"' in text


def test_an_entry_shows_its_statement_its_place_and_what_it_supports(client):
    text = text_of(client, reverse("catalog:entry", args=["DI-AID.1"]))

    assert '<h1 class="a-statement">An administrator can set up access control policies' in text
    assert "DI.AID in SP 800-213A" in text
    assert "Device Identification" in text
    assert "<strong>AC-3</strong> Access Enforcement" in text
    assert "low, moderate, high" in text
    assert reverse("catalog:subcategory", args=["PR.AC-1"]) in text
    assert reverse("catalog:subcategory", args=["PR.AA-01"]) in text
    assert "DRAFT of 2021, taken over as printed" in text
    assert "How a reviewer checks it" in text
    assert "DI-AID.1.a" in text


def test_an_entry_leads_to_the_one_before_and_after(client):
    text = text_of(client, reverse("catalog:entry", args=["DI-AID.1"]))

    assert f'rel="prev" href="{reverse("catalog:entry", args=["DI-AID"])}"' in text
    assert f'rel="next" href="{reverse("catalog:entry", args=["DI-AID.1.a"])}"' in text


def test_an_inherited_mapping_is_labeled_as_computed(client):
    text = text_of(client, reverse("catalog:entry", args=["DI-AID.1.a"]))

    assert "Computed: stated for DI-AID.1, of which this entry is a part." in text
    assert "Part of" in text


def test_the_total_of_an_upper_level_is_labeled_as_computed(client):
    text = text_of(client, reverse("catalog:entry", args=["DI"]))

    assert "Computed: what the entries below it support, taken together." in text


def test_an_entry_that_is_stated_to_have_no_control_says_so(client):
    text = text_of(client, reverse("catalog:entry", args=["IQ-QRY.a.4.2"]))

    assert "draft states that no control corresponds to this entry." in text
    assert "draft states that no subcategory corresponds to this entry." in text


def test_a_token_that_resolves_to_nothing_is_shown_as_printed(client):
    text = text_of(client, reverse("catalog:entry", args=["DO-SMP.d.2.3"]))

    assert "PT.PT-1" in text
    assert "as printed; version 1.1 has no such subcategory" in text


@pytest.mark.parametrize("identifier", ["DS-ONB", "DS-ONB.1", "DO-DAU.3"])
def test_what_only_the_final_publication_has_is_marked(client, identifier):
    text = text_of(client, reverse("catalog:entry", args=[identifier]))

    assert "is in the final publication (SP 800-213A), not in NIST" in text
    assert "No mapping exists yet" in text


def test_the_grouping_condition_says_that_it_is_not_answered(client):
    text = text_of(client, reverse("catalog:entry", args=["SU-APP.2"]))

    assert "a condition that groups the entries below it and is not answered itself" in text


def test_a_control_lists_the_entries_that_support_it_and_those_of_its_enhancements_apart(client):
    text = text_of(client, reverse("catalog:control", args=["AC-3"]))
    own, _, through = text.partition("Entries that support an enhancement of it")

    assert "In the low, moderate and high baselines of SP 800-53B." in own
    assert reverse("catalog:entry", args=["DI-AID.1"]) in own
    assert "AC-3(7)" in through
    assert reverse("catalog:entry", args=["LA-ROL.2"]) in through


def test_a_control_without_entries_says_plainly_that_it_has_no_device_side(client):
    text = text_of(client, reverse("catalog:control", args=["PS-2"]))

    assert "No entry of the catalog supports this control" in text
    assert "It is work of the organization or of the system, and has no device side" in text


def test_a_withdrawn_control_says_where_it_went(client):
    text = text_of(client, reverse("catalog:control", args=["AC-3(6)"]))

    assert "This control is withdrawn; its content went to" in text
    assert reverse("catalog:control", args=["SC-28"]) in text


def test_no_page_says_that_an_entry_implements_a_control(client):
    for url, _ in PAGES.values():
        assert "implements" not in client.get(url).content.decode()


def test_the_list_of_controls_shows_those_with_entries_first(client):
    response = client.get(reverse("catalog:controls"))

    assert response.context["count"] == 147
    assert all(line.entries for line in response.context["page"])


def test_the_list_of_controls_is_narrowed_by_family_and_baseline(client):
    response = client.get(reverse("catalog:controls"), {"family": "AC", "baseline": "low", "show": "all"})

    lines = list(response.context["page"])
    assert {line.family for line in lines} == {"AC"}
    assert all("low" in line.baselines for line in lines)
    assert any(line.entries == 0 for line in lines)


def test_the_list_of_controls_names_a_filter_that_it_does_not_know(client):
    text = text_of(client, reverse("catalog:controls") + "?family=QQ&baseline=medium&page=none")

    assert "“QQ” is no filter of this list and was left out." in text
    assert "“medium” is no filter of this list and was left out." in text


def test_a_choice_of_controls_without_entries_says_why(client):
    text = text_of(client, reverse("catalog:controls") + "?family=CP&baseline=privacy")

    assert "No control of this choice is supported by an entry" in text


def test_a_subcategory_of_the_newer_version_shows_the_entries_of_those_it_follows(client):
    newer = client.get(reverse("catalog:subcategory", args=["PR.AA-01"]))
    older = client.get(reverse("catalog:subcategory", args=["PR.AC-1"]))

    assert newer.context["count"] == older.context["count"] > 0
    assert "In version 1.1 of the framework this was" in newer.content.decode()
    assert "In version 2.0 of the framework its place is taken by" in older.content.decode()


def test_a_subcategory_without_entries_says_so(client):
    text = text_of(client, reverse("catalog:subcategory", args=["GV.OV-01"]))

    assert "No subcategory of version 1.1, to which the draft maps, leads to this one." in text


def test_the_derived_profile_is_labeled_as_derived(client):
    text = text_of(client, reverse("catalog:profile", args=["federal-low"]))

    assert "Candidates for the low baseline, derived" in text
    assert "this list is computed from the mapping and is a starting point for tailoring" in text


def test_an_entry_that_the_current_edition_has_lost_is_shown_from_the_older_one(client, newer_edition):
    text = text_of(client, reverse("catalog:entry", args=["DP-STO.1"]))

    assert "This entry is no longer in the catalog" in text
    assert f"The current edition is {newer_edition.label}." in text


def test_an_edition_without_profiles_says_what_to_do(client, newer_edition):
    for profile in newer_edition.profiles.all():
        profile.items.all().delete()
        profile.delete()

    assert "This edition has no profiles" in text_of(client, reverse("catalog:profiles"))


@pytest.mark.parametrize("name", ["catalog:browse", "catalog:controls", "catalog:profiles"])
def test_without_an_edition_the_pages_say_who_can_mend_it(client, name):
    Edition.objects.update(status="draft", published_at=None, in_use_at=None)

    response = client.get(reverse(name))

    assert response.status_code == 503
    assert "manage.py load_catalog" in response.content.decode()


def test_a_small_edition_with_a_file_less_is_shown_too(client):
    files = capability_files()
    del files["02-DO.toml"]
    edition = make_edition(files=files)
    put_in_use_later(edition)

    assert client.get(reverse("catalog:browse")).context["count"] == 6
