"""The frame of every act: one transaction, the locked row, the checks, the state, the act, the event, the notices."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models, transaction

from apps.accounts.actors import Actor
from apps.audit import chain
from apps.reviews import notices, permissions, policies
from apps.reviews.models import Act, Review, ReviewRequirement
from apps.reviews.workflow import ReviewState, Verb

OF_THE_DESK = (Verb.GIVE_VERDICT, Verb.CONFIRM_VERDICT)
"""The most frequent acts. They touch nothing of the review itself, so the caller's copy is not read anew."""


@dataclass
class Acting:
    """What an action fills in while it works: the record it made and what changed."""

    review: Review
    target: models.Model
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)


@contextmanager
def acting(
    review: Review,
    verb: Verb,
    *,
    by: Actor,
    at: datetime,
    reason: str = "",
    requirement: ReviewRequirement | None = None,
    to: ReviewState | None = None,
) -> Iterator[Acting]:
    """Open the transaction of one act and close it with state, act and audit event.

    Raises NotPermitted (role, agency, separation of duties) and NotNow (the act does not exist in this state) before
    the body runs; whatever the body raises leaves nothing behind. `to` is the state chosen by `return`.
    """
    with transaction.atomic():
        locked = Review.objects.select_for_update().get(pk=review.pk)
        permission = permissions.check_user_can(by, verb, locked)
        following = policies.check_verb(locked, verb, to)
        work = Acting(review=locked, target=locked)
        yield work
        source = ReviewState(locked.state)
        if following is not source:
            Review.objects.filter(pk=locked.pk).update(state=following, state_since=at)
        role = by.acting_role(permission)
        Act.objects.create(
            review=locked,
            verb=verb,
            by=by.user,
            role=role or "",
            delegation=by.delegations.get(role) if role else None,
            at=at,
            requirement=requirement,
            reason=reason,
            from_state=source,
            to_state=following,
        )
        if following is not source:
            work.before.setdefault("state", source.value)
            work.after.setdefault("state", following.value)
        chain.record(
            f"review.{verb.value}",
            by=by,
            target=work.target,
            subject=locked,
            before=work.before,
            after=work.after,
            reason=reason,
        )
        notices.after(locked, verb, work.target, by=by, at=at)
    if verb not in OF_THE_DESK:
        review.refresh_from_db()
