"""Which entries are proposed for a system's controls, and what each entry supports."""

import pytest

from apps.catalog import selection
from apps.catalog.kinds import CSF_1_1, MappingState
from apps.catalog.models import Edition, Profile
from tests.factories.catalog import make_edition

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition() -> Edition:
    return make_edition()


def by_identifier(edition: Edition, found: dict) -> dict:
    names = dict(edition.nodes.values_list("pk", "identifier"))
    return {names[node_id]: value for node_id, value in found.items()}


def test_candidates_are_the_entries_mapped_to_a_control_and_their_parts(edition):
    found = selection.candidates_for_controls(edition, ["AC-2", "IA-3"])

    assert by_identifier(edition, found) == {
        "DI-IMS.1": ["IA-3", "AC-2"],
        "DI-IMS.1.a": ["IA-3", "AC-2"],
        "DO-SMP.a.1.1": ["AC-2"],
    }


def test_an_entry_that_says_it_has_no_mapping_inherits_none(edition):
    found = selection.candidates_for_controls(edition, ["AC-2"])

    assert "DI-IMS.1.b" not in by_identifier(edition, found)


def test_a_grouping_condition_is_no_candidate_but_its_parts_are(edition):
    found = selection.candidates_for_controls(edition, ["AC-3"])

    assert by_identifier(edition, found) == {"DI-AID.1.a": ["AC-3"]}


def test_a_control_does_not_bring_what_only_its_enhancement_brings(edition):
    found = selection.candidates_for_controls(edition, ["AC-2(1)"])

    assert by_identifier(edition, found) == {"DI-IMS.2": ["AC-2(1)"]}


@pytest.mark.parametrize("controls", [[], ["ZZ-1"], ["PM-1"]])
def test_nothing_is_proposed_for_controls_without_entries(edition, controls):
    assert selection.candidates_for_controls(edition, controls) == {}


def test_candidates_of_one_edition_are_not_those_of_another(edition):
    other = make_edition(version="other")

    found = selection.candidates_for_controls(edition, ["AC-2"])

    assert not set(found) & set(other.nodes.values_list("pk", flat=True))


def test_candidates_take_two_statements(edition, django_assert_num_queries):
    with django_assert_num_queries(2):
        selection.candidates_for_controls(edition, ["AC-2", "AC-3", "IA-3"])


def test_support_is_told_with_the_entry_it_is_stated_for(edition):
    nodes = list(edition.nodes.in_order())

    support = by_identifier(edition, selection.support_of(nodes))

    assert [str(one) for one in support["DI-IMS.1"].references] == ["IA-3", "AC-2"]
    assert support["DI-IMS.1"].inherited_from == ""
    assert support["DI-IMS.1.a"].inherited_from == "DI-IMS.1"
    assert support["DI-IMS.1.b"] == selection.Support((), MappingState.STATED_NONE)
    assert support["DI"] == selection.Support((), MappingState.NOT_STATED)


def test_support_in_the_framework_leaves_out_what_does_not_resolve(edition):
    node = edition.nodes.get(identifier="DI-IMS.2")

    support = selection.support_of([node], CSF_1_1)[node.pk]

    assert [str(one) for one in support.references] == ["ID.AM-1"]
    assert [str(one) for one in support.references[0].successors.all()] == ["ID.AM-01"]


def test_controls_of_a_part_alone_finds_its_parents_mapping(edition, django_assert_num_queries):
    node = edition.nodes.get(identifier="DI-IMS.1.a")

    # Ancestors, mappings with references, their baselines, their successors.
    with django_assert_num_queries(4):
        found = selection.controls_of([node])

    assert [str(one) for one in found[node.pk]] == ["IA-3", "AC-2"]
    assert {one.name for one in found[node.pk][1].sets.all()} == {"low", "moderate", "high"}


def test_controls_of_nothing_is_nothing():
    assert selection.controls_of([]) == {}


def test_the_low_profile_brings_its_entries_with_reasons(edition):
    profile = selection.federal_low_profile(edition)

    assert by_identifier(edition, selection.profile_nodes(profile)) == {
        "DI-IMS.1": "Supports AC-2.",
        "DI-IMS.1.a": "Supports AC-2.",
        "DI-AID.1.a": "Supports AC-3.",
        "DO-SMP.a.1.1": "Supports AC-2.",
    }


def test_a_profile_of_capabilities_brings_every_answerable_entry_below(edition, django_assert_num_queries):
    profile = Profile.objects.get(edition=edition, slug="core-baseline")

    with django_assert_num_queries(2):
        found = selection.profile_nodes(profile)

    assert list(by_identifier(edition, found)) == ["DI-IMS.1", "DI-IMS.1.a", "DI-IMS.1.b", "DI-IMS.2", "DI-AID.1.a"]


def test_an_edition_without_the_low_profile_says_so(edition):
    edition.profiles.filter(slug="federal-low").update(slug="renamed")

    with pytest.raises(Profile.DoesNotExist):
        selection.federal_low_profile(edition)
