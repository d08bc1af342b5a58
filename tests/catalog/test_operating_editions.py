"""The operator's acts on editions: decide what is alike, publish, put in use, retire, discard."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.actions import set_operator
from apps.accounts.actors import Actor
from apps.audit.models import Event
from apps.catalog import actions
from apps.catalog.kinds import EditionStatus
from apps.catalog.models import Edition, Entry, Node, Profile, Rewording
from apps.core.errors import Invalid, NotNow, NotPermitted
from tests.factories.accounts import make_member, make_user, sign_in
from tests.factories.catalog import PUBLISHED_AT, make_edition, node_of
from tests.factories.editions import (
    first_files,
    later_files,
    load_small,
    make_draft_edition,
    make_first_edition,
    make_later_edition,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def world(kept_world: None) -> dict[str, Any]:
    first = make_first_edition()
    operator = Actor(user=set_operator(make_user(name="Olga Operator"), is_operator=True))
    return {"first": first, "draft": make_draft_edition(first), "later": make_later_edition(), "operator": operator}


@pytest.fixture
def draft(db: None, world: dict[str, Any]) -> Edition:
    return Edition.objects.get(pk=world["draft"].pk)


@pytest.fixture
def operator(db: None, world: dict[str, Any]) -> Client:
    return sign_in(Client(), world["operator"])


def url(act: str, edition: Edition) -> str:
    return reverse(f"catalog:{act}", args=[edition.slug])


def pair_of(draft: Edition, identifier: str) -> Rewording:
    return Rewording.objects.get(node__edition=draft, node__identifier=identifier)


def last_event() -> Event:
    found = Event.objects.order_by("-sequence").first()
    assert found is not None
    return found


def said(response: Any) -> str:
    return " ".join(str(message) for message in response.context["messages"])


def test_the_list_tells_what_waits(operator: Client, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(8):
        page = operator.get(reverse("catalog:operate_editions")).content.decode()
    assert "3 decisions" in page
    assert page.index("Small draft") < page.index("Small 2")
    assert 'href="/operate/catalog/" aria-current' in page


def test_the_page_of_a_draft_shows_each_pair_with_what_differs(
    operator: Client, draft: Edition, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(32):
        page = operator.get(url("operate_edition", draft)).content.decode()
    assert "(removed: </span>device<span" in page
    assert "3 pairs of entries are alike and not decided yet" in page
    assert "DI-AID Use of the Identity" in page


def test_a_pair_that_is_the_same_takes_the_earlier_entry_and_what_is_below_follows(
    operator: Client, draft: Edition, world: dict[str, Any]
) -> None:
    pair = pair_of(draft, "DI-AID.2")
    provisional = pair.node.entry
    response = operator.post(url("decide_proposals", draft), {"same": pair.pk}, follow=True)
    assert "1 pair is decided: the same entry, reworded. 1 entry below followed." in said(response)
    node = Node.objects.get(pk=pair.node_id)
    assert (node.identifier, node.entry_id) == ("DI-AID.1", node_of(world["first"], "DI-AID.1").entry_id)
    assert not Entry.objects.filter(pk=provisional.pk).exists()
    below = {child.statement[:8]: child.identifier for child in node.children.all()}
    assert below == {"To the g": "DI-AID.1.a", "To its o": "DI-AID.1.b"}
    assert pair_of(draft, "DI-AID.1.a").decision == "same"
    assert last_event().verb == "catalog.rewordings_decided"
    assert last_event().after["identifiers"] == ["DI-AID.1", "DI-AID.1.a", "DI-AID.1.b"]


def test_a_pair_that_is_different_keeps_its_own_entry_and_can_be_decided_anew(operator: Client, draft: Edition) -> None:
    pair = pair_of(draft, "DI-IMS.3")
    operator.post(url("decide_proposals", draft), {"different": pair.pk})
    pair.refresh_from_db()
    assert (pair.decision, Node.objects.get(pk=pair.node_id).identifier) == ("different", "DI-IMS.3")
    assert "The same entry" in operator.get(f"{url('operate_edition', draft)}?show=decided").content.decode()
    operator.post(url("decide_proposals", draft), {"same": pair.pk})
    assert Node.objects.get(pk=pair.node_id).identifier == "DI-IMS.2"


def test_what_is_the_same_cannot_become_different_again(operator: Client, draft: Edition) -> None:
    pair = pair_of(draft, "DI-IMS.3")
    for decision in ("same", "different"):
        response = operator.post(url("decide_proposals", draft), {decision: pair.pk}, follow=True)
    assert "discard the draft and import it again" in said(response)
    assert Node.objects.get(pk=pair.node_id).identifier == "DI-IMS.2"


def test_all_pairs_of_a_sub_capability_are_decided_at_once(operator: Client, draft: Edition) -> None:
    operator.post(url("decide_proposals", draft), {"same_below": "DI-AID"})
    decided = Rewording.objects.filter(node__edition=draft, decision="same").values_list("node__identifier", flat=True)
    assert sorted(decided) == ["DI-AID.1", "DI-AID.1.a"]
    assert Event.objects.filter(verb="catalog.rewordings_decided").count() == 1


def test_an_identifier_that_was_given_out_is_never_given_out_again(draft: Edition, world: dict[str, Any]) -> None:
    Entry.objects.create(catalog=draft.catalog, identifier="DI-AID.1.b")
    actions.decide_rewordings(
        draft, by=world["operator"], at=PUBLISHED_AT, rewordings=[pair_of(draft, "DI-AID.2").pk], decision="same"
    )
    assert Node.objects.get(edition=draft, statement__startswith="To its owner").identifier == "DI-AID.1.c"


def test_an_entry_that_stands_in_the_edition_is_not_taken_twice(draft: Edition, world: dict[str, Any]) -> None:
    pair = pair_of(draft, "DI-IMS.3")
    Rewording.objects.filter(pk=pair.pk).update(earlier=node_of(world["first"], "DI-IMS.1"))
    with pytest.raises(Invalid, match=r"DI-IMS\.1 stands in this edition already"):
        actions.decide_rewordings(draft, by=world["operator"], at=PUBLISHED_AT, rewordings=[pair.pk], decision="same")
    assert Node.objects.get(pk=pair.node_id).identifier == "DI-IMS.3"


@pytest.mark.parametrize("sent", [{}, {"same": "x"}, {"same": 0}, {"same": 10**12}, {"same_below": "ZZ"}])
def test_a_decision_about_nothing_changes_nothing(operator: Client, draft: Edition, sent: dict[str, Any]) -> None:
    response = operator.post(url("decide_proposals", draft), sent, follow=True)
    assert "Choose" in said(response)
    assert not Rewording.objects.exclude(decision="open").exists()


def test_an_edition_with_open_pairs_is_not_published(operator: Client, draft: Edition) -> None:
    response = operator.post(url("publish_edition", draft), follow=True)
    assert "3 pairs of entries are alike and not decided yet." in said(response)
    draft.refresh_from_db()
    assert draft.status == EditionStatus.DRAFT


def test_a_published_edition_never_changes(operator: Client, draft: Edition, world: dict[str, Any]) -> None:
    operator.post(url("decide_proposals", draft), {"different_below": "DI"})
    nodes = list(Node.objects.filter(edition=draft).order_by("pk").values_list("identifier", "entry_id", "statement"))
    response = operator.post(url("publish_edition", draft), follow=True)
    assert "Small draft is published." in said(response)
    assert last_event().verb == "catalog.edition_published"
    pair = Rewording.objects.filter(node__edition=draft).first()
    assert pair is not None
    for act in (
        lambda: actions.decide_rewordings(
            draft, by=world["operator"], at=PUBLISHED_AT, rewordings=[pair.pk], decision="same"
        ),
        lambda: actions.publish_edition(draft, by=world["operator"], at=PUBLISHED_AT),
        lambda: actions.discard_edition(draft, by=world["operator"]),
    ):
        with pytest.raises(NotNow, match="is published and never changes"):
            act()
    assert nodes == list(
        Node.objects.filter(edition=draft).order_by("pk").values_list("identifier", "entry_id", "statement")
    )


def test_new_work_starts_on_the_edition_that_is_put_in_use(operator: Client, world: dict[str, Any]) -> None:
    later = world["later"]
    assert Edition.objects.current() == world["first"]
    response = operator.post(url("use_edition", later), follow=True)
    assert "start on Small 2" in said(response)
    assert Edition.objects.current() == later
    assert (last_event().verb, last_event().before, last_event().after["in_use"]) == (
        "catalog.edition_chosen",
        {"in_use": "Small 1"},
        "Small 2",
    )
    assert "is in use already" in said(operator.post(url("use_edition", later), follow=True))


def test_an_edition_without_the_low_profile_is_not_put_in_use(operator: Client, world: dict[str, Any]) -> None:
    Profile.objects.filter(edition=world["later"], slug="federal-low").update(slug="other")
    assert "no profile of the low baseline" in said(operator.post(url("use_edition", world["later"]), follow=True))
    assert Edition.objects.current() == world["first"]


def test_a_draft_is_not_put_in_use(operator: Client, draft: Edition) -> None:
    assert "Only a published edition can be put in use" in said(operator.post(url("use_edition", draft), follow=True))


def test_the_edition_in_use_is_not_retired_and_another_one_is(operator: Client, world: dict[str, Any]) -> None:
    response = operator.post(url("retire_edition", world["first"]), follow=True)
    assert "Put another edition in use, then retire this one" in said(response)
    operator.post(url("retire_edition", world["later"]))
    later = Edition.objects.get(pk=world["later"].pk)
    assert (later.status, last_event().verb) == (EditionStatus.RETIRED, "catalog.edition_retired")
    assert later in Edition.objects.readable()
    assert "is not published" in said(operator.post(url("use_edition", later), follow=True))


def test_a_discarded_draft_leaves_nothing_behind(operator: Client, draft: Edition, world: dict[str, Any]) -> None:
    entries = Entry.objects.filter(nodes__edition=world["first"]).count()
    response = operator.post(url("discard_edition", draft), follow=True)
    assert "The draft Small draft is discarded" in said(response)
    assert not Edition.objects.filter(pk=draft.pk).exists()
    assert not Entry.objects.filter(
        catalog=draft.catalog_id, identifier__in=["DI-IMS.3", "DI-AID.2.a", "DI-AID.2.b"]
    ).exists()
    assert Entry.objects.filter(nodes__edition=world["first"]).count() == entries
    assert (last_event().verb, last_event().target_label) == ("catalog.draft_discarded", "Small draft")


def test_a_published_import_has_the_profiles_that_reviews_start_from(world: dict[str, Any]) -> None:
    imported = make_edition(version="imported")
    imported.profiles.all().delete()
    Edition.objects.filter(pk=imported.pk).update(status=EditionStatus.DRAFT, published_at=None, in_use_at=None)
    actions.publish_edition(imported, by=world["operator"], at=PUBLISHED_AT)
    low = imported.profiles.get(slug="federal-low")
    assert (low.rests_on, sorted(low.items.values_list("node__identifier", flat=True))) == (
        "derived",
        ["DI-AID.1.a", "DI-IMS.1", "DI-IMS.1.a", "DI-IMS.1.b", "DO-SMP.a.1.1"],
    )
    assert list(imported.profiles.get(slug="core-baseline").items.values_list("node__identifier", flat=True))
    actions.put_edition_in_use(imported, by=world["operator"], at=PUBLISHED_AT)


def test_a_new_version_of_our_own_wording_does_not_displace_the_official_one(world: dict[str, Any]) -> None:
    Edition.objects.filter(pk=world["first"].pk).update(wording="official")
    own = load_small("3", later_files())
    assert Edition.objects.in_use(own.catalog_id) == world["first"]
    Edition.objects.filter(pk=world["first"].pk).update(wording="own")
    assert Edition.objects.in_use(own.catalog_id) == world["first"]
    later = load_small("4", first_files())
    assert Edition.objects.in_use(own.catalog_id) == later


def test_only_the_operator_acts_on_editions(draft: Edition) -> None:
    reviewer = make_member("agency", "reviewer", "isso", "administrator")
    for act in (
        lambda: actions.publish_edition(draft, by=reviewer, at=PUBLISHED_AT),
        lambda: actions.put_edition_in_use(draft, by=reviewer, at=PUBLISHED_AT),
        lambda: actions.retire_edition(draft, by=reviewer, at=PUBLISHED_AT),
        lambda: actions.discard_edition(draft, by=reviewer),
        lambda: actions.decide_rewordings(draft, by=reviewer, at=PUBLISHED_AT, rewordings=[1], decision="same"),
    ):
        with pytest.raises(NotPermitted):
            act()


def test_an_act_on_a_draft_that_two_people_take_away_is_told(operator: Client, draft: Edition) -> None:
    address = url("publish_edition", draft)
    operator.post(url("discard_edition", draft))
    assert operator.post(address).status_code == 404
