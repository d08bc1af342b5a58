"""The board: filters that stay in the address, pages, and what it costs."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from apps.reviews.models import Review
from apps.reviews.views import board
from apps.reviews.workflow import ReviewState
from tests.factories.accounts import make_member, sign_in
from tests.factories.reviews import make_procurement, make_review, make_team

pytestmark = pytest.mark.django_db
S = ReviewState


def listed(client: Client, **query: str) -> set[Review]:
    response = client.get(reverse("reviews:list"), query)
    assert response.status_code == 200
    return {row.review for row in response.context["rows"]}


def test_the_board_narrows_by_state_text_product_and_mine(client: Client) -> None:
    team = make_team()
    draft, intake = make_review(team=team), make_review(S.INTAKE, team=team)
    assessed = make_review(S.ASSESSMENT, team=team)
    sign_in(client, team.reviewer)
    assert listed(client) == {draft, intake, assessed}
    assert listed(client, state="intake") == {intake}
    assert listed(client, state="under_way") == {intake, assessed}
    assert listed(client, q=intake.product.model) == {intake}
    assert listed(client, q=f"{draft.procurement.title} {draft.product.name}") == {draft}
    assert listed(client, product=str(draft.product_id)) == {draft}
    assert listed(client, mine="on") == {assessed}
    assert listed(client, mine="on", state="draft") == set()
    sign_in(client, team.requester)
    assert listed(client, mine="on") == {draft, intake, assessed}


@pytest.mark.parametrize("query", [{"state": "nonsense"}, {"page": "x"}, {"product": "x"}, {"q": "a" * 300}])
def test_a_filter_that_means_nothing_filters_nothing(client: Client, query: dict[str, str]) -> None:
    review = make_review()
    sign_in(client, make_member(review.organization, "auditor"))
    assert listed(client, **query) == {review}


def test_choosing_a_state_keeps_the_other_filters_in_the_address(client: Client) -> None:
    team = make_team()
    review = make_review(S.INTAKE, team=team)
    sign_in(client, team.auditor)
    response = client.get(reverse("reviews:list"), {"q": review.product.model, "state": "intake"})
    addresses = {choice.label: choice.url for choice in response.context["states"]}
    assert addresses["All"] == f"{reverse('reviews:list')}?q={review.product.model}"
    assert addresses["Intake"].endswith(f"?q={review.product.model}&state=intake")


def test_an_empty_board_says_how_a_review_begins_and_a_filtered_one_how_to_lift_it(client: Client) -> None:
    team = make_team()
    sign_in(client, team.auditor)
    assert "No review yet" in client.get(reverse("reviews:list")).content.decode()
    make_review(team=team)
    assert "No review fits" in client.get(reverse("reviews:list"), {"q": "nothing"}).content.decode()


def test_pages_are_cut_and_cost_the_same(
    client: Client, django_assert_max_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(board, "PER_PAGE", 2)
    team = make_team()
    for state in (S.DRAFT, S.ASSESSMENT, S.DECISION):
        make_review(state, team=team)
    sign_in(client, team.auditor)
    with django_assert_max_num_queries(10):
        assert len(listed(client)) == 2
    assert len(listed(client, page="2")) == 1


def test_a_manufacturer_and_another_agency_do_not_see_it(client: Client) -> None:
    make_review()
    sign_in(client, make_member("manufacturer", "drafter"))
    assert client.get(reverse("reviews:list")).status_code == 403
    sign_in(client, make_team().auditor)
    assert listed(client) == set()
    make_procurement(by=make_team().requester)
