"""An agency makes profiles of its own: from nothing, from another profile, or with items read elsewhere."""

from typing import Any

import pytest

from apps.accounts.actors import Actor
from apps.audit.models import Event
from apps.catalog import actions
from apps.catalog.actions import ItemInput
from apps.catalog.models import Edition, Profile
from apps.core.errors import Invalid, NotNow, NotPermitted
from tests.factories.accounts import make_member
from tests.factories.catalog import make_edition

pytestmark = pytest.mark.django_db
WHY = "Lobby devices are reachable by the public."


@pytest.fixture(scope="module")
def world(kept_world: None) -> Any:
    """One edition and two agencies for all tests of this file."""
    edition = make_edition()
    return edition, make_member("agency", "reviewer"), make_member("agency", "isso")


@pytest.fixture
def edition(world: Any) -> Edition:
    return world[0]


@pytest.fixture
def reviewer(world: Any) -> Actor:
    return world[1]


@pytest.fixture
def stranger(world: Any) -> Actor:
    return world[2]


def create(by: Actor, edition: Edition, **values: Any) -> Profile:
    return actions.create_profile(
        **{"by": by, "edition": edition, "title": "Lobby", "description": "Devices in lobbies."} | values
    )


def test_a_profile_is_created_with_its_items_in_one_go(edition, reviewer):
    item = ItemInput("DI-IMS.1", "recommended", key=True, parameter="128 bits", reason=WHY)

    profile = create(reviewer, edition, items=[item, ItemInput("DI", reason=WHY)])

    assert (profile.owner, profile.slug, profile.number, profile.status, profile.basis, profile.rests_on) == (
        reviewer.organization,
        "lobby",
        1,
        "draft",
        "agency",
        "decision",
    )
    row = profile.items.get(node__identifier="DI-IMS.1")
    assert (row.state, row.key, row.parameter, row.reason) == ("recommended", True, "128 bits", WHY)
    event = Event.objects.get(verb="profile.created", target_id=str(profile.pk))
    assert event.after == {
        "title": "Lobby",
        "version": 1,
        "edition": edition.label,
        "made_from": "",
        "items": 2,
    }


def test_a_profile_made_from_another_says_the_same(edition, reviewer):
    low = edition.profiles.get(slug="federal-low")

    profile = create(reviewer, edition, made_from=low)

    said = ("node_id", "state", "key", "parameter", "reason")
    assert set(profile.items.values_list(*said)) == set(low.items.values_list(*said))
    assert profile.made_from == low


@pytest.mark.parametrize(
    ("items", "message"),
    [
        ([ItemInput("XX-1", reason=WHY), ItemInput("XX-2", reason=WHY)], "has no entry XX-1, XX-2."),
        ([ItemInput(f"XX-{n}", reason=WHY) for n in range(9)], "XX-4 and 4 more."),
        ([ItemInput("DI", reason=WHY), ItemInput("DI", reason=WHY)], "DI is named twice"),
        ([ItemInput("DI", "wanted", reason=WHY)], "DI: choose required, recommended or excluded"),
        ([ItemInput("DI")], "DI: say why"),
        ([ItemInput("DI", reason="x" * 501)], "at most 500 characters"),
        ([ItemInput("DI-IMS.1", "excluded", key=True, reason=WHY)], "is excluded, so it can be neither key"),
        ([ItemInput("DI", key=True, reason=WHY)], "DI groups the entries below it"),
        ([ItemInput("DI-AID.1", parameter="5 m", reason=WHY)], "DI-AID.1 groups the entries below it"),
        ([ItemInput("DI", reason=WHY)] * 2001, "at most 2000 entries"),
    ],
)
def test_items_that_cannot_be_accepted_are_refused_and_nothing_is_written(edition, reviewer, items, message):
    with pytest.raises(Invalid, match=message):
        create(reviewer, edition, items=items)

    assert not Profile.objects.filter(owner=reviewer.organization).exists()


@pytest.mark.parametrize("values", [{"title": " "}, {"description": " "}])
def test_a_profile_needs_a_title_and_a_purpose(edition, reviewer, values):
    with pytest.raises(Invalid, match="Give the profile a title"):
        create(reviewer, edition, **values)


def test_a_second_profile_of_the_same_name_is_refused_but_not_to_another_agency(edition, reviewer, stranger):
    create(reviewer, edition)

    with pytest.raises(Invalid, match="named like “Lobby” already"):
        create(reviewer, edition)
    assert create(stranger, edition).slug == "lobby"


@pytest.mark.parametrize(("title", "slug"), [("New", "new-profile"), ("玄関", "profile")])
def test_a_title_that_cannot_be_an_address_gets_one(edition, reviewer, title, slug):
    assert create(reviewer, edition, title=title).slug == slug


def test_a_profile_of_another_agency_is_no_source(edition, reviewer, stranger):
    theirs = create(stranger, edition, items=[ItemInput("DI", reason=WHY)])

    with pytest.raises(Invalid, match="There is no such profile"):
        create(reviewer, edition, made_from=theirs)


def test_a_draft_is_no_source(edition, reviewer):
    draft = create(reviewer, edition)

    with pytest.raises(NotNow, match="still a draft"):
        create(reviewer, edition, title="Second", made_from=draft)


def test_only_a_reviewer_or_an_isso_of_an_agency_makes_profiles(edition):
    for actor in (make_member("agency", "auditor"), make_member("manufacturer", "drafter")):
        with pytest.raises(NotPermitted, match="Only a reviewer or an ISSO"):
            create(actor, edition)
