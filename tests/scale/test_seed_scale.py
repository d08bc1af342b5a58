"""The data set for measuring: what it holds, that it can be told again, and where it is never written."""

import io
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from apps.accounts.roles import OrganizationKind
from apps.audit import chain
from apps.audit.models import Event
from apps.devices import actions as devices
from apps.reviews.models import Act, Review, ReviewRequirement, Verdict
from apps.reviews.workflow import ReviewState, Selection, Verb
from config.scale.plan import plan
from tests.factories.accounts import make_organization, make_user

pytestmark = pytest.mark.django_db
NUMBER = 3


def seed(number: int = NUMBER) -> str:
    out = io.StringIO()
    call_command("seed_scale", "--reviews", str(number), stdout=out)
    return out.getvalue()


@pytest.fixture(scope="module")
def seeded(kept_world: None) -> str:
    """Return what the command printed."""
    return seed()


def test_there_are_as_many_reviews_as_asked_for_each_with_what_its_state_needs(seeded: str) -> None:
    first, second, third = Review.objects.order_by("procurement__reference", "pk")

    assert f"{NUMBER} reviews with {Verdict.objects.count():,} verdicts" in seeded
    assert [first.state, second.state, third.state] == ["assessment", "assessment", "treatment"]
    selected = ReviewRequirement.objects.filter(review=first, selection=Selection.SELECTED)
    assert selected.count() == 490
    assert not ReviewRequirement.objects.filter(review=third, selection="selected", verdict__isnull=True).exists()
    assert third.gaps.count() == third.verdicts.filter(value__in=["partly", "not_met", "no_evidence"]).count() > 0
    declaration = first.declaration
    assert declaration is not None
    assert devices.content_sha256(declaration) == declaration.sha256 == first.declaration_sha256
    # Those who must be different people are.
    for review in (first, second, third):
        signed = dict(Act.objects.filter(review=review).values_list("verb", "by"))
        assert signed[Verb.SUBMIT] != signed[Verb.PROPOSE] != signed[Verb.APPROVE]


def test_the_record_of_acts_is_intact_and_tells_every_act(seeded: str) -> None:
    assert list(chain.faults()) == []
    assert Event.objects.filter(verb="review.give_verdict").count() == Verdict.objects.count()


def test_a_second_run_changes_nothing(seeded: str) -> None:
    before = chain.head()

    assert "nothing was changed" in seed(2)

    assert chain.head() == before


def test_the_seed_decides_every_case() -> None:
    def cases(seed: int) -> list[Any]:
        return [(one, one.random.random()) for one in (plan(number, seed) for number in range(300))]

    assert cases(7) == cases(7)
    assert cases(7) != cases(8)
    states = {one.state for one, _ in cases(7)}
    assert states == set(ReviewState)


def test_it_is_never_written_beside_a_real_organization() -> None:
    make_organization(OrganizationKind.AGENCY, name="Department of Something Real")

    with pytest.raises(CommandError, match="Department of Something Real, which neither"):
        seed(1)


def test_it_is_never_written_beside_a_real_account() -> None:
    make_user(email="dana@agency.gov")

    with pytest.raises(CommandError, match=r"dana@agency\.gov"):
        seed(1)


def test_it_is_never_written_in_production(settings: Any) -> None:
    settings.PRODUCTION = True

    with pytest.raises(CommandError, match="trial mode only"):
        seed(1)


def test_a_number_out_of_range_is_named() -> None:
    with pytest.raises(CommandError, match="from 1 to 100,000; it is 0"):
        seed(0)
