"""What the forms of a draft carry, so that nobody overwrites what a colleague wrote meanwhile."""

import hashlib

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


def draft_read(review: Review) -> str:
    """Return what a form carries to tell whether the draft has changed since it was read; one statement."""
    answers = review.use_case.exclude(text="").order_by("question").values_list("question", "text")
    draft = "\x1f".join([str(review.system_id), str(review.quantity), *(f"{slug}={text}" for slug, text in answers)])
    return hashlib.sha256(draft.encode()).hexdigest()[:32]


def check_draft_read(review: Review, read: str | None) -> None:
    """Raise Stale when the draft is not the one that was read; None asks for no comparison."""
    if read is not None and read != draft_read(review):
        raise Stale("A colleague has changed this draft since you opened it. Both are shown; nothing is lost.")
