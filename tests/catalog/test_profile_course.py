"""The course of an own profile: entries set and taken back, published, retired, followed by versions, carried over."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.actors import Actor
from apps.audit.models import Event
from apps.catalog import actions
from apps.catalog.membership import memberships
from apps.catalog.models import Edition, Profile
from apps.core.errors import Invalid, NotNow, NotPermitted, Stale
from tests.factories.accounts import make_member, sign_in
from tests.factories.catalog import PUBLISHED_AT, capability_files, make_edition, node_of, node_table
from tests.factories.profiles import WHY, make_profile, say

pytestmark = pytest.mark.django_db


def later_files() -> dict[str, Any]:
    """Return the small catalog a year later: one entry reworded, one moved, one gone, one new."""
    files = capability_files()
    nodes = files["01-DI.toml"]["node"]
    by_id = {node["id"]: node for node in nodes}
    by_id["DI-IMS.1"]["statement"] = "The device has an identifier of its own that nobody can change."
    by_id["DI-IMS.2"]["parent"] = "DI-AID"
    nodes.remove(by_id["DI-IMS.1.b"])
    nodes.remove(by_id["DI-IMS.2"])
    nodes += [
        by_id["DI-IMS.2"],
        node_table("DI-AID.2", parent="DI-AID", statement="Something nobody asked for before."),
    ]
    return files


@pytest.fixture(scope="module")
def world(kept_world: None) -> Any:
    """Two editions, a reviewer, an ISSO of the same agency and a stranger."""
    edition, later = make_edition(), make_edition(version="later", files=later_files())
    reviewer = make_member("agency", "reviewer")
    return edition, later, reviewer, make_member(reviewer.organization, "isso"), make_member("agency", "reviewer")


@pytest.fixture
def edition(world: Any) -> Edition:
    return world[0]


@pytest.fixture
def later(world: Any) -> Edition:
    return world[1]


@pytest.fixture
def reviewer(world: Any) -> Actor:
    return world[2]


@pytest.fixture
def isso(world: Any) -> Actor:
    return world[3]


@pytest.fixture
def stranger(world: Any) -> Actor:
    return world[4]


def stated(profile: Profile) -> dict[str, str]:
    names = dict(profile.edition.nodes.values_list("pk", "identifier"))
    return {names[node_id]: one.state.value for node_id, one in memberships(profile).items()}


def last_event(verb: str) -> Event:
    return Event.objects.filter(verb=verb).order_by("-sequence").first()


def test_an_entry_is_set_changed_and_taken_back_with_the_record_saying_how(edition, reviewer, isso):
    profile = make_profile(reviewer, edition, "DI", published=False)
    node = node_of(edition, "DI-IMS.1")

    actions.set_item(profile, by=reviewer, node=node, state="required", key=True, parameter=" 128 bits ", reason=WHY)
    actions.set_item(profile, by=isso, node=node, state="excluded", reason="Not on site.")
    event = last_event("profile.item_set")
    assert event.before == {
        "entry": "DI-IMS.1",
        "state": "required",
        "key": True,
        "parameter": "128 bits",
        "reason": WHY,
    }
    assert (event.after["state"], event.reason) == ("excluded", "Not on site.")

    actions.clear_item(profile, by=isso, node=node)
    assert stated(profile)["DI-IMS.1"] == "required"
    assert last_event("profile.item_removed").after == {"entry": "DI-IMS.1"}


def test_what_a_colleague_changed_meanwhile_is_not_overwritten(edition, reviewer, isso):
    profile = make_profile(reviewer, edition, published=False)
    node = node_of(edition, "DI-IMS.1")
    read = actions.item_read(None)
    actions.set_item(profile, by=isso, node=node, state="required", reason=WHY, read=read)

    with pytest.raises(Stale, match=r"changed DI-IMS\.1"):
        actions.set_item(profile, by=reviewer, node=node, state="excluded", reason=WHY, read=read)
    with pytest.raises(Stale):
        actions.clear_item(profile, by=reviewer, node=node, read=read)
    assert profile.items.get().state == "required"


def test_nothing_is_taken_back_where_nothing_is_said(edition, reviewer):
    profile = make_profile(reviewer, edition, "DI", published=False)

    with pytest.raises(NotNow, match=r"nothing of DI-IMS\.1 itself"):
        actions.clear_item(profile, by=reviewer, node=node_of(edition, "DI-IMS.1"))


def test_an_entry_of_another_edition_cannot_be_set(edition, later, reviewer):
    profile = make_profile(reviewer, edition, published=False)

    with pytest.raises(Invalid, match="has no such entry"):
        actions.set_item(profile, by=reviewer, node=node_of(later, "DI"), state="required", reason=WHY)


def test_a_published_version_never_changes(edition, reviewer):
    profile = make_profile(reviewer, edition, "DI")
    node = node_of(edition, "DI-IMS.1")

    for act in (
        lambda: actions.set_item(profile, by=reviewer, node=node, state="required", reason=WHY),
        lambda: actions.clear_item(profile, by=reviewer, node=node),
        lambda: actions.describe_profile(profile, by=reviewer, title="Other", description="Other."),
        lambda: actions.publish_profile(profile, by=reviewer, at=PUBLISHED_AT),
        lambda: actions.discard_profile(profile, by=reviewer),
    ):
        with pytest.raises(NotNow, match="Version 1 is published and never changes"):
            act()


def test_an_empty_profile_is_not_published(edition, reviewer):
    with pytest.raises(NotNow, match="says nothing of any entry yet"):
        make_profile(reviewer, edition)


def test_the_next_version_says_the_same_and_there_is_one_draft_at_a_time(edition, reviewer):
    first = make_profile(reviewer, edition, say("DI-IMS.1", key=True, parameter="128 bits"))

    second = actions.start_next_version(first, by=reviewer)

    assert (second.number, second.status, second.made_from, second.slug) == (2, "draft", first, first.slug)
    assert second.items.get().parameter == "128 bits"
    with pytest.raises(NotNow, match="Version 2 is being drafted already"):
        actions.start_next_version(first, by=reviewer)
    actions.discard_profile(second, by=reviewer)
    assert last_event("profile.discarded").before == {"title": "Lobby", "version": 2, "items": 1}
    assert actions.start_next_version(first, by=reviewer).number == 2


def test_a_version_is_retired_with_a_reason_and_stays(edition, reviewer):
    profile = make_profile(reviewer, edition, "DI")
    with pytest.raises(Invalid, match="Say why"):
        actions.retire_profile(profile, by=reviewer, reason=" ")

    actions.retire_profile(profile, by=reviewer, reason="Lobbies are closed.")

    profile.refresh_from_db()
    assert (profile.status, profile.items.count()) == ("retired", 1)
    assert last_event("profile.retired").reason == "Lobbies are closed."
    with pytest.raises(NotNow, match="Only a published version"):
        actions.retire_profile(profile, by=reviewer, reason="Again.")


def test_title_and_purpose_of_a_draft_change_and_the_address_stays(edition, reviewer, isso):
    profile = make_profile(reviewer, edition, published=False)
    read = actions.profile_read(profile)

    actions.describe_profile(profile, by=reviewer, title="Front doors", description="Doors.", read=read)

    profile.refresh_from_db()
    assert (profile.title, profile.slug) == ("Front doors", "lobby")
    with pytest.raises(Stale):
        actions.describe_profile(profile, by=isso, title="Lobbies", description="L.", read=read)
    with pytest.raises(Invalid, match="Give the profile a title"):
        actions.describe_profile(profile, by=isso, title="", description="L.")


def test_nobody_changes_a_profile_of_another_agency_or_of_the_catalog(edition, later, reviewer, stranger):
    draft = make_profile(reviewer, edition, "DI", published=False)
    published = make_profile(reviewer, edition, "DI", title="Doors")
    public = edition.profiles.get(slug="core-baseline")
    node = node_of(edition, "DI-IMS.1")

    for profile in (draft, public):
        with pytest.raises(NotPermitted):
            actions.set_item(profile, by=stranger, node=node, state="required", reason=WHY)
    for profile in (published, public):
        for act in (
            lambda one: actions.start_next_version(one, by=stranger),
            lambda one: actions.carry_profile(one, by=stranger, edition=later),
            lambda one: actions.retire_profile(one, by=stranger, reason=WHY),
        ):
            with pytest.raises(NotPermitted):
                act(profile)


# --- to another edition ------------------------------------------------------------------------------


def carried(by: Actor, edition: Edition, later: Edition, *items: Any) -> Profile:
    return actions.carry_profile(make_profile(by, edition, *items), by=by, edition=later)


def findings(profile: Profile) -> dict[str, str]:
    return dict(profile.findings.order_by("pk").values_list("entry__identifier", "change"))


def test_a_profile_is_carried_to_another_edition_with_a_list_of_what_has_to_be_looked_at(edition, later, reviewer):
    profile = carried(reviewer, edition, later, say("DI-IMS", key=False), say("DI-AID.1.a", "recommended"))

    assert (profile.number, profile.edition, profile.status) == (2, later, "draft")
    assert findings(profile) == {
        "DI-IMS.1": "reworded",
        "DI-IMS.1.b": "retired",
        "DI-IMS.2": "moved",
        "DI-AID.2": "new",
    }
    assert last_event("profile.carried_over").after["to_look_at"] == {
        "reworded": 1,
        "retired": 1,
        "moved": 1,
        "new": 1,
    }


def test_a_moved_entry_keeps_its_state_whatever_stands_around_it_now(edition, later, reviewer):
    inside = carried(reviewer, edition, later, "DI-IMS", say("DI-AID", "excluded"))

    assert stated(inside) == {
        "DI-IMS.1": "required",
        "DI-IMS.1.a": "required",
        "DI-IMS.2": "required",
        "DI-AID.1.a": "excluded",
        "DI-AID.2": "excluded",
    }
    assert inside.items.get(node__identifier="DI-IMS.2").reason == WHY


def test_an_entry_that_moves_into_a_required_part_does_not_slip_in(edition, later, reviewer):
    profile = carried(reviewer, edition, later, "DI-AID")

    assert stated(profile)["DI-IMS.2"] == "excluded"
    assert findings(profile)["DI-IMS.2"] == "moved"
    assert (
        profile.items.get(node__identifier="DI-IMS.2").reason == "It was not in the profile before its place changed."
    )


def test_what_is_outside_of_the_profile_is_not_listed_but_what_is_new_is(edition, later, reviewer):
    profile = carried(reviewer, edition, later, "DO-SMP.a.1.1")

    assert findings(profile) == {"DI-AID.2": "new"}


def test_a_carried_profile_is_published_when_everything_is_settled(edition, later, reviewer):
    profile = carried(reviewer, edition, later, "DI-IMS")
    with pytest.raises(NotNow, match="3 entries have to be looked at"):
        actions.publish_profile(profile, by=reviewer, at=PUBLISHED_AT)

    settle = {"by": reviewer, "at": PUBLISHED_AT, "note": "Read both texts."}
    actions.settle_findings(profile, identifiers=["DI-IMS.1", "DI-IMS.1.b"], **settle)
    with pytest.raises(NotNow, match="1 entry has to be looked at"):
        actions.publish_profile(profile, by=reviewer, at=PUBLISHED_AT)
    actions.settle_findings(profile, identifiers=["DI-AID.2"], state="recommended", **settle)
    actions.publish_profile(profile, by=reviewer, at=PUBLISHED_AT)

    assert stated(profile)["DI-AID.2"] == "recommended"
    assert profile.items.get(node__identifier="DI-AID.2").reason == "Read both texts."
    assert set(profile.findings.exclude(change="moved").values_list("settled_by", "note")) == {
        (reviewer.user.pk, "Read both texts.")
    }
    event = last_event("profile.findings_settled")
    assert (event.after, event.reason) == ({"decision": "recommended", "entries": ["DI-AID.2"]}, "Read both texts.")


def test_excluding_a_reworded_entry_takes_its_key_flag_and_parameter(edition, later, reviewer):
    profile = carried(reviewer, edition, later, say("DI-IMS.1", key=True, parameter="128 bits"))

    actions.settle_findings(
        profile, by=reviewer, at=PUBLISHED_AT, identifiers=["DI-IMS.1"], note="Too much.", state="excluded"
    )

    item = profile.items.get(node__identifier="DI-IMS.1")
    assert (item.state, item.key, item.parameter, item.reason) == ("excluded", False, "", "Too much.")


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"identifiers": ["DI-AID.2"]}, r"DI-AID\.2 is new: decide"),
        ({"identifiers": ["DI-IMS.1.b"], "state": "required"}, r"DI-IMS\.1\.b is no longer in the catalog"),
        ({"identifiers": ["DI-IMS.1"], "note": " "}, "Write a note"),
        ({"identifiers": ["DI-IMS.1"], "note": "x" * 501}, "at most 500"),
        ({"identifiers": ["DI-IMS.1"], "state": "wanted"}, "Choose required, recommended or excluded"),
        ({"identifiers": []}, "Tick at least one"),
        ({"identifiers": ["XX"]}, "None of these"),
    ],
)
def test_a_finding_is_not_settled_without_what_it_needs(edition, later, reviewer, values, message):
    profile = carried(reviewer, edition, later, "DI-IMS")

    with pytest.raises(Invalid, match=message):
        actions.settle_findings(profile, by=reviewer, at=PUBLISHED_AT, **{"note": "Seen."} | values)
    assert not profile.findings.filter(settled_at__isnull=False).exists()


def test_a_finding_is_settled_once(edition, later, reviewer):
    profile = carried(reviewer, edition, later, "DI-IMS")
    settle = {"by": reviewer, "at": PUBLISHED_AT, "identifiers": ["DI-IMS.1"], "note": "Seen."}
    actions.settle_findings(profile, **settle)

    with pytest.raises(NotNow, match="settled already"):
        actions.settle_findings(profile, **settle)


def test_a_profile_is_not_carried_to_its_own_edition_or_to_one_that_is_retired(edition, later, reviewer):
    profile = make_profile(reviewer, edition, "DI")
    with pytest.raises(NotNow, match="on Small test already"):
        actions.carry_profile(profile, by=reviewer, edition=edition)

    Edition.objects.filter(pk=later.pk).update(status="retired", retired_at=PUBLISHED_AT)
    later.refresh_from_db()
    with pytest.raises(NotNow, match="not a published edition"):
        actions.carry_profile(profile, by=reviewer, edition=later)


def test_a_comparison_of_editions_leads_each_agency_to_its_own_profiles(edition, later, reviewer, stranger):
    profile = make_profile(reviewer, edition, "DI", title="Lobby cameras")
    address = reverse("catalog:comparison", args=[edition.slug, later.slug])

    page = sign_in(Client(), reviewer).get(address).content.decode()

    own = reverse("catalog:own_profile", args=[profile.slug, profile.number])
    assert f'<a class="usa-link" href="{own}">Lobby cameras, version 1</a>' in page
    assert own not in sign_in(Client(), stranger).get(address).content.decode()
