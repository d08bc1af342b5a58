"""Writes the reviews one after the other, fifty in a transaction, until there are as many as wanted."""

from collections.abc import Callable
from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone

from apps.audit.chain import Entry
from apps.reviews.models import Procurement, Review
from apps.reviews.workflow import Occasion
from config.scale import words
from config.scale.case import Book, Case
from config.scale.ground import Agency, Ground
from config.scale.plan import Plan, plan
from config.scale.sets import Sets
from config.scale.stages import tell

AT_ONCE = 50
MARK = "SC-"
"""How the purchase references of this data set begin; no other organization's data is beside it."""


def written() -> int:
    """Return how many reviews of this data set there are."""
    return Review.objects.filter(procurement__reference__startswith=MARK).count()


class Writer:
    """Goes on from what is there; the same seed gives the same cases."""

    def __init__(self, seed: int) -> None:
        self.now = timezone.now()
        self._seed = seed
        self._ground = Ground(seed, self.now)
        self._sets = Sets(self._ground.nodes, seed)
        self._book = Book()
        self._purchases: dict[str, Procurement] = {}

    def write_until(self, number: int, say: Callable[[int], None]) -> None:
        """Write reviews until there are `number`; call `say` with how many there are."""
        there = written()
        while there < number:
            following = min(there + AT_ONCE - there % AT_ONCE, number)
            plans = [plan(one, self._seed) for one in range(there, following)]
            self._prepare(plans)
            with transaction.atomic():
                for one in plans:
                    self._write(one)
                self._book.write()
            there = following
            say(there)
        with connection.cursor() as cursor:
            # The planner's figures are those of an empty table until the database counts anew.
            cursor.execute("ANALYZE")

    def _prepare(self, plans: list[Plan]) -> None:
        """Make what these reviews stand on before their transaction begins."""
        for one in plans:
            self._ground.agency(one.agency)
            self._ground.grant(one.product, one.agency)

    def _write(self, one: Plan) -> None:
        entered = one.entered(self.now)
        agency, grant = self._ground.agency(one.agency), self._ground.grant(one.product, one.agency)
        system = agency.systems[one.system]
        review = self._book.add(
            Review(
                organization=agency.organization,
                procurement=self._purchase(one, agency, entered[0]),
                product=grant.declaration.product,
                system=system,
                edition=self._ground.edition,
                state_since=entered[0],
                created_at=entered[0],
                quantity=one.random.choice((1, 2, 4, 10, 14, 40, 120)),
                requested_by=agency.one_of("requester", one.number).user,
            )
        )
        lines = self._sets.of(system, wide=one.number == 0)
        tell(Case(self._book, one, agency, review, lines, entered[0], self.now), grant, entered)

    def _purchase(self, one: Plan, agency: Agency, at: datetime) -> Procurement:
        first = one.number - one.number % 2 if one.shares_purchase else one.number
        reference = f"{MARK}{first:06d}"
        if first != one.number:
            known = self._purchases.pop(reference, None) or Procurement.objects.filter(reference=reference).first()
            if known is not None:
                return known
        system = agency.systems[one.system].name.lower()
        by = agency.one_of("requester", one.number)
        procurement = self._book.add(
            Procurement(
                organization=agency.organization,
                title=f"{one.random.choice(words.PURCHASES)}: {system}, {one.random.choice(words.PLACES)}",
                occasion=one.random.choice((*[Occasion.NEW_PROCUREMENT] * 3, *Occasion)),
                reference=reference,
                offeror=one.random.choice(words.OFFERORS),
                amount=one.random.randrange(2_000, 900_000),
                created_by=by.user,
                created_at=at,
            )
        )
        self._purchases[reference] = procurement
        after = {"title": procurement.title, "occasion": str(procurement.occasion)}
        self._book.events.append(Entry("procurement.opened", by, target=procurement, after=after))
        return procurement
