"""What a profile says of each entry, and which profiles have an entry."""

from typing import Any

import pytest

from apps.accounts.actors import Actor
from apps.catalog import actions, selection
from apps.catalog.actions import ItemInput
from apps.catalog.kinds import ItemState, ProfileStatus
from apps.catalog.membership import Counts, Membership, memberships
from apps.catalog.models import Edition, Entry, Profile
from tests.factories.accounts import make_member
from tests.factories.catalog import PUBLISHED_AT, make_edition

pytestmark = pytest.mark.django_db
WHY = "Because."


@pytest.fixture(scope="module")
def world(kept_world: None) -> Any:
    """One edition, a reviewer and a stranger for all tests of this file."""
    return make_edition(), make_member("agency", "reviewer"), make_member("agency", "reviewer")


@pytest.fixture
def edition(world: Any) -> Edition:
    return world[0]


@pytest.fixture
def reviewer(world: Any) -> Actor:
    return world[1]


@pytest.fixture
def stranger(world: Any) -> Actor:
    return world[2]


def make(by: Actor, edition: Edition, *items: ItemInput, published: bool = True) -> Profile:
    profile = actions.create_profile(by=by, edition=edition, title="Lobby", description="Lobbies.", items=items)
    if published:
        Profile.objects.filter(pk=profile.pk).update(status=ProfileStatus.PUBLISHED, published_at=PUBLISHED_AT)
    return profile


def said(profile: Profile) -> dict[str, Membership]:
    names = dict(profile.edition.nodes.values_list("pk", "identifier"))
    return {names[node_id]: one for node_id, one in memberships(profile).items()}


def test_an_entry_without_an_item_takes_the_state_of_the_one_above(edition, reviewer, django_assert_num_queries):
    profile = make(
        reviewer,
        edition,
        ItemInput("DI", "recommended", reason="Whole."),
        ItemInput("DI-IMS.1", key=True, parameter="128 bits", reason="Key."),
        ItemInput("DI-AID", "excluded", reason="Not here."),
    )

    with django_assert_num_queries(2):
        memberships(profile)

    assert said(profile) == {
        "DI-IMS.1": Membership(ItemState.REQUIRED, "Key.", key=True, parameter="128 bits"),
        "DI-IMS.1.a": Membership(ItemState.REQUIRED, "Key.", said_of="DI-IMS.1"),
        "DI-IMS.1.b": Membership(ItemState.REQUIRED, "Key.", said_of="DI-IMS.1"),
        "DI-IMS.2": Membership(ItemState.RECOMMENDED, "Whole.", said_of="DI"),
        "DI-AID.1.a": Membership(ItemState.EXCLUDED, "Not here.", said_of="DI-AID"),
    }
    assert Counts.of(memberships(profile).values()) == Counts(required=3, recommended=1, excluded=1, key=1)


def test_the_entries_of_a_profile_are_those_that_it_requires_or_recommends(edition, reviewer):
    profile = make(
        reviewer,
        edition,
        ItemInput("DI-IMS", reason="Names."),
        ItemInput("DI-IMS.1.b", "excluded", reason="No."),
        ItemInput("DI-IMS.2", "recommended", reason="Far away."),
    )
    names = dict(edition.nodes.values_list("pk", "identifier"))

    assert {names[node_id]: reason for node_id, reason in selection.profile_nodes(profile).items()} == {
        "DI-IMS.1": "Names.",
        "DI-IMS.1.a": "Names.",
        "DI-IMS.2": "Far away.",
    }


def test_a_part_without_a_mapping_is_left_out_of_a_derived_profile_by_name(edition):
    low = edition.profiles.get(slug="federal-low")

    part = low.items.get(node__identifier="DI-IMS.1.b")

    assert (part.state, part.reason) == (
        "excluded",
        "No control of the baseline is mapped to it; only the entry above it is in.",
    )


def mentions(identifier: str, actor: Actor | None, edition: Edition | None) -> list[tuple[str, str, str]]:
    entry = Entry.objects.get(identifier=identifier, catalog__slug="device-cybersecurity")
    found = selection.profiles_of(entry, actor, edition)
    return [(one.profile.slug, one.membership.state.value, one.membership.said_of) for one in found]


def test_an_entry_knows_the_profiles_that_have_it(edition, reviewer, stranger, django_assert_num_queries):
    make(reviewer, edition, ItemInput("DI-IMS", "recommended", reason=WHY))

    with django_assert_num_queries(4):
        found = mentions("DI-IMS.2", reviewer, edition)

    assert found == [("core-baseline", "required", "DI"), ("lobby", "recommended", "DI-IMS")]
    assert mentions("DI-IMS.2", stranger, edition) == mentions("DI-IMS.2", None, edition) == found[:1]


def test_an_entry_does_not_name_drafts_and_profiles_that_exclude_it(edition, reviewer):
    make(reviewer, edition, ItemInput("DO-SMP", reason=WHY), published=False)

    assert mentions("DO-SMP.a.1.1", reviewer, edition) == [("federal-low", "required", "")]
    assert mentions("DI-IMS.1.b", reviewer, edition) == [("core-baseline", "required", "DI")]


def test_of_an_own_profile_only_the_latest_published_version_is_named(edition, reviewer):
    first = make(reviewer, edition, ItemInput("DO-SMP.a.1.1", reason=WHY))
    Profile.objects.create(
        edition=edition,
        owner=first.owner,
        slug=first.slug,
        number=2,
        title="Lobby",
        description="D",
        status=ProfileStatus.PUBLISHED,
        published_at=PUBLISHED_AT,
    )

    assert mentions("DO-SMP.a.1.1", reviewer, edition) == [("federal-low", "required", "")]


def test_the_profiles_of_the_bundled_edition_say_what_they_rest_on():
    edition = Edition.objects.current()

    assert set(edition.profiles.values_list("slug", "basis", "rests_on")) == {
        ("core-baseline", "core", "publication"),
        ("consumer", "consumer", "secondary"),
        ("federal-low", "derived", "derived"),
        ("derived-moderate", "derived", "derived"),
        ("derived-high", "derived", "derived"),
    }


def test_each_derived_profile_has_all_entries_of_the_baseline_below_it():
    edition = Edition.objects.current()
    low, moderate, high = (
        set(selection.profile_nodes(edition.profiles.get(slug=slug)))
        for slug in ("federal-low", "derived-moderate", "derived-high")
    )

    assert low < moderate < high


def test_the_consumer_profile_names_the_outcome_behind_each_entry():
    items = Edition.objects.current().profiles.get(slug="consumer").items
    outcomes = {reason.split(":")[0] for reason in items.values_list("reason", flat=True)}

    assert len(outcomes) == 10
    assert items.get(node__identifier="DP-STO.2.c").state == ItemState.EXCLUDED
