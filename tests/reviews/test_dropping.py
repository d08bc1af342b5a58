"""A treatment or a condition can be taken back with a reason while gaps are treated; the event keeps what it said."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.audit.models import Event
from apps.reviews import actions
from apps.reviews.models import Act, Condition, Gap, Review, Treatment
from apps.reviews.workflow import ReviewState, TreatmentKind, Verb, VerdictValue
from tests.factories.accounts import sign_in
from tests.factories.reviews import KEY, Team, make_review, make_team

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def kept_review(kept_team: Team) -> Review:
    return make_review(ReviewState.TREATMENT, team=kept_team, verdicts={KEY: VerdictValue.NOT_MET})


@pytest.fixture
def treatment(review: Review, team: Team) -> Treatment:
    return actions.treat(
        Gap.objects.get(review=review),
        by=team.isso,
        at=timezone.now(),
        kind=TreatmentKind.COMPENSATING,
        description="A gateway encrypts.",
        owner="Network team",
        due_on=timezone.localdate() + timedelta(days=30),
        verification="Capture.",
    )


@pytest.fixture
def condition(review: Review, team: Team) -> Condition:
    due_on = timezone.localdate() + timedelta(days=30)
    return actions.set_condition(review, by=team.isso, at=timezone.now(), text="Relay off.", due_on=due_on, owner="CO")


def drop(client: Client, what: Treatment | Condition, reason: str = "The gateway is not available.") -> int:
    name = what._meta.model_name
    address = reverse(f"reviews:drop_{name}", kwargs={"pk": what.review_id, name: what.pk})
    return client.post(address, {"reason": reason}).status_code


def test_a_dropped_treatment_leaves_the_gap_untreated_and_its_words_in_the_event(
    client: Client, team: Team, treatment: Treatment
) -> None:
    sign_in(client, team.isso)
    assert drop(client, treatment) == 302

    assert not Treatment.objects.exists()
    act = Act.objects.get(verb=Verb.DROP_TREATMENT)
    assert (act.by, act.reason) == (team.isso.user, "The gateway is not available.")
    event = Event.objects.get(verb="review.drop_treatment")
    assert event.before["description"] == "A gateway encrypts."
    page = client.get(reverse("reviews:treatment", args=[treatment.review_id])).content.decode()
    assert "A gateway encrypts." not in page


def test_a_dropped_condition_no_longer_asks_for_the_outcome_with_conditions(
    client: Client, team: Team, condition: Condition
) -> None:
    sign_in(client, team.isso)
    assert "Drop “Relay off.”" in client.get(reverse("reviews:treatment", args=[condition.review_id])).content.decode()
    assert drop(client, condition) == 302

    assert not Condition.objects.exists()
    assert Event.objects.get(verb="review.drop_condition").before["text"] == "Relay off."


def test_without_a_reason_or_a_second_time_nothing_is_dropped(
    client: Client, team: Team, treatment: Treatment, condition: Condition
) -> None:
    sign_in(client, team.isso)
    for what in (treatment, condition):
        assert drop(client, what, reason=" ") == 422
        assert drop(client, what) == 302
        assert drop(client, what) == 404
    assert Event.objects.filter(verb__startswith="review.drop_").count() == 2


def test_what_a_determination_rests_on_cannot_be_dropped(client: Client, team: Team) -> None:
    decided = make_review(ReviewState.DECISION, team=team, verdicts={KEY: VerdictValue.NOT_MET})
    sign_in(client, team.isso)
    assert drop(client, Treatment.objects.get(review=decided)) == 422
    assert Treatment.objects.filter(review=decided).exists()


def test_a_treatment_of_another_review_is_not_found(client: Client, treatment: Treatment) -> None:
    sign_in(client, make_team().isso)
    assert drop(client, treatment) == 404
    assert Treatment.objects.exists()
