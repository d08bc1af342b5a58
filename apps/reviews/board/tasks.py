"""The tasks of one person, late ones first: one statement finds them all, a few more describe those that are shown."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from apps.accounts.actors import Actor
from apps.core.templatetags.assay import day
from apps.reviews.board.waiting import BY_SLUG, KINDS, Kind, Scope
from apps.reviews.models import (
    Clarification,
    Condition,
    Gap,
    RequirementChange,
    Review,
    ReviewRequirement,
    Treatment,
    WaiverMethod,
)
from apps.reviews.workflow import ReviewState, Selection

SOON_DAYS = 3


@dataclass
class Task:
    """Something that waits: what, in which review, since when, by when, and where it is done."""

    kind: Kind
    review_id: UUID
    due: date | None
    since: datetime
    part_id: UUID | None = None
    today: date = field(default_factory=date.today)
    count: int = 1
    text: str = ""
    details: list[str] = field(default_factory=list)
    at: str = ""

    @property
    def title(self) -> str:
        """Return the sentence that says what is to be done."""
        sentence = self.kind.sentence(self.count)
        return f"{sentence}: {self.text}" if self.text else sentence

    @property
    def days_late(self) -> int:
        """Return by how many days it is late; 0 when it is not."""
        return max((self.today - self.due).days, 0) if self.due else 0

    @property
    def is_pressing(self) -> bool:
        """Tell whether it is late or due within a few days."""
        return self.due is not None and (self.due - self.today).days <= SOON_DAYS

    @property
    def url(self) -> str:
        """Return the exact place."""
        name, _, place = self.kind.address.partition("#")
        url = reverse(name, args=[self.review_id, self.at] if self.at else [self.review_id])
        return f"{url}#{place}" if place else url

    @property
    def order(self) -> tuple[int, date, datetime]:
        """Sort late ones first, then those with a date, then the others by how long they have waited."""
        return (0 if self.days_late else 1 if self.due else 2, self.due or date.max, self.since)


def tasks_of(actor: Actor, *, today: date, states: Collection[str] = tuple(ReviewState)) -> list[Task]:
    """Return everything that waits for the actor, the most urgent first; one statement.

    `states` are those in which the agency has reviews, when the caller has counted them: the others are not searched.
    """
    kinds = [
        kind
        for kind in KINDS
        if any(actor.has_permission(each) for each in kind.offices) and not set(states).isdisjoint(kind.states)
    ]
    return waiting_for(kinds, Scope(Review.objects.visible_to(actor), today, actor.user))


def tasks_on(review: Review, *, today: date, actor: Actor | None = None) -> list[Task]:
    """Return what waits on one review, whoever does it, or what the actor may do of it; one statement."""
    kinds = [kind for kind in KINDS if review.state in kind.states]
    if actor is not None:
        kinds = [kind for kind in kinds if any(actor.has_permission(each) for each in kind.offices)]
    scope = Scope(Review.objects.filter(pk=review.pk), today, actor.user if actor else None, personal=False)
    return waiting_for(kinds, scope)


def waiting_for(kinds: Iterable[Kind], scope: Scope) -> list[Task]:
    """Return what these kinds find in the scope, the most urgent first; one statement."""
    queries = [kind.rows(scope) for kind in kinds]
    if not queries:
        return []
    rows: QuerySet[Any] = queries[0].union(*queries[1:], all=True) if len(queries) > 1 else queries[0]
    found = [Task(BY_SLUG[slug], review, due, since, part, scope.today) for slug, review, due, since, part in rows]
    return sorted(found, key=lambda task: task.order)


def describe(tasks: Sequence[Task], user: Any = None) -> None:
    """Fill in counts, texts and details of the tasks that are shown; one statement for each kind of record."""
    by_kind: dict[str, list[Task]] = {}
    for task in tasks:
        by_kind.setdefault(task.kind.slug, []).append(task)
    for slugs, describer in _DESCRIBERS:
        concerned = [task for slug in slugs for task in by_kind.get(slug, ())]
        if concerned:
            describer(concerned, user)


def _review_ids(tasks: Iterable[Task]) -> set[UUID]:
    return {task.review_id for task in tasks}


def _describe_sets(tasks: list[Task], user: Any) -> None:
    counts = {
        row["review"]: row
        for row in ReviewRequirement.objects.filter(review__in=_review_ids(tasks))
        .order_by()
        .values("review")
        .annotate(
            selected=Count("pk", filter=Q(selection=Selection.SELECTED)),
            declined=Count("pk", filter=Q(selection=Selection.DECLINED)),
            undecided=Count("pk", filter=Q(selection=Selection.CANDIDATE)),
            key=Count("pk", filter=Q(selection=Selection.SELECTED, key=True)),
            unjudged=Count("pk", filter=Q(selection=Selection.SELECTED, verdict__isnull=True)),
        )
    }
    for task in tasks:
        row = counts.get(task.review_id)
        if row is None:
            continue
        if task.kind.slug == "verdicts":
            task.count = row["unjudged"]
            continue
        task.details.append(f"{row['selected']} selected, {row['declined']} declined, {row['key']} key")
        if task.kind.slug == "propose":
            task.details.append(f"{row['undecided']} undecided")
        else:
            task.details.append(f"{'proposed' if task.kind.slug == 'approve' else 'approved'} {day(task.since)}")


def _describe_looks(tasks: list[Task], user: Any) -> None:
    looks = ReviewRequirement.objects.filter(
        review__in=_review_ids(tasks),
        selection=Selection.SELECTED,
        key=True,
        verdict__isnull=False,
        verdict__confirmed_at__isnull=True,
    )
    if user is not None:
        looks = looks.exclude(verdict__given_by=user)
    _name(tasks, looks.order_by("position").values_list("review", "identifier"), opens=True)


def _describe_questions(tasks: list[Task], user: Any) -> None:
    rows = (
        Clarification.objects.filter(review__in=_review_ids(tasks), answered_at__isnull=True, lapsed_at__isnull=True)
        .order_by("number")
        .values_list("review", "requirement__identifier", "released_at", "due_on")
    )
    drafted = [(review, identifier) for review, identifier, released_at, _ in rows if released_at is None]
    late = [(review, identifier) for review, identifier, _, due in rows if due is not None and due < tasks[0].today]
    _name([task for task in tasks if task.kind.slug == "release_questions"], drafted)
    _name([task for task in tasks if task.kind.slug == "lapse_questions"], late)


def _describe_changes(tasks: list[Task], user: Any) -> None:
    changes = RequirementChange.objects.filter(review__in=_review_ids(tasks), decided_at__isnull=True)
    if user is not None:
        changes = changes.exclude(requested_by=user)
    rows = changes.order_by("requirement__position").values_list("review", "requirement__identifier")
    _name(tasks, rows, opens=True)


def _describe_gaps(tasks: list[Task], user: Any) -> None:
    gaps = (
        Gap.objects.filter(review__in=_review_ids(tasks), resolved_at__isnull=True, acceptance__isnull=True)
        .annotate(
            treated=Count("treatments"), verified=Count("treatments", filter=Q(treatments__verified_at__isnull=False))
        )
        .order_by("requirement__position")
        .values_list("review", "requirement__identifier", "requirement__key", "statement", "treated", "verified")
    )
    untreated = [(row[0], row[1]) for row in gaps if not row[4]]
    stated = [(row[0], row[1]) for row in gaps if row[2] and not row[3] and row[4] and not row[5]]
    _name([task for task in tasks if task.kind.slug != "state_gaps"], untreated)
    _name([task for task in tasks if task.kind.slug == "state_gaps"], stated)


def _describe_treatments(tasks: list[Task], user: Any) -> None:
    treatments = Treatment.objects.filter(review__in=_review_ids(tasks), verified_at__isnull=True)
    if user is not None:
        treatments = treatments.exclude(author=user)
    rows = treatments.order_by("gap__requirement__position").values_list("review", "gap__requirement__identifier")
    _name(tasks, rows)


def _describe_methods(tasks: list[Task], user: Any) -> None:
    methods = WaiverMethod.objects.filter(review__in=_review_ids(tasks), verified_at__isnull=True)
    _name(tasks, methods.order_by("pk").values_list("review", "text"))


def _describe_conditions(tasks: list[Task], user: Any) -> None:
    rows = Condition.objects.filter(pk__in=[task.part_id for task in tasks if task.part_id])
    found: dict[UUID | None, tuple[str, str | None]] = {
        pk: (text, contract) for pk, text, contract in rows.values_list("pk", "text", "review__award__contract_number")
    }
    for task in tasks:
        text, contract = found.get(task.part_id, ("", None))
        task.text = text if len(text) <= 120 else f"{text[:117].rstrip()}…"
        if contract:
            task.details.append(f"contract {contract}")


def _name(tasks: list[Task], rows: Iterable[tuple[UUID, str]], *, opens: bool = False) -> None:
    """Count the rows of each task's review and name the first of them; `opens` leads the button to the first."""
    named: dict[UUID, list[str]] = {}
    for review, name in rows:
        named.setdefault(review, []).append(name)
    for task in tasks:
        names = named.get(task.review_id, [])
        task.count = len(names) or 1
        shown = ", ".join(names[:4])
        if shown:
            task.details.append(shown if len(names) <= 4 else f"{shown} and {len(names) - 4} more")
        if opens and names:
            task.at = names[0]


_DESCRIBERS = (
    (("verdicts", "propose", "approve", "release"), _describe_sets),
    (("second_looks",), _describe_looks),
    (("release_questions", "lapse_questions"), _describe_questions),
    (("decide_changes",), _describe_changes),
    (("treat", "accept_risk", "state_gaps"), _describe_gaps),
    (("verify_treatments",), _describe_treatments),
    (("verify_methods",), _describe_methods),
    (("show_condition", "verify_condition"), _describe_conditions),
)
