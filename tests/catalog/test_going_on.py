"""Work that goes on while another edition is put in use: answers, verdicts and decisions follow the lasting entries."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.accounts.actions import set_operator
from apps.accounts.actors import Actor
from apps.catalog.models import Edition
from apps.devices import actions as devices
from apps.devices.models import Declaration
from apps.reviews import actions as reviews
from apps.reviews.models import Review
from apps.reviews.workflow import ReviewState, Selection
from tests.factories.accounts import make_user, sign_in
from tests.factories.catalog import node_of
from tests.factories.devices import attested, component_of, make_declaration, make_drafter, make_version
from tests.factories.editions import make_revised_edition
from tests.factories.reviews import (
    _categorise,
    make_declaration_for,
    make_review,
    make_team,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def world(kept_world: None) -> dict[str, Any]:
    bundled = Edition.objects.current()
    drafter = make_drafter()
    first = make_declaration(by=drafter, edition=bundled)
    for identifier in ("DI-IMS.1", "DI-IMS.2", "DI-IMS.3"):
        devices.save_answer(
            first,
            by=drafter,
            at=timezone.now(),
            node=node_of(bundled, identifier),
            component=component_of(first),
            value="yes",
            explanation="It does.",
            version=0,
        )
    first = attested(first, by=drafter)
    team = make_team()
    decided = make_review(ReviewState.DECISION, team=team)
    waiting = make_review(ReviewState.WITH_MANUFACTURER, team=team)
    revised = make_revised_edition()
    return {
        "bundled": bundled,
        "revised": revised,
        "drafter": drafter,
        "first": first,
        "team": team,
        "decided": decided,
        "waiting": waiting,
        "operator": Actor(user=set_operator(make_user(), is_operator=True)),
    }


def answers_of(declaration: Declaration) -> dict[str, bool]:
    rows = declaration.answers.values_list("node__identifier", "carried_over")
    return dict(rows)


def test_a_successor_starts_on_the_edition_in_use_and_confirms_everything_about_a_new_version(
    db: None, world: dict[str, Any]
) -> None:
    newer = make_version(component_of(world["first"]), by=world["drafter"])
    second = devices.start_successor(world["first"], by=world["drafter"], versions=[newer], at=timezone.now())
    assert second.edition == world["revised"]
    assert answers_of(second) == {"DI-IMS.1": True, "DI-IMS.2": True}
    assert set(second.answers.values_list("node__edition", flat=True)) == {world["revised"].pk}


def test_a_successor_for_the_same_versions_asks_again_only_what_changed(world: dict[str, Any]) -> None:
    first = world["first"]
    second = devices.start_successor(first, by=world["drafter"], versions=first.versions.all(), at=timezone.now())
    assert answers_of(second) == {"DI-IMS.1": True, "DI-IMS.2": False}
    page = sign_in(Client(), world["drafter"]).get(second.get_absolute_url()).content.decode()
    assert "Answers to 1 entry stayed behind" in page
    assert "does not ask this: DI-IMS.3." in page
    assert "1 answer is carried over from the last declaration and not confirmed" in page
    client = sign_in(Client(), world["drafter"])
    entries = client.get(reverse("devices:entries_start", args=[second.pk]) + "?show=to-confirm").content.decode()
    assert "Reworded since the last declaration." in entries
    assert "(added: </span> The product says so itself" in entries


def test_the_page_before_it_says_what_the_edition_changes(world: dict[str, Any]) -> None:
    page = (
        sign_in(Client(), world["drafter"]).get(reverse("devices:continue", args=[world["first"].pk])).content.decode()
    )
    assert f"The successor is on {world['revised']}" in page
    assert "1 stays the same, 1 has to be looked at as the entry was reworded, 1 stays behind; 1 entry is new" in page


def test_a_sealed_declaration_keeps_its_edition_and_its_seal(world: dict[str, Any]) -> None:
    first = Declaration.objects.get(pk=world["first"].pk)
    assert first.edition == world["bundled"]
    assert devices.content_sha256(first) == first.sha256


def test_a_linked_review_starts_on_the_edition_in_use_and_asks_what_changed(world: dict[str, Any]) -> None:
    team = world["team"]
    linked = reviews.open_linked_review(world["decided"], by=team.requester, at=timezone.now())
    assert (linked.edition, world["decided"].edition) == (world["revised"], world["bundled"])
    reviews.submit(linked, by=team.requester, at=timezone.now())
    _categorise(linked, team)
    selection = dict(linked.requirements.values_list("identifier", "selection"))
    earlier = dict(world["decided"].requirements.values_list("identifier", "selection"))
    assert selection["DI-IMS.1"] == Selection.CANDIDATE
    assert selection["DI-IMS.99"] == Selection.CANDIDATE
    assert "DI-IMS.3" not in selection
    kept = selection.keys() & earlier.keys() - {"DI-IMS.1"}
    assert kept
    assert {name: selection[name] for name in kept} == {name: earlier[name] for name in kept}
    page = sign_in(Client(), team.reviewer).get(reverse("reviews:requirements", args=[linked.pk])).content.decode()
    assert "earlier review: selected, key; reworded since" in page
    assert "1 selected in the earlier review and not proposed here" in page
    assert "no longer asked by the catalog" in page


def test_a_review_takes_a_declaration_that_was_answered_on_another_edition(world: dict[str, Any]) -> None:
    review, team = Review.objects.get(pk=world["waiting"].pk), world["team"]
    declaration = make_declaration_for(review, edition=world["revised"], answers={"DI-IMS.1": "yes", "DI-IMS.2": "yes"})
    assert declaration.edition != review.edition
    client = sign_in(Client(), team.reviewer)
    assert "answers 1 of" in client.get(reverse("reviews:receive", args=[review.pk])).content.decode()
    reviews.receive(review, by=team.reviewer, at=timezone.now(), declaration=declaration)
    review.refresh_from_db()
    page = client.get(reverse("reviews:desk", args=[review.pk, "DI-IMS.1"])).content.decode()
    assert "Each unit has a certificate of its own." in page


def test_an_open_review_stays_on_its_edition(world: dict[str, Any]) -> None:
    assert Review.objects.get(pk=world["waiting"].pk).edition == world["bundled"]


def compared(client: Client, world: dict[str, Any]) -> Any:
    return client.get(reverse("catalog:comparison", args=[world["bundled"].slug, world["revised"].slug]))


def test_a_manufacturer_reads_what_the_change_asks_of_its_declarations_alone(world: dict[str, Any]) -> None:
    (part,) = compared(sign_in(Client(), world["drafter"]), world).context["parts"]
    assert part.title == "Declarations"
    (row,) = part.rows
    assert (row.kept, row.changed, row.new, row.lost) == (1, 1, 1, 1)


def test_an_agency_reads_what_the_change_asks_of_its_reviews_alone(
    world: dict[str, Any], django_assert_max_num_queries: Any
) -> None:
    client = sign_in(Client(), world["team"].auditor)
    with django_assert_max_num_queries(24):
        parts = compared(client, world).context["parts"]
    assert [part.title for part in parts] == ["Open reviews"]
    assert [row.changed for row in parts[0].rows] == [1, 1]
    assert all(row.url for row in parts[0].rows)
    assert compared(sign_in(Client(), make_team().auditor), world).context["parts"] == []


def test_the_operator_reads_totals_without_names(world: dict[str, Any]) -> None:
    page = sign_in(Client(), world["operator"]).get(reverse("catalog:operate_edition", args=[world["bundled"].slug]))
    assert page.status_code == 200
    parts = compared(sign_in(Client(), world["operator"]), world).context["parts"]
    assert [part.title for part in parts] == ["Declarations", "Open reviews"]
    assert [len(part.rows) for part in parts] == [1, 1]
    assert not any(row.url for part in parts for row in part.rows)
    assert str(world["first"].product) not in compared(sign_in(Client(), world["operator"]), world).content.decode()


def test_people_without_an_account_read_the_comparison_alone(
    world: dict[str, Any], django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(16):
        page = compared(Client(), world)
    assert page.context["parts"] == []
    assert "1 reworded" in page.content.decode()
