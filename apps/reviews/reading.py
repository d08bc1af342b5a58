"""What the forms of a draft carry, so that nobody overwrites what a colleague wrote meanwhile."""

import hashlib
from collections.abc import Iterable

from apps.core.errors import Stale
from apps.core.fingerprint import fingerprint
from apps.reviews.models import Procurement, Review

PROCUREMENT_FIELDS = ("title", "occasion", "reference", "offeror", "amount")


def procurement_read(procurement: Procurement) -> str:
    """Return what a form carries to tell whether the procurement has changed since it was read."""
    return fingerprint(procurement, PROCUREMENT_FIELDS)


def check_procurement_read(procurement: Procurement, read: str | None) -> None:
    """Raise Stale when the procurement is not the one that was read; None asks for no comparison."""
    if read is not None and read != procurement_read(procurement):
        raise Stale("A colleague has changed this procurement since you opened it. Both are shown; nothing is lost.")


def draft_read(review: Review, questions: Iterable[str], *, place: bool = False) -> str:
    """Return what a step of a draft carries to tell whether its answers have changed since it was read; one statement.

    `place` adds system and quantity. Two people on two steps never get into each other's way.
    """
    asked = sorted(questions)
    answers = review.use_case.filter(question__in=asked).exclude(text="").order_by("question")
    said = [f"{slug}={text}" for slug, text in answers.values_list("question", "text")]
    where = [str(review.system_id), str(review.quantity)] if place else []
    return hashlib.sha256("\x1f".join([*where, *said]).encode()).hexdigest()[:32]


def scope_read(review: Review) -> str:
    """Return what the scope step carries to tell whether its answers have changed; one statement."""
    rows = review.scope_answers.order_by("criterion").values_list("criterion", "holds", "reason")
    return hashlib.sha256("\x1f".join(map(str, rows)).encode()).hexdigest()[:32]


def check_step_read(read: str | None, now: str) -> None:
    """Raise Stale when the answers are not those that were read; None asks for no comparison."""
    if read is not None and read != now:
        raise Stale("A colleague has changed this draft since you opened it. Both are shown; nothing is lost.")
