"""Home, board, procurements, overview and intake: what they show, what they refuse, what they cost."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from apps.reviews.models import Procurement, Review
from apps.reviews.workflow import ReviewState
from tests.factories.accounts import make_member, sign_in
from tests.factories.reviews import (
    PATH,
    make_determined_review,
    make_listed_product,
    make_review,
    make_system,
    make_team,
)

pytestmark = pytest.mark.django_db
S = ReviewState


@pytest.mark.parametrize("state", PATH)
def test_home_and_overview_open_in_every_state_for_every_reader(client: Client, state: str) -> None:
    team = make_team()
    review = make_review(state, team=team)
    for place, actor in team.everybody().items():
        sign_in(client, actor)
        home = client.get(reverse("reviews:home"))
        overview = client.get(reverse("reviews:detail", args=[review.pk]))
        if place == "administrator":
            assert (home.status_code, overview.status_code) == (302, 403)
        else:
            assert (home.status_code, overview.status_code) == (200, 200), place


def test_home_says_what_needs_me_and_costs_the_same_with_more_reviews(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    team = make_team()
    sign_in(client, team.isso)
    make_review(S.INTAKE, team=team)
    for _ in range(2):
        with django_assert_max_num_queries(20):
            response = client.get(reverse("reviews:home"))
        assert "need" in response.content.decode()
        make_review(S.REQUIREMENTS, team=team)
        make_review(S.TREATMENT, team=team, verdicts={"DI-IMS.1": "partly"})


def test_the_overview_takes_few_statements(client: Client, django_assert_max_num_queries: Any) -> None:
    team = make_team()
    review = make_determined_review(team=team)
    sign_in(client, team.auditor)
    with django_assert_max_num_queries(20):
        response = client.get(reverse("reviews:detail", args=[review.pk]))
    assert "Use does not prevent compliance" in response.content.decode()


def test_the_board_narrows_by_state_text_and_mine(client: Client) -> None:
    team = make_team()
    draft, intake = make_review(team=team), make_review(S.INTAKE, team=team)
    sign_in(client, team.reviewer)
    address = reverse("reviews:list")
    everything = client.get(address).content.decode()
    assert str(draft.pk) in everything
    assert str(intake.pk) in everything
    assert str(draft.pk) not in client.get(address, {"state": "intake"}).content.decode()
    assert str(intake.pk) in client.get(address, {"q": intake.product.model}).content.decode()
    assert "No review fits" in client.get(address, {"mine": "on"}).content.decode()
    assert client.get(address, {"state": "nonsense", "page": "x"}).status_code == 200


def test_a_foreign_review_looks_like_a_missing_one(client: Client) -> None:
    foreign = make_review()
    sign_in(client, make_team().requester)
    missing = "01890000-0000-7000-8000-000000000000"
    for name in ("detail", "edit"):
        answers = [client.get(reverse(f"reviews:{name}", args=[pk])) for pk in (foreign.pk, missing)]
        assert [answer.status_code for answer in answers] == [404, 404]


def test_a_requester_goes_from_purchase_to_intake(client: Client) -> None:
    team = make_team()
    product, system = make_listed_product(), make_system(by=team.isso)
    sign_in(client, team.requester)
    data = {"title": "Door readers", "occasion": "new_procurement", "reference": "R-1", "offeror": "", "amount": "1.50"}
    client.post(reverse("reviews:procurement_create"), data)
    procurement = Procurement.objects.get(title="Door readers")
    candidate = {"product": str(product.pk), "system": str(system.pk), "quantity": "3"}
    create = reverse("reviews:create", args=[procurement.pk])
    client.post(create, candidate)
    again = client.post(create, candidate)
    assert again.status_code == 422
    assert "is a candidate of this procurement already" in again.content.decode()
    review = Review.objects.get(procurement=procurement)
    refused = client.post(reverse("reviews:submit", args=[review.pk]), follow=True)
    assert "not complete" in refused.content.decode()
    edit = reverse("reviews:edit", args=[review.pk])
    form = client.get(edit).context["form"]
    answers = {name: "As in the plan." for name in form.fields if name not in ("system", "quantity")}
    client.post(edit, {"system": str(system.pk), "quantity": "3", **answers})
    client.post(reverse("reviews:submit", args=[review.pk]))
    review.refresh_from_db()
    assert review.state == S.INTAKE


def test_foreign_systems_and_unlisted_products_are_no_choices(client: Client) -> None:
    team = make_team()
    review = make_review(team=team)
    foreign = make_system(by=make_team().isso)
    sign_in(client, team.requester)
    response = client.post(reverse("reviews:edit", args=[review.pk]), {"system": str(foreign.pk), "quantity": "1"})
    assert response.status_code == 422
    review.refresh_from_db()
    assert review.system != foreign


def test_an_isso_categorises_and_the_wrong_office_is_refused(client: Client) -> None:
    team = make_team()
    review = make_review(S.INTAKE, team=team)
    address = reverse("reviews:categorise", args=[review.pk])
    data = {"boundary": "Inside.", "placement": "elements", "privacy_trigger": "no", "privacy_note": ""}
    sign_in(client, team.reviewer)
    assert client.post(address, data).status_code == 403
    sign_in(client, team.isso)
    assert client.post(address, {**data, "boundary": ""}).status_code == 422
    assert client.post(address, data).status_code == 302
    review.refresh_from_db()
    assert (review.state, review.privacy_trigger) == (S.REQUIREMENTS, False)
    again = client.post(address, data)
    assert again.status_code == 422
    assert "not possible while" in again.content.decode()


def test_withdrawing_needs_the_office_and_a_reason(client: Client) -> None:
    team = make_team()
    review = make_review(S.INTAKE, team=team)
    address = reverse("reviews:withdraw", args=[review.pk])
    sign_in(client, team.auditor)
    assert client.post(address, {"reason": "x"}).status_code == 422
    sign_in(client, team.contracting_officer)
    assert client.post(address, {"reason": " "}).status_code == 422
    assert client.post(address, {"reason": "Cancelled."}).status_code == 302
    review.refresh_from_db()
    assert review.state == S.WITHDRAWN


def test_a_manufacturer_is_sent_to_its_own_home(client: Client) -> None:
    sign_in(client, make_member("manufacturer", "drafter"))
    assert client.get(reverse("reviews:home")).status_code == 302
    assert client.get(reverse("reviews:list")).status_code == 403
