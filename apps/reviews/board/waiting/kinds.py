"""The frame of the kinds of waiting: what one is, in which reviews and for whom it is searched."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast

from apps.core.permissions import Permission
from apps.reviews.models import Act, Review
from apps.reviews.permissions import NOT_AFTER, OFFICE, PERMISSION_OF, REVIEWING
from apps.reviews.workflow import ReviewState, Verb

HORIZON = timedelta(days=30)
"""Conditions appear among the tasks when they are due within this time."""
WATCH = timedelta(days=90)
"""Certificates, support and waivers appear when they end within this time."""


@dataclass(frozen=True)
class Scope:
    """Whose reviews are searched, and for whom: without a person, whatever anybody has to do.

    `personal` leaves out what the person may do but is first the task of the one who asked for the review.
    """

    reviews: QuerySet[Review]
    today: date
    user: Any = None
    personal: bool = True

    def free(self, verb: Verb, *states: ReviewState) -> QuerySet[Review]:
        """Return the reviews in these states on which separation of duties lets the person do `verb`."""
        reviews = self.reviews.filter(state__in=states)
        if self.user is None:
            return reviews
        speaking = (*NOT_AFTER.get(verb, ((), ""))[0], Verb.RECUSE)
        own = Act.objects.filter(review=OuterRef("pk"), by=self.user, verb__in=[each.value for each in speaking])
        reviews = reviews.filter(~Exists(own))
        return reviews.exclude(requested_by=self.user) if verb in (*REVIEWING, Verb.SCOPE_OUT) else reviews

    def others(self, field: str) -> Q:
        """Return the condition that the person in `field` is somebody else, as separation of duties asks."""
        return Q() if self.user is None else ~Q(**{field: self.user})

    def mine(self, field: str) -> Q:
        """Return the condition that the person in `field` is the one who asks, when only their own tasks are wanted."""
        return Q() if self.user is None or not self.personal else Q(**{field: self.user})


@dataclass(frozen=True)
class Found:
    """What a kind's query found: reviews, or parts of reviews; expressions say when each is due and since when."""

    rows: QuerySet[Any]
    due: Any = None
    since: Any = None
    parts: bool = False


@dataclass(frozen=True)
class Kind:
    """One kind of waiting. `one` and `many` are sentences; `many` takes `{n}`; `address` may end in "#place".

    `own_work` is said to a person of the office who may not do it, since they would check what they did themselves.
    """

    slug: str
    offices: tuple[Permission, ...]
    verb: Verb | None
    states: tuple[ReviewState, ...]
    one: str
    many: str
    button: str
    address: str
    find: Callable[[Scope], Found]
    own_work: str = ""

    @property
    def office(self) -> str:
        """Return who does this, in words."""
        return OFFICE[self.offices[0]]

    def sentence(self, count: int) -> str:
        """Return what is to be done with `count` things."""
        return self.many.format(n=count) if self.many and count != 1 else self.one

    def rows(self, scope: Scope) -> QuerySet[Any]:
        """Return (kind, review, due, since, part) of each thing that waits; types agree over all kinds for a union."""
        found = self.find(scope)
        review = "review__" if found.parts else ""
        no_date, no_part = Cast(Value(None), models.DateField()), Cast(Value(None), models.UUIDField())
        return (
            found.rows.order_by()
            .annotate(
                task_kind=Value(self.slug, models.CharField()),
                task_review=F(f"{review}pk"),
                task_due=no_date if found.due is None else found.due,
                task_since=F(f"{review}state_since") if found.since is None else found.since,
                task_part=F("pk") if found.parts else no_part,
            )
            .values_list("task_kind", "task_review", "task_due", "task_since", "task_part")
        )


KINDS: list[Kind] = []
"""Every kind, in the order of the case; filled by `waiting`."""


def waiting(
    verb: Verb | None,
    *states: ReviewState,
    one: str,
    button: str,
    address: str,
    many: str = "",
    offices: tuple[Permission, ...] = (),
    own_work: str = "",
) -> Callable[[Callable[[Scope], Found]], Callable[[Scope], Found]]:
    """Register the decorated query as a kind of waiting; its name is the kind's slug."""

    def register(find: Callable[[Scope], Found]) -> Callable[[Scope], Found]:
        held = offices or ((PERMISSION_OF[verb],) if verb else ())
        KINDS.append(Kind(find.__name__, held, verb, states, one, many, button, address, find, own_work))
        return find

    return register
