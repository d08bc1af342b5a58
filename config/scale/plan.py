"""Which review is what: state, agency, products and durations of each number, decided by the seed alone."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from random import Random

from apps.reviews.workflow import ReviewState as S
from config.scale import words
from config.scale.ground import PRODUCTS

PATH = (
    S.DRAFT,
    S.INTAKE,
    S.REQUIREMENTS,
    S.WITH_MANUFACTURER,
    S.ASSESSMENT,
    S.TREATMENT,
    S.DECISION,
    S.MONITORING,
    S.CLOSED,
)
# The first ten show every stage, so that ten reviews can be compared with a thousand.
FIRST = (
    S.ASSESSMENT,
    S.ASSESSMENT,
    S.TREATMENT,
    S.DECISION,
    S.MONITORING,
    S.MONITORING,
    S.CLOSED,
    S.REQUIREMENTS,
    S.WITH_MANUFACTURER,
    S.INTAKE,
)
DECK = (
    *[S.DRAFT] * 2,
    *[S.INTAKE] * 3,
    *[S.REQUIREMENTS] * 5,
    *[S.WITH_MANUFACTURER] * 6,
    *[S.ASSESSMENT] * 14,
    *[S.TREATMENT] * 8,
    *[S.DECISION] * 7,
    *[S.MONITORING] * 28,
    *[S.CLOSED] * 24,
    *[S.NOT_COVERED] * 2,
    S.WITHDRAWN,
)
"""A hundred reviews of an agency at work: two thirds decided, a third under way."""

DAYS = {S.DRAFT: 3, S.INTAKE: 6, S.REQUIREMENTS: 12, S.WITH_MANUFACTURER: 24, S.ASSESSMENT: 30, S.TREATMENT: 16}
DAYS |= {S.DECISION: 9, S.MONITORING: 150}
"""How long a step takes, about."""


@dataclass(frozen=True)
class Plan:
    """One review before it is written; `random` decides whatever is decided later."""

    number: int
    state: S
    agency: int
    system: int
    product: int
    shares_purchase: bool
    random: Random = field(compare=False)

    @property
    def path(self) -> tuple[S, ...]:
        """Return the states it went through, the present one last."""
        if self.state is S.NOT_COVERED:
            return (S.DRAFT, S.INTAKE, S.NOT_COVERED)
        if self.state is S.WITHDRAWN:
            return (S.DRAFT, S.INTAKE, S.REQUIREMENTS, S.WITHDRAWN)
        return PATH[: PATH.index(self.state) + 1]

    def entered(self, now: datetime) -> list[datetime]:
        """Return when each state of `path` was entered; the last one has lasted until `now`."""
        lasted = [timedelta(days=DAYS[state] * self.random.uniform(0.5, 1.6)) for state in self.path[:-1]]
        waits = DAYS.get(self.state, 300) * self.random.uniform(0.05, 1.9)
        moments = [now - timedelta(days=waits)]
        for time in reversed(lasted):
            moments.insert(0, moments[0] - time)
        return moments


def plan(number: int, seed: int) -> Plan:
    """Return the plan of the review with this number; the same seed always gives the same one."""
    purchase = number // 2
    random = Random(f"{seed} review {number}")  # noqa: S311 - nothing secret
    of_purchase = Random(f"{seed} purchase {purchase}")  # noqa: S311 - nothing secret
    shares = purchase % 3 == 0
    products = of_purchase.sample(range(PRODUCTS), 2)
    system = of_purchase.randrange(len(words.SYSTEMS))
    if not shares and number % 2:
        system = random.randrange(len(words.SYSTEMS))
    return Plan(
        number=number,
        state=FIRST[number] if number < len(FIRST) else _deck(number // 100, seed)[number % 100],
        agency=_agency(purchase),
        system=system,
        product=0 if number == 0 else products[number % 2],
        shares_purchase=shares,
        random=random,
    )


def _agency(purchase: int) -> int:
    """Return the agency: the first one has seven of ten purchases."""
    return (0, 0, 0, 0, 0, 0, 0, 1, 1, 2)[purchase % 10]


@lru_cache(maxsize=8)
def _deck(hundred: int, seed: int) -> list[S]:
    deck = list(DECK)
    Random(f"{seed} deck {hundred}").shuffle(deck)  # noqa: S311 - nothing secret
    return deck
