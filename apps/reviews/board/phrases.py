"""The sentences of the home page, and its tasks as the task list draws them."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.utils import timezone

from apps.core.components import Task as ShownTask
from apps.core.templatetags.assay import day, distance
from apps.core.words import capitalized, counted, in_words
from apps.reviews.board.figures import UnderWay
from apps.reviews.board.tasks import Task
from apps.reviews.workflow import ReviewState

_WAITING = {
    ReviewState.INTAKE: "has been in intake",
    ReviewState.REQUIREMENTS: "has been at its requirements",
    ReviewState.WITH_MANUFACTURER: "has waited for the manufacturer",
    ReviewState.ASSESSMENT: "has been in assessment",
    ReviewState.TREATMENT: "has been in treatment",
    ReviewState.DECISION: "has waited for a decision",
}


def heading(count: int) -> str:
    """Return "Four things need you", or that nothing does."""
    if not count:
        return "Nothing needs you now"
    return capitalized(f"{in_words(count)} {'thing needs' if count == 1 else 'things need'} you")


def summary(tasks: Sequence[Task], under_way: UnderWay, today: date) -> str:
    """Return how many are late, how many reviews are under way, and which has waited longest."""
    late = sum(1 for task in tasks if task.days_late)
    sentences = [capitalized(f"{in_words(late)} {'is' if late == 1 else 'are'} late.")] if late else []
    total = under_way.total
    if not total:
        return " ".join([*sentences, "No review is under way."])
    going = f"{counted(total, 'review')} {'is' if total == 1 else 'are'} under way"
    return " ".join([*sentences, capitalized(going) + _oldest(under_way, today)])


def _oldest(under_way: UnderWay, today: date) -> str:
    if under_way.oldest_state is None or under_way.oldest_since is None:
        return "."
    days = days_since(under_way.oldest_since, today)
    who = "it" if under_way.total == 1 else "the oldest"
    return f"; {who} {_WAITING[under_way.oldest_state]} for {counted(days, 'day')}." if days else "."


def days_since(moment: datetime, today: date) -> int:
    """Return how many days have passed, in the person's time zone."""
    return max((today - timezone.localtime(moment).date()).days, 0)


def shown(tasks: Iterable[Task], names: dict[object, str]) -> list[ShownTask]:
    """Return the tasks as the task list draws them; `names` are the titles of their reviews."""
    return [_shown(task, names.get(task.review_id, "")) for task in tasks]


def _shown(task: Task, name: str) -> ShownTask:
    due, note = _when(task)
    return ShownTask(
        title=task.title,
        url=task.url,
        action=task.kind.button,
        due=due,
        due_note=note,
        meta=" · ".join(filter(None, (name, *task.details))),
        late=bool(task.days_late),
        main=task.is_pressing,
    )


def _when(task: Task) -> tuple[str, str]:
    if task.days_late:
        return f"{task.days_late} {'day' if task.days_late == 1 else 'days'} late", ""
    if task.due is not None:
        return day(task.due), distance(task.due)
    days = days_since(task.since, task.today)
    return (f"for {days} {'day' if days == 1 else 'days'}", "") if days else ("new today", "")
