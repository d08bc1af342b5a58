"""Draft, scope, categorization and the ways out: what is asked, what is refused, and what stays."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.accounts.roles import Role
from apps.audit.models import Event
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
REASONS = {criterion.slug: "It is a passive plate." for criterion in SCOPE_CRITERIA}
CATEGORY = {"boundary": "Inside.", "placement": "elements", "privacy_trigger": "no", "privacy_note": ""}


def address(name: str, review: Review) -> str:
    return reverse(f"reviews:{name}", args=[review.pk])


def fresh_draft(team: Any, **fields: Any) -> Review:
    procurement = make_procurement(by=team.requester, **fields)
    return actions.open_review(procurement, by=team.requester, at=timezone.now(), product=make_listed_product())


def step(name: str, review: Review) -> str:
    return reverse("reviews:edit_step", args=[review.pk, name])


def read_of(client: Client, review: Review, name: str = "data") -> str:
    value: str = client.get(step(name, review)).context["form"]["read"].value()
    return value


def answer(client: Client, review: Review, name: str, **values: str) -> Any:
    return client.post(step(name, review), values | {"read": read_of(client, review, name)})


def scope(**other: str) -> dict[str, str]:
    given = {f"{one.slug}_holds": "yes" for one in SCOPE_CRITERIA}
    return given | {f"{one.slug}_reason": "See the data sheet." for one in SCOPE_CRITERIA} | other


def test_a_draft_is_answered_step_by_step_left_and_taken_up_where_it_was_left(client: Client) -> None:
    team = make_team()
    review = fresh_draft(team, reference="")
    sign_in(client, team.requester)
    assert client.get(address("edit", review))["Location"] == step("scope", review)
    assert answer(client, review, "scope", **scope())["Location"] == step("use", review)
    left = answer(client, review, "use", benefit="Open doors.", leave="yes")
    assert left["Location"] == review.get_absolute_url()
    assert client.get(address("edit", review))["Location"] == step("data", review)
    assert client.get(step("use", review)).context["form"]["benefit"].value() == "Open doors."
    links = {link.url: link.count for link in client.get(step("data", review)).context["links"]}
    assert (links[step("scope", review)], links[step("use", review)], links[step("data", review)]) == (0, 0, 2)
    answer(client, review, "data", data="None.", storage="On the device.")
    answer(client, review, "people", safety_privacy="Nothing.", personal_data="No")
    answer(client, review, "operation", reliability="By hand.", controls="No.")
    system = make_system(by=team.isso)
    answer(client, review, "system", system=str(system.pk), quantity="7", placement="Stand-alone subsystem")
    assert client.get(address("edit", review))["Location"] == step("contract", review)
    done = answer(client, review, "contract", reference="R-7", amount="9800")
    assert done["Location"] == address("edit_check", review)
    shown = client.get(address("edit_check", review)).content.decode()
    assert "Ready to submit" in shown
    assert "See the data sheet." in shown
    assert "9,800.00 USD" in shown
    assert client.post(address("submit", review))["Location"] == review.get_absolute_url()
    review.refresh_from_db()
    assert (review.state, review.quantity, review.procurement.reference) == (S.INTAKE, 7, "R-7")
    sign_in(client, team.isso)
    form = client.get(address("categorise", review)).context["form"]
    assert (form["placement"].value(), form["privacy_trigger"].value()) == ("standalone_subsystem", "no")


def test_what_is_missing_is_listed_with_the_step_that_mends_it(client: Client) -> None:
    team = make_team()
    review = fresh_draft(team, reference="")
    sign_in(client, team.requester)
    lacking = {one.url for one in client.get(address("edit_check", review)).context["lacking"]}
    assert len(REQUIRED) + 3 == len(lacking)
    assert {step("scope", review), step("system", review), step("contract", review)} < lacking
    assert f"{step('data', review)}#id_storage" in lacking
    assert 'id="id_storage"' in client.get(step("data", review)).content.decode()
    refused = client.post(address("submit", review), follow=True)
    assert refused.request["PATH_INFO"] == address("edit_check", review)
    assert "The draft is not complete." in refused.content.decode()
    assert client.get(reverse("reviews:edit_step", args=[review.pk, "nothing"])).status_code == 404


def test_the_scope_test_is_kept_with_who_answered_and_goes_on_to_the_reviewer(client: Client) -> None:
    team = make_team()
    review = make_review(team=team)
    sign_in(client, team.requester)
    changed = scope(network_holds="no", network_reason="It has no port.")
    lost = client.post(step("scope", review), scope(network_holds="") | {"read": read_of(client, review, "scope")})
    assert lost.status_code == 422
    assert "Say yes or no, so that the reason can be kept." in lost.content.decode()
    assert answer(client, review, "scope", **changed).status_code == 302
    kept = review.scope_answers.get(criterion="network")
    assert (kept.holds, kept.reason, kept.answered_by) == (False, "It has no port.", team.requester.user)
    shown = client.get(step("scope", review)).content.decode()
    assert "Not covered by the requester&#x27;s answers: one criterion not met" in shown
    client.post(address("submit", review))
    sign_in(client, team.reviewer)
    form = client.get(address("scope_out", review)).context["form"]
    assert form["network"].value() == "It does not hold: It has no port."
    event = Event.objects.filter(verb="review.scope_answered").latest("sequence")
    assert event.after["network"] == "does not hold: It has no port."


def test_a_missing_impact_value_blocks_submission(client: Client) -> None:
    team = make_team()
    review = make_review(team=team)
    System.objects.update(availability=None)
    sign_in(client, team.requester)
    response = client.post(address("submit", review), follow=True)
    assert "has no FIPS 199 value for availability" in response.content.decode()
    review.refresh_from_db()
    assert review.state == S.DRAFT


def test_two_people_at_one_draft_lose_nothing_and_on_two_steps_do_not_meet(client: Client) -> None:
    team = make_team()
    review = make_review(team=team)
    sign_in(client, team.requester)
    data_read, people_read = (read_of(client, review, name) for name in ("data", "people"))
    actions.edit_draft(review, by=team.requester, use_case={"data": "Faces of visitors."})
    same = dict.fromkeys(("data", "storage", "third_parties"), "As described in the plan.")
    data = same | {"data": "None.", "read": data_read}
    refused = client.post(step("data", review), data)
    assert refused.status_code == 409
    assert [(each.yours, each.theirs) for each in refused.context["conflicts"]] == [("None.", "Faces of visitors.")]
    assert review.use_case.get(question="data").text == "Faces of visitors."
    people = {"safety_privacy": "Nothing.", "read": people_read}
    assert client.post(step("people", review), people).status_code == 302
    data["read"] = refused.context["form"]["read"].value()
    assert client.post(step("data", review), data).status_code == 302
    assert review.use_case.get(question="data").text == "None."


def test_a_submitted_draft_cannot_be_edited_and_its_button_says_why(client: Client) -> None:
    team = make_team()
    review = make_review(S.INTAKE, team=team)
    sign_in(client, team.requester)
    assert client.get(address("edit", review))["Location"] == address("edit_check", review)
    response = client.get(step("system", review))
    assert "is not possible while the review is in the state" in response.content.decode()
    assert answer(client, review, "system", quantity="9").status_code == 422
    assert answer(client, review, "scope", **scope(network_holds="no")).status_code == 422
    review.refresh_from_db()
    assert review.quantity == 14
    assert review.scope_answers.get(criterion="network").holds


def test_a_foreign_system_is_no_choice(client: Client) -> None:
    team = make_team()
    review = make_review(team=team)
    foreign = make_system(by=make_team().isso)
    sign_in(client, team.requester)
    assert answer(client, review, "system", system=str(foreign.pk), quantity="1").status_code == 422
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
    assert linked.scope_answers.count() == len(SCOPE_CRITERIA)
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
    for name in ("edit", "edit_check", "scope_out", "confirm_scope_out", "categorise", "withdraw", "recuse", "linked"):
        answers = [client.get(reverse(f"reviews:{name}", args=[pk])) for pk in (foreign.pk, uuid7())]
        assert [answer.status_code for answer in answers] == [404, 404], name
        if name not in ("edit", "edit_check"):
            assert client.post(address(name, foreign), REASONS).status_code == 404, name
    assert client.post(step("use", foreign), {}).status_code == 404
