"""Procurements and their candidates: opened once, edited without loss, compared only where they can be."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.core.ids import uuid7
from apps.reviews import actions, comparison
from apps.reviews.models import Procurement, Review
from apps.reviews.workflow import ReviewState, VerdictValue
from tests.factories.accounts import sign_in
from tests.factories.devices import make_product
from tests.factories.reviews import (
    KEY,
    PLAIN,
    give,
    make_listed_product,
    make_procurement,
    make_review,
    make_system,
    make_team,
)

pytestmark = pytest.mark.django_db
S = ReviewState
FIELDS = {"title": "Door readers", "occasion": "new_procurement", "reference": "R-1", "offeror": "", "amount": "1.50"}


def page(client: Client, name: str, *args: Any, **query: str) -> str:
    response = client.get(reverse(f"reviews:{name}", args=args), query)
    assert response.status_code == 200
    return response.content.decode()


def test_a_form_sent_twice_opens_one_procurement(client: Client) -> None:
    team = make_team()
    sign_in(client, team.requester)
    data = FIELDS | {"key": str(uuid7())}
    first, second = (client.post(reverse("reviews:procurement_create"), data) for _ in range(2))
    procurement = Procurement.objects.get(title="Door readers")
    assert first["Location"] == second["Location"] == procurement.get_absolute_url()
    assert (procurement.organization, str(procurement.amount)) == (team.organization, "1.50")


def test_a_key_that_another_agency_has_used_opens_nothing(client: Client) -> None:
    foreign = make_procurement(by=make_team().requester)
    sign_in(client, make_team().requester)
    response = client.post(reverse("reviews:procurement_create"), FIELDS | {"key": str(foreign.pk)})
    assert response.status_code == 422
    assert foreign.title not in response.content.decode()
    assert Procurement.objects.count() == 1


def test_only_a_requester_opens_and_edits(client: Client) -> None:
    team = make_team()
    procurement = make_procurement(by=team.requester)
    for actor in (team.reviewer, team.auditor):
        sign_in(client, actor)
        for name, args in (
            ("procurement_create", ()),
            ("procurement_edit", (procurement.pk,)),
            ("create", (procurement.pk,)),
        ):
            assert client.post(reverse(f"reviews:{name}", args=args), FIELDS).status_code == 403
        assert "Add a candidate</a>" not in page(client, "procurement", procurement.pk)


def test_an_edit_after_a_colleagues_shows_both_texts(client: Client) -> None:
    team = make_team()
    procurement = make_procurement(by=team.requester, title="Door readers")
    sign_in(client, team.requester)
    address = reverse("reviews:procurement_edit", args=[procurement.pk])
    read = client.get(address).context["form"]["read"].value()
    actions.edit_procurement(procurement, by=team.requester, occasion="continued_use", offeror="Brackwater")
    refused = client.post(address, FIELDS | {"offeror": "Halden", "read": read})
    assert refused.status_code == 409
    found = {(each.field, each.yours, each.theirs) for each in refused.context["conflicts"]}
    assert ("Offeror", "Halden", "Brackwater") in found
    assert ("Occasion of the review", "New procurement", "Continued use") in found
    now = refused.context["form"]["read"].value()
    assert client.post(address, FIELDS | {"offeror": "Halden", "read": now}).status_code == 302
    procurement.refresh_from_db()
    assert procurement.offeror == "Halden"


def test_products_are_found_by_every_word_and_unlisted_ones_never(client: Client) -> None:
    team = make_team()
    procurement = make_procurement(by=team.requester)
    product, other = make_listed_product(), make_listed_product()
    hidden = make_product(listed=False)
    sign_in(client, team.requester)
    address = reverse("reviews:create", args=[procurement.pk])
    form = client.get(address, {"q": f"{product.model} {product.organization.name}"}).context["form"]
    assert form.products == [product]
    assert {product, other} <= set(client.get(address).context["form"].products)
    assert "No product fits" in page(client, "create", procurement.pk, q="nothing at all")
    response = client.post(address, {"product": str(hidden.pk), "quantity": "1"})
    assert response.status_code == 422
    assert "Choose one of the products" in response.content.decode()
    assert client.post(address, {"product": "x", "quantity": "1"}).status_code == 422
    assert client.post(f"{address}?q={other.model}", {"product": str(product.pk), "quantity": "0"}).status_code == 422
    assert not Review.objects.exists()


def test_a_product_that_was_chosen_stays_chosen_after_a_mistake(client: Client) -> None:
    team = make_team()
    procurement, product = make_procurement(by=team.requester), make_listed_product()
    sign_in(client, team.requester)
    address = reverse("reviews:create", args=[procurement.pk])
    response = client.post(f"{address}?q=nothing", {"product": str(product.pk), "quantity": "many"})
    assert response.status_code == 422
    assert response.context["form"].products == [product]


def test_a_candidate_is_added_once_and_leads_to_its_use_case(client: Client) -> None:
    team = make_team()
    procurement, product, system = make_procurement(by=team.requester), make_listed_product(), make_system(by=team.isso)
    sign_in(client, team.requester)
    address = reverse("reviews:create", args=[procurement.pk])
    data = {"product": str(product.pk), "system": str(system.pk), "quantity": "3", "key": str(uuid7())}
    first, second = (client.post(address, data) for _ in range(2))
    review = Review.objects.get(procurement=procurement)
    assert first["Location"] == second["Location"] == reverse("reviews:edit", args=[review.pk])
    assert (review.system, review.quantity, review.state) == (system, 3, S.DRAFT)
    again = client.post(address, data | {"key": str(uuid7())})
    assert again.status_code == 422
    assert "is a candidate of this procurement already" in again.content.decode()


def test_a_foreign_system_is_no_choice(client: Client) -> None:
    team = make_team()
    procurement, product = make_procurement(by=team.requester), make_listed_product()
    foreign = make_system(by=make_team().isso)
    sign_in(client, team.requester)
    data = {"product": str(product.pk), "system": str(foreign.pk), "quantity": "1"}
    assert client.post(reverse("reviews:create", args=[procurement.pk]), data).status_code == 422


def test_a_foreign_procurement_looks_like_a_missing_one(client: Client) -> None:
    foreign = make_procurement(by=make_team().requester)
    sign_in(client, make_team().requester)
    for name in ("procurement", "procurement_edit", "create"):
        answers = [client.get(reverse(f"reviews:{name}", args=[pk])) for pk in (foreign.pk, uuid7())]
        assert [answer.status_code for answer in answers] == [404, 404]
    assert foreign.title not in page(client, "procurements")


def test_the_list_searches_and_counts_candidates(client: Client, django_assert_max_num_queries: Any) -> None:
    team = make_team()
    sign_in(client, team.requester)
    assert "No procurement yet" in page(client, "procurements")
    first, second = make_review(S.INTAKE, team=team).procurement, make_procurement(by=team.requester)
    with django_assert_max_num_queries(6):
        shown = page(client, "procurements", q=first.title)
    assert first.title in shown
    assert f">{second.title}<" not in shown
    assert "No procurement fits" in page(client, "procurements", q="nothing at all")


def test_candidates_are_compared_blockers_first_only_on_the_same_set(client: Client) -> None:
    team = make_team()
    one = make_review(S.ASSESSMENT, team=team)
    two = make_review(S.ASSESSMENT, team=team)
    Review.objects.filter(pk=two.pk).update(procurement=one.procurement)
    sign_in(client, team.auditor)
    assert "so are all verdicts so far" in page(client, "procurement", one.procurement_id)
    give(one, team.reviewer, PLAIN, VerdictValue.MET)
    give(two, team.reviewer, PLAIN, VerdictValue.PARTLY)
    give(two, team.reviewer, KEY, VerdictValue.NOT_MET)
    shown = client.get(one.procurement.get_absolute_url()).context["comparison"]
    assert [(line.identifier, line.blocks) for line in shown.lines] == [(KEY, True), (PLAIN, False)]
    assert shown.lines[1].verdicts == (VerdictValue.MET, VerdictValue.PARTLY)
    assert shown.lines[0].strengths == (None, 3)
    give(one, team.reviewer, KEY, VerdictValue.NOT_MET, strength=2)
    text = page(client, "procurement", one.procurement_id)
    assert "evidence 2 of 4, 3 needed" in text
    assert "evidence 3 of 4<" in text
    two.requirements.filter(identifier=PLAIN).update(selection="declined", decline_reason="The gateway does it.")
    assert "Their requirement sets differ in 1 requirement." in page(client, "procurement", one.procurement_id)


def test_one_candidate_is_not_compared_with_its_own_follower() -> None:
    team = make_team()
    review = make_review(S.MONITORING, team=team)
    actions.open_linked_review(review, by=team.requester, at=timezone.now())
    assert comparison.of(list(review.procurement.reviews.order_by("created_at"))) is None


def test_the_page_of_a_procurement_costs_the_same_with_more_candidates(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    team = make_team()
    procurement = make_review(S.ASSESSMENT, team=team).procurement
    for _ in range(2):
        Review.objects.filter(pk=make_review(S.ASSESSMENT, team=team).pk).update(procurement=procurement)
    sign_in(client, team.auditor)
    with django_assert_max_num_queries(9):
        page(client, "procurement", procurement.pk)
