"""Draft, scope, categorization and the ways out: what is asked, what is refused, and what stays."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.accounts.roles import Role
from apps.core.ids import uuid7
from apps.reviews import actions
from apps.reviews.models import Act, Review
from apps.reviews.use_case import QUESTIONS, REQUIRED, SCOPE_CRITERIA
from apps.reviews.workflow import ReviewState, Verb
from apps.systems.models import System
from tests.factories.accounts import make_member, sign_in
from tests.factories.reviews import make_listed_product, make_procurement, make_review, make_system, make_team

pytestmark = pytest.mark.django_db
S = ReviewState
ANSWERS = {question.slug: "As in the plan." for question in QUESTIONS}
REASONS = {criterion.slug: "It is a passive plate." for criterion in SCOPE_CRITERIA}
CATEGORY = {"boundary": "Inside.", "placement": "elements", "privacy_trigger": "no", "privacy_note": ""}


def address(name: str, review: Review) -> str:
    return reverse(f"reviews:{name}", args=[review.pk])


def fresh_draft(team: Any, **fields: Any) -> Review:
    procurement = make_procurement(by=team.requester, **fields)
    return actions.open_review(procurement, by=team.requester, at=timezone.now(), product=make_listed_product())


def read_of(client: Client, review: Review) -> str:
    value: str = client.get(address("edit", review)).context["form"]["read"].value()
    return value


def test_a_draft_is_saved_half_done_and_says_what_is_missing_where(client: Client) -> None:
    team = make_team()
    review = fresh_draft(team, reference="")
    sign_in(client, team.requester)
    data = {"quantity": "7", "benefit": "Open doors.", "read": read_of(client, review)}
    assert client.post(address("edit", review), data).status_code == 302
    response = client.get(address("edit", review))
    assert response.context["form"]["benefit"].value() == "Open doors."
    urls = [finding.url for finding in response.context["missing"]]
    assert len(urls) == len(REQUIRED) - 1 + 2
    assert f"{address('edit', review)}#id_data" in urls
    assert reverse("reviews:procurement_edit", args=[review.procurement_id]) in urls
    assert 'id="id_data"' in response.content.decode()


def test_saving_and_submitting_in_one_go_keeps_what_was_typed_when_something_is_missing(client: Client) -> None:
    team = make_team()
    review = fresh_draft(team)
    sign_in(client, team.requester)
    data = {"quantity": "7", **ANSWERS, "read": read_of(client, review), "submit": "yes"}
    response = client.post(address("edit", review), data, follow=True)
    assert "The draft is saved, but not submitted." in response.content.decode()
    assert "Choose the system" in response.content.decode()
    system = make_system(by=team.isso)
    data |= {"system": str(system.pk), "read": read_of(client, review)}
    response = client.post(address("edit", review), data)
    assert response["Location"] == review.get_absolute_url()
    review.refresh_from_db()
    assert review.state == S.INTAKE


def test_a_missing_impact_value_blocks_submission(client: Client) -> None:
    team = make_team()
    review = make_review(team=team)
    System.objects.update(availability=None)
    sign_in(client, team.requester)
    response = client.post(address("submit", review), follow=True)
    assert "has no FIPS 199 value for availability" in response.content.decode()
    review.refresh_from_db()
    assert review.state == S.DRAFT


def test_two_people_at_one_draft_lose_nothing(client: Client) -> None:
    team = make_team()
    review = make_review(team=team)
    sign_in(client, team.requester)
    read = read_of(client, review)
    actions.edit_draft(
        review, by=team.requester, system=review.system, quantity=14, use_case={"data": "Faces of visitors."}
    )
    same = {"system": str(review.system_id), "quantity": "14", **dict.fromkeys(ANSWERS, "As described in the plan.")}
    data = same | {"data": "None.", "read": read}
    refused = client.post(address("edit", review), data)
    assert refused.status_code == 409
    assert [(each.yours, each.theirs) for each in refused.context["conflicts"]] == [("None.", "Faces of visitors.")]
    assert review.use_case.get(question="data").text == "Faces of visitors."
    data["read"] = refused.context["form"]["read"].value()
    assert client.post(address("edit", review), data).status_code == 302
    assert review.use_case.get(question="data").text == "None."


def test_a_submitted_draft_cannot_be_edited_and_its_button_says_why(client: Client) -> None:
    team = make_team()
    review = make_review(S.INTAKE, team=team)
    sign_in(client, team.requester)
    response = client.get(address("edit", review))
    assert "is not possible while the review is in the state" in response.content.decode()
    data = {"quantity": "9", **ANSWERS, "read": response.context["form"]["read"].value()}
    assert client.post(address("edit", review), data).status_code == 422
    review.refresh_from_db()
    assert review.quantity == 14


def test_a_foreign_system_is_no_choice(client: Client) -> None:
    team = make_team()
    review = make_review(team=team)
    foreign = make_system(by=make_team().isso)
    sign_in(client, team.requester)
    data = {"system": str(foreign.pk), "quantity": "1", "read": read_of(client, review)}
    assert client.post(address("edit", review), data).status_code == 422
    review.refresh_from_db()
    assert review.system != foreign


def test_scoping_out_needs_a_reason_for_each_criterion_and_a_second_person(client: Client) -> None:
    team = make_team()
    review = make_review(S.INTAKE, team=team)
    sign_in(client, team.reviewer)
    missing = client.post(address("scope_out", review), REASONS | {"network": " "})
    assert missing.status_code == 422
    assert "Give a reason for this criterion." in missing.content.decode()
    assert client.post(address("scope_out", review), REASONS | {"network": "None.\nIt has no port."}).status_code == 302
    sign_in(client, team.isso)
    shown = client.get(address("confirm_scope_out", review))
    assert dict(shown.context["reasons"])["It has at least one network interface."] == "None.\nIt has no port."
    assert client.post(address("confirm_scope_out", review)).status_code == 302
    review.refresh_from_db()
    assert review.state == S.NOT_COVERED


def test_the_requester_cannot_scope_out_and_sees_why(client: Client) -> None:
    team = make_team()
    both = make_member(team.organization, Role.REQUESTER, Role.REVIEWER)
    review = make_review(S.INTAKE, team=team)
    Review.objects.update(requested_by=both.user)
    sign_in(client, both)
    sentence = "the requester and the reviewer must be different people"
    assert sentence in client.get(address("scope_out", review)).content.decode()
    refused = client.post(address("scope_out", review), REASONS)
    assert refused.status_code == 422
    assert sentence in refused.content.decode()
    assert not Act.objects.filter(verb=Verb.SCOPE_OUT).exists()


def test_nothing_can_be_confirmed_before_it_is_proposed(client: Client) -> None:
    team = make_team()
    review = make_review(S.INTAKE, team=team)
    sign_in(client, team.isso)
    assert "Nobody has proposed this" in client.get(address("confirm_scope_out", review)).content.decode()
    assert client.post(address("confirm_scope_out", review)).status_code == 422


def test_an_isso_categorizes_with_the_values_and_the_mark_in_view(client: Client) -> None:
    team = make_team()
    review = make_review(S.INTAKE, team=team)
    sign_in(client, team.reviewer)
    assert client.post(address("categorise", review), CATEGORY).status_code == 403
    sign_in(client, team.isso)
    shown = client.get(address("categorise", review)).content.decode()
    assert "Impact level <strong>low</strong>" in shown
    assert client.post(address("categorise", review), CATEGORY | {"boundary": ""}).status_code == 422
    assert client.post(address("categorise", review), CATEGORY | {"placement": "sideways"}).status_code == 422
    assert client.post(address("categorise", review), CATEGORY | {"privacy_trigger": "yes"}).status_code == 422
    assert client.post(address("categorise", review), CATEGORY).status_code == 302
    review.refresh_from_db()
    assert (review.state, review.privacy_trigger, review.placement) == (S.REQUIREMENTS, False, "elements")
    assert review.requirements.exists()
    again = client.post(address("categorise", review), CATEGORY)
    assert again.status_code == 422
    assert "not possible while" in again.content.decode()


def test_categorization_waits_for_the_systems_values(client: Client) -> None:
    team = make_team()
    review = make_review(S.INTAKE, team=team)
    System.objects.update(integrity=None)
    sign_in(client, team.isso)
    assert "Enter the three FIPS 199 values" in client.get(address("categorise", review)).content.decode()
    assert client.post(address("categorise", review), CATEGORY).status_code == 422


@pytest.mark.parametrize("name", ["withdraw", "recuse"])
def test_a_way_out_asks_for_a_reason_and_says_what_is_lost(client: Client, name: str) -> None:
    team = make_team()
    review = make_review(S.INTAKE, team=team)
    sign_in(client, team.requester)
    shown = client.get(address(name, review)).content.decode()
    assert "record" in shown
    assert client.post(address(name, review), {"reason": " "}).status_code == 422
    assert client.post(address(name, review), {"reason": "Cancelled."}).status_code == 302
    review.refresh_from_db()
    assert review.state == (S.WITHDRAWN if name == "withdraw" else S.INTAKE)
    assert review.acts.filter(verb=name, reason="Cancelled.").exists()


def test_only_requester_and_contracting_officer_withdraw(client: Client) -> None:
    team = make_team()
    review = make_review(S.INTAKE, team=team)
    for actor, status in ((team.auditor, 422), (team.isso, 422), (team.contracting_officer, 302)):
        sign_in(client, actor)
        assert client.post(address("withdraw", review), {"reason": "Cancelled."}).status_code == status


def test_a_linked_review_is_opened_once_and_starts_from_the_earlier_one(client: Client) -> None:
    team = make_team()
    review = make_review(S.MONITORING, team=team)
    sign_in(client, team.requester)
    assert client.get(address("linked", review)).status_code == 200
    data = {"key": str(uuid7())}
    first, second = (client.post(address("linked", review), data) for _ in range(2))
    linked = review.successors.get()
    assert first["Location"] == second["Location"] == address("edit", linked)
    assert (linked.system, linked.use_case.count()) == (review.system, len(QUESTIONS))
    third = client.post(address("linked", review), {"key": str(uuid7())})
    assert third.status_code == 422
    assert "A linked review follows this one already" in third.content.decode()
    review.refresh_from_db()
    assert review.state == S.MONITORING


def test_no_linked_review_follows_an_open_assessment(client: Client) -> None:
    team = make_team()
    review = make_review(S.ASSESSMENT, team=team)
    sign_in(client, team.requester)
    assert client.post(address("linked", review)).status_code == 422
    assert not review.successors.exists()


def test_a_foreign_review_looks_like_a_missing_one_on_every_page_of_the_intake(client: Client) -> None:
    foreign = make_review(S.INTAKE)
    team = make_team()
    person = make_member(team.organization, Role.REQUESTER, Role.REVIEWER, Role.ISSO)
    sign_in(client, person)
    for name in ("edit", "scope_out", "confirm_scope_out", "categorise", "withdraw", "recuse", "linked"):
        answers = [client.get(reverse(f"reviews:{name}", args=[pk])) for pk in (foreign.pk, uuid7())]
        assert [answer.status_code for answer in answers] == [404, 404], name
        assert client.post(address(name, foreign), REASONS).status_code == 404, name
