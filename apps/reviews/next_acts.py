"""Who acts next on a review, and what the person who asks may do about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from apps.accounts.actors import Actor
from apps.core.errors import DomainError
from apps.core.permissions import Permission
from apps.reviews import permissions, policies
from apps.reviews.board.tasks import Task, describe, tasks_on
from apps.reviews.models import Review
from apps.reviews.workflow import ReviewState, Verb

S, V = ReviewState, Verb


@dataclass(frozen=True)
class NextAct:
    """Something that waits: for whom, with the way there when it is the person's own, or the sentence why not."""

    title: str
    details: str
    due: date | None
    late: bool
    office: str
    button: str
    url: str
    refusal: str = ""

    @property
    def is_mine(self) -> bool:
        """Tell whether the person may do it now."""
        return bool(self.url)


@dataclass(frozen=True)
class Door:
    """A way to an act that does not wait but can be done: withdraw, step back, a linked review."""

    label: str
    url: str
    refusal: str = ""
    danger: bool = False


SCREENS = {
    S.REQUIREMENTS: ("Open the requirement set", "reviews:requirements"),
    S.ASSESSMENT: ("Open the desk", "reviews:desk"),
    S.TREATMENT: ("Open gaps and treatment", "reviews:treatment"),
    S.DECISION: ("Open the decision", "reviews:decision"),
    S.MONITORING: ("Open the conditions", "reviews:conditions"),
}
"""The screen of each state, for those who only read."""


def next_acts(review: Review, actor: Actor, allowed: dict[str, str], *, today: date) -> list[NextAct]:
    """Return what waits on the review, the actor's own first; `allowed` is `permissions.refusals`."""
    waiting = tasks_on(review, today=today)
    describe(waiting)
    own = {(task.kind.slug, task.part_id) for task in tasks_on(review, today=today, actor=actor)}
    found = [_next_act(task, (task.kind.slug, task.part_id) in own, allowed) for task in waiting]
    return sorted(found, key=lambda one: (not one.is_mine, not one.refusal))


def _next_act(task: Task, is_own: bool, allowed: dict[str, str]) -> NextAct:
    verb = task.kind.verb
    refusal = "" if is_own or verb is None or verb.value not in allowed else allowed[verb.value] or task.kind.own_work
    return NextAct(
        title=task.title,
        details=" · ".join(task.details),
        due=task.due,
        late=bool(task.days_late),
        office=task.kind.office,
        button=task.kind.button,
        url=task.url if is_own else "",
        refusal=refusal,
    )


def doors(review: Review, actor: Actor, allowed: dict[str, str]) -> list[Door]:
    """Return the acts that are possible beside what waits."""
    return [*_beside(review, actor, allowed), *_ways_out(review, allowed)]


def _beside(review: Review, actor: Actor, allowed: dict[str, str]) -> Iterable[Door]:
    if review.state == S.INTAKE and V.SCOPE_OUT in allowed:
        yield _door("Propose as not covered", "scope_out", review, allowed[V.SCOPE_OUT])
    if review.state in policies.LINKABLE and actor.has_permission(Permission.REVIEW_REQUEST):
        yield _door("Open a linked review", "linked", review)
    if V.ADD_ADDENDUM in allowed and getattr(review, "determination", None) is not None:
        yield _door("Add an addendum", "decision", review, allowed[V.ADD_ADDENDUM])


def _ways_out(review: Review, allowed: dict[str, str]) -> Iterable[Door]:
    if V.RECUSE in allowed and not allowed[V.RECUSE]:
        yield _door("Step back from this review", "recuse", review)
    if V.WITHDRAW in allowed:
        yield _door("Withdraw the review", "withdraw", review, allowed[V.WITHDRAW], danger=True)


def _door(label: str, name: str, review: Review, refusal: str = "", *, danger: bool = False) -> Door:
    return Door(label, reverse(f"reviews:{name}", args=[review.pk]), refusal, danger)


def refusal_of(actor: Actor, verb: Verb, review: Review) -> str:
    """Return why the act cannot be done now, by role, separation of duties or state; empty when it can."""
    try:
        permissions.check_user_can(actor, verb, review)
        policies.check_verb(review, verb)
    except DomainError as error:
        return error.message
    return ""


def linked_refusal(review: Review) -> str:
    """Return why no linked review can be opened now, or nothing."""
    try:
        policies.check_in_state(review, *policies.LINKABLE)
        policies.check_not_followed(review)
    except DomainError as error:
        return error.message
    return ""
