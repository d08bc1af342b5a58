"""Whatever people try, in whatever order: no review ever gets where it may not be.

People with one office and people with several try acts on one review, mostly their own ones, sometimes anybody's. The
suite tries a few hundred acts. For a long search: `ASSAY_MACHINE_RUNS=500 ASSAY_MACHINE_STEPS=50 pytest -n 0
tests/reviews/test_state_machine.py`.
"""

import os
import random
from collections import Counter
from dataclasses import dataclass, field
from typing import ClassVar
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from apps.accounts.actors import Actor
from apps.audit.models import Event
from apps.core.errors import DomainError
from apps.reviews.models import Act, Review
from apps.reviews.workflow import Outcome, ReviewState, Verb, VerdictValue
from tests.factories.accounts import make_member
from tests.factories.reviews import KEY, PLAIN, Team, make_determined_review, make_review
from tests.reviews.attempts import ATTEMPTS, DRAFTING, TAILORING, Draw
from tests.reviews.forbidden import forbidden, frozen
from tests.reviews.test_acts_table import exists, following, people_for

pytestmark = pytest.mark.django_db
S, V = ReviewState, Verb
RUNS, STEPS = (int(os.environ.get(f"ASSAY_MACHINE_{name}", few)) for name, few in (("RUNS", "8"), ("STEPS", "25")))
MANY = 100
"""Runs from which on a search is random, and long enough for nearly every act to have been done."""
PLACES = {
    "requester": "requester",
    "reviewer": "reviewer",
    "isso": "isso",
    "ciso": "ciso",
    "authorizing_official": "ao",
    "cio": "cio",
    "agency_head": "agency_head",
    "contracting_officer": "contracting_officer",
    "auditor": "auditor",
    "signer": "signer",
}
SEVERAL = (
    ("requester", "reviewer", "isso"),
    ("reviewer", "isso", "ciso", "cio"),
    ("cio", "agency_head", "authorizing_official", "reviewer"),
    ("ciso", "cio", "agency_head", "contracting_officer"),
)
"""People of a small agency, whom only what they did keeps apart."""
DRAFTED = {DRAFTING: (S.DRAFT, {"requester"}), TAILORING: (S.REQUIREMENTS, {"reviewer"})}
ENDING = {V.WITHDRAW, V.RECUSE, V.CLOSE_WITHOUT_AWARD, V.CONFIRM_SCOPE_OUT}
GAPS = {KEY: VerdictValue.PARTLY, PLAIN: VerdictValue.NOT_MET}


@dataclass
class World:
    """One agency, reviews to start from, and what came of all attempts."""

    people: dict[str, tuple[Actor, set[str]]]
    starts: list[UUID]
    done: Counter[str] = field(default_factory=Counter)
    refused: int = 0

    def who(self, verb: str) -> list[str]:
        """Return the people whose office the act is."""
        offices = DRAFTED[verb][1] if verb in DRAFTED else people_for(Verb(verb)) | _signers(verb)
        return [name for name, (_, places) in self.people.items() if places & offices]


def _signers(verb: str) -> set[str]:
    return {"signer"} if verb == V.ANSWER else set()


@pytest.fixture(scope="module")
def small_agency(kept_team: Team) -> World:
    starts = [
        make_review(S.DRAFT, team=kept_team),
        make_review(S.REQUIREMENTS, team=kept_team),
        make_review(S.ASSESSMENT, team=kept_team),
        make_review(S.TREATMENT, team=kept_team, verdicts=GAPS),
        make_review(S.DECISION, team=kept_team, verdicts=GAPS, condition=True, outcome=Outcome.WITH_CONDITIONS),
        make_determined_review(Outcome.PREVENTS, team=kept_team, verdicts=GAPS),
    ]
    everybody = [*kept_team.everybody().values()]
    everybody += [make_member(kept_team.organization, *roles) for roles in SEVERAL]
    everybody += [make_member(review.product.organization, "signer") for review in starts]
    everybody.append(make_member("agency", "reviewer", "cio", "isso"))
    people = {str(actor.user): (actor, {PLACES[role] for role in actor.roles if role in PLACES}) for actor in everybody}
    return World(people, [review.pk for review in starts])


class Case(RuleBasedStateMachine):
    """One review and the people around it."""

    world: ClassVar[World]

    @initialize(start=st.integers(0, 5))
    def begin(self, start: int) -> None:
        self.savepoint = transaction.savepoint_create()
        self.key, self.steps = self.world.starts[start], 0
        self.frozen = frozen(self.review)

    def teardown(self) -> None:
        if hasattr(self, "savepoint"):
            transaction.savepoint_rollback(self.savepoint)

    @property
    def review(self) -> Review:
        """Return the review as the next request would load it."""
        return Review.objects.select_related("product", "system", "determination", "waiver", "award").get(pk=self.key)

    @rule(seed=st.integers(0, 2**64))
    def somebody_tries_something(self, seed: int) -> None:
        self.steps += 1  # hypothesis likes to draw the same number again
        review, dice = self.review, random.Random(f"{seed} {self.steps}")
        state, determined = S(review.state), hasattr(review, "determination")
        verbs = list(ATTEMPTS)
        if dice.random() < 0.9:
            ends = dice.random() < 0.1
            verbs = [
                verb
                for verb in verbs
                if (DRAFTED[verb][0] is state if verb in DRAFTED else exists(Verb(verb), state, determined=determined))
                and (ends or verb not in ENDING)
            ] or verbs
        verb = dice.choice(verbs)
        names = self.world.who(verb) if dice.random() < 0.85 else list(self.world.people)
        self.attempt(review, verb, dice.choice(names), dice.choice)

    def attempt(self, review: Review, verb: str, name: str, draw: Draw) -> None:
        """Try, and check that a refusal left nothing and a success leads where the process says."""
        actor, _ = self.world.people[name]
        before = Act.objects.count(), Event.objects.count()
        try:
            with transaction.atomic():
                tried = ATTEMPTS[verb](review, actor, draw)
        except DomainError:
            assert (Act.objects.count(), Event.objects.count(), self.review.state) == (*before, review.state)
            self.world.refused += 1
            return
        if tried is False or verb in DRAFTED or Act.objects.count() == before[0]:
            assert tried is False or verb not in DRAFTED or name in self.world.who(verb), f"{verb} by {name}"
            return
        assert name in self.world.who(verb), f"{verb} by {name}, whose office it is not"
        self.check(S(Act.objects.latest("pk").from_state), verb, before)
        self.world.done[verb] += 1

    def check(self, source: ReviewState, verb: str, before: tuple[int, int]) -> None:
        """Check the step and the whole review after it."""
        review = self.review
        was_determined = self.frozen is not None
        assert exists(Verb(verb), source, determined=was_determined), f"{verb} in {source}"
        assert S(review.state) in following(Verb(verb), source), f"{verb} led from {source} to {review.state}"
        assert Act.objects.count() == before[0] + 1
        assert forbidden(review) == []
        if was_determined:
            assert frozen(review) == self.frozen, f"{verb} changed what the determination froze"
        self.frozen = frozen(review)


def test_no_order_of_acts_leads_where_a_review_may_not_be(small_agency: World) -> None:
    Case.world = small_agency
    run_state_machine_as_test(
        Case,
        settings=settings(
            max_examples=RUNS,
            stateful_step_count=STEPS,
            derandomize=RUNS < MANY,
            phases=[Phase.generate],
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    acts, refused = sum(small_agency.done.values()), small_agency.refused
    assert acts > RUNS, f"only {acts} acts were done"
    assert refused > RUNS, f"only {refused} attempts were refused"
    if RUNS >= MANY:
        assert len(small_agency.done) > len(Verb) - 5, f"never done: {set(Verb) - set(small_agency.done)}"
