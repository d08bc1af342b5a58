"""Constraints of editions side by side, of profiles with versions, and of what a person decides about them."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from apps.catalog.models import Edition, Node, Profile, ProfileFinding, ProfileItem, Rewording
from tests.factories.accounts import make_organization, make_user
from tests.factories.catalog import PUBLISHED_AT, make_edition, node_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition() -> Edition:
    return make_edition()


@pytest.fixture
def node(edition: Edition) -> Node:
    return node_of(edition, "DI-IMS.1")


@pytest.fixture
def profile(edition: Edition) -> Profile:
    found: Profile = edition.profiles.get(slug="federal-low")
    return found


def refused(constraint: str, act: Any) -> None:
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        act()
    # SQLite names the columns of a unique constraint, not the constraint.
    assert constraint in str(caught.value) or "UNIQUE" in str(caught.value)


@pytest.mark.parametrize(
    ("constraint", "change"),
    [
        ("edition_wording_known", {"wording": "borrowed"}),
        ("edition_retired_has_date", {"status": "retired"}),
        ("edition_retired_has_date", {"retired_at": PUBLISHED_AT}),
        ("edition_published_has_date", {"status": "draft", "in_use_at": None}),
        ("edition_in_use_was_published", {"status": "draft", "published_at": None}),
    ],
)
def test_an_edition_carries_the_dates_of_its_status(edition: Edition, constraint: str, change: dict[str, Any]) -> None:
    refused(constraint, lambda: Edition.objects.filter(pk=edition.pk).update(**change))


def test_an_address_names_one_edition(edition: Edition) -> None:
    refused(
        "edition_slug_once",
        lambda: Edition.objects.create(catalog=edition.catalog, label="Other", slug=edition.slug, digest="0" * 64),
    )


@pytest.mark.parametrize(
    ("constraint", "change"),
    [
        ("rewording_similarity_is_percent", {"similarity": 101}),
        ("rewording_decided_at_paired", {"decision": "same", "decided_at": PUBLISHED_AT}),
        ("rewording_decided_has_date", {"decision": "same"}),
    ],
)
def test_a_rewording_is_decided_by_a_person_on_a_day(node: Node, constraint: str, change: dict[str, Any]) -> None:
    pair = Rewording.objects.create(node=node, earlier=node, similarity=90)
    refused(constraint, lambda: Rewording.objects.filter(pk=pair.pk).update(**change))


def test_a_decision_on_a_rewording_is_a_known_one(node: Node) -> None:
    decided = {"decided_at": PUBLISHED_AT, "decided_by": make_user()}
    pair = Rewording.objects.create(node=node, earlier=node, similarity=90, decision="same", **decided)
    refused("rewording_decision_known", lambda: Rewording.objects.filter(pk=pair.pk).update(decision="perhaps"))


def test_a_rewording_is_proposed_once(node: Node) -> None:
    Rewording.objects.create(node=node, earlier=node, similarity=90)
    refused("rewording_pair_once", lambda: Rewording.objects.create(node=node, earlier=node, similarity=91))


@pytest.mark.parametrize(
    ("constraint", "change"),
    [
        ("profile_basis_known", {"basis": "hearsay"}),
        ("profile_rests_on_known", {"rests_on": "sand"}),
        ("profile_status_known", {"status": "lost"}),
        ("profile_published_has_date", {"published_at": None}),
    ],
)
def test_a_profile_says_what_it_is(profile: Profile, constraint: str, change: dict[str, Any]) -> None:
    refused(constraint, lambda: Profile.objects.filter(pk=profile.pk).update(**change))


def test_an_agency_has_a_version_of_its_profile_once(edition: Edition) -> None:
    fields = {"owner": make_organization("agency"), "slug": "cameras", "title": "Cameras", "description": "Indoors."}
    Profile.objects.create(edition=edition, **fields)
    Profile.objects.create(edition=edition, number=2, **fields)
    refused("profile_owned_slug_once", lambda: Profile.objects.create(edition=edition, **fields))


@pytest.mark.parametrize(
    ("constraint", "change"),
    [
        ("profileitem_state_known", {"state": "desired"}),
        ("profileitem_excluded_is_not_key", {"state": "excluded", "key": True}),
    ],
)
def test_an_item_says_one_thing(profile: Profile, constraint: str, change: dict[str, Any]) -> None:
    refused(constraint, lambda: ProfileItem.objects.filter(profile=profile).update(**change))


@pytest.mark.parametrize(
    ("constraint", "change"),
    [
        ("profilefinding_change_known", {"change": "odd"}),
        ("profilefinding_lost_has_no_node", {"change": "retired"}),
        ("profilefinding_lost_has_no_node", {"node": None}),
        ("profilefinding_settled_at_paired", {"settled_at": PUBLISHED_AT}),
    ],
)
def test_a_finding_is_settled_by_a_person(
    profile: Profile, node: Node, constraint: str, change: dict[str, Any]
) -> None:
    finding = ProfileFinding.objects.create(profile=profile, entry=node.entry, node=node, change="reworded")
    refused(constraint, lambda: ProfileFinding.objects.filter(pk=finding.pk).update(**change))
    ProfileFinding.objects.filter(pk=finding.pk).update(settled_at=timezone.now(), settled_by=make_user())


def test_an_entry_is_looked_at_once(profile: Profile, node: Node) -> None:
    ProfileFinding.objects.create(profile=profile, entry=node.entry, node=node, change="moved")
    refused(
        "profilefinding_entry_once",
        lambda: ProfileFinding.objects.create(profile=profile, entry=node.entry, node=node, change="moved"),
    )
