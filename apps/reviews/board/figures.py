"""The counts beside the tasks: where the reviews are, key gaps, conditions, determinations. Never a score.

Seven statements at most, whatever the number of reviews.
"""

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any
from uuid import UUID

from django.db.models import Count, Min, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone

from apps.accounts.actors import Actor
from apps.audit.models import Event
from apps.catalog.kinds import NodeKind
from apps.catalog.models import Edition, Node
from apps.core.components import Bar
from apps.reviews.board.rows import open_key_gaps
from apps.reviews.board.waiting.kinds import HORIZON
from apps.reviews.models import Act, Condition, Determination, Review, ReviewRequirement, Waiver
from apps.reviews.workflow import STEPS, Outcome, ReviewState, Verb

GAP_STATES = (ReviewState.ASSESSMENT, ReviewState.TREATMENT, ReviewState.DECISION)


@dataclass(frozen=True)
class UnderWay:
    """How many reviews are in each step, and which state has waited longest."""

    by_state: dict[str, int]
    oldest_state: ReviewState | None
    oldest_since: datetime | None

    @property
    def total(self) -> int:
        """Return how many are under way: submitted, and not yet awarded or ended."""
        return sum(self.by_state.get(step, 0) for step in STEPS)


@dataclass(frozen=True)
class Figures:
    """What is counted over the whole agency, beside the states."""

    key_gaps: list[Bar]
    conditions: list[Bar]
    determinations: str
    median_days: int | None


def under_way(actor: Actor) -> UnderWay:
    """Count the reviews of the actor's agency by state; one statement."""
    rows = (
        Review.objects.visible_to(actor)
        .order_by()
        .values_list("state")
        .annotate(n=Count("pk"), oldest=Min("state_since"))
    )
    counts, waiting = {}, []
    for state, count, since in rows:
        counts[state] = count
        if state in STEPS:
            waiting.append((since, ReviewState(state)))
    since, state = min(waiting, default=(None, None))
    return UnderWay(counts, state, since)


def state_bars(counted: UnderWay) -> list[Bar]:
    """Return how many reviews are in each step, each leading to the board."""
    return [_state_bar(step, counted) for step in STEPS]


# Figures by agency, hash of the last event of its record, and day. Whatever is counted here changes with an event of
# the agency only, so what is kept is never out of date; at a thousand reviews counting anew takes longer than the page.
_counted: OrderedDict[tuple[UUID, str, date], Figures] = OrderedDict()
KEPT = 64


def figures(actor: Actor, *, now: datetime) -> Figures:
    """Return the figures of the actor's agency; one statement while nothing has happened there, else six."""
    events = Event.objects.visible_to(actor).order_by("-sequence").values_list("hash", flat=True)
    key = (actor.own_organization.pk, events.first() or "", timezone.localdate(now))
    if key not in _counted:
        _counted[key] = _count(actor, now)
        if len(_counted) > KEPT:
            _counted.popitem(last=False)
    return _counted[key]


def _count(actor: Actor, now: datetime) -> Figures:
    today = timezone.localdate(now)
    return Figures(
        key_gaps=_key_gaps(actor),
        conditions=_conditions(actor, today),
        determinations=_determinations(actor, today),
        median_days=_median_days(actor, now),
    )


def _state_bar(state: ReviewState, counted: UnderWay) -> Bar:
    url = f"{reverse('reviews:list')}?state={state.value}"
    return Bar(state.label, counted.by_state.get(state, 0), url)


def _key_gaps(actor: Actor) -> list[Bar]:
    rows = list(
        ReviewRequirement.objects.visible_to(actor)
        .filter(open_key_gaps(), review__state__in=GAP_STATES)
        .order_by()
        .values_list("capability_code")
        .annotate(n=Count("pk"))
    )
    titles = capability_titles({code for code, _ in rows})
    ordered = sorted(rows, key=lambda row: (-row[1], row[0]))
    return [Bar(titles.get(code, code), count, tone="error") for code, count in ordered]


def capability_titles(codes: Iterable[str]) -> dict[str, str]:
    """Return the titles of capabilities by their code, as the newest edition has them; one statement at most."""
    nodes = Node.objects.filter(
        kind=NodeKind.CAPABILITY, capability_code__in=list(codes), edition__in=Edition.objects.readable()
    )
    nodes = nodes.order_by("edition__published_at", "edition_id")
    return dict(nodes.values_list("capability_code", "title"))


def _conditions(actor: Actor, today: date) -> list[Bar]:
    soon = today + HORIZON
    counts = (
        Condition.objects.visible_to(actor)
        .filter(verified_at__isnull=True, review__state=ReviewState.MONITORING)
        .aggregate(
            late=Count("pk", filter=Q(due_on__lt=today)),
            soon=Count("pk", filter=Q(due_on__gte=today, due_on__lte=soon)),
            later=Count("pk", filter=Q(due_on__gt=soon)),
        )
    )
    listed = [
        Bar("Overdue", counts["late"], tone="error"),
        Bar("Next 30 days", counts["soon"], tone="light"),
        Bar("Later", counts["later"], tone="light"),
    ]
    return listed if any(bar.count for bar in listed) else []


def _determinations(actor: Actor, today: date) -> str:
    """Say in one sentence what was determined this year; waivers are named on their own."""
    outcomes = dict(
        Determination.objects.visible_to(actor)
        .filter(at__year=today.year)
        .order_by()
        .values_list("outcome")
        .annotate(n=Count("pk"))
    )
    waivers = list(
        Waiver.objects.visible_to(actor)
        .filter(granted=True, head_at__year=today.year)
        .order_by("ground")
        .values_list("ground", "devices")
    )
    conditional, plain = outcomes.get(Outcome.WITH_CONDITIONS, 0), outcomes.get(Outcome.DOES_NOT_PREVENT, 0)
    prevents = outcomes.get(Outcome.PREVENTS, 0)
    parts = []
    if plain + conditional:
        does = "does not prevent compliance" if plain + conditional == 1 else "do not prevent compliance"
        parts.append(f"{plain + conditional} {does}{_with_conditions(conditional, plain + conditional)}")
    if prevents:
        parts.append(f"{prevents} {'prevents' if prevents == 1 else 'prevent'} it")
    if waivers:
        parts.append(_waivers(waivers))
    return " · ".join(parts)


def _with_conditions(conditional: int, total: int) -> str:
    if not conditional:
        return ""
    if conditional < total:
        return f", {conditional} of them with conditions"
    return ", with conditions" if total == 1 else ", all with conditions"


def _waivers(waivers: list[tuple[str, str]]) -> str:
    grounds = sorted({ground for ground, _ in waivers})
    devices = sum(len([line for line in listed.splitlines() if line.strip()]) for _, listed in waivers)
    return (
        f"{len(waivers)} {'waiver' if len(waivers) == 1 else 'waivers'}, ground{'s' if len(grounds) > 1 else ''} "
        f"{', '.join(grounds)}, {devices} {'device' if devices == 1 else 'devices'}"
    )


def _median_days(actor: Actor, now: datetime) -> int | None:
    submitted = Act.objects.filter(review=OuterRef("review"), verb=Verb.SUBMIT).order_by("at").values("at")[:1]
    pairs: QuerySet[Any] = (
        Determination.objects.visible_to(actor)
        .filter(at__gte=now - timedelta(days=365))
        .annotate(submitted=Subquery(submitted))
        .values_list("submitted", "at")
    )
    days = [(determined - since).days for since, determined in pairs if since is not None]
    return round(median(days)) if days else None
