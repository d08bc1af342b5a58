"""One review as it grows: rows, acts, and events of the record, collected until they are written at once."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import models

from apps.accounts.actors import Actor
from apps.audit.chain import Entry, record_many
from apps.devices.models import AnswerRequest
from apps.reviews.models import (
    Act,
    Addendum,
    Award,
    Clarification,
    Concurrence,
    Condition,
    Determination,
    Gap,
    Procurement,
    Recommendation,
    RequirementChange,
    Review,
    ReviewRequirement,
    RiskAcceptance,
    SupplyChainCheck,
    Treatment,
    UseCaseAnswer,
    Verdict,
    Waiver,
    WaiverMethod,
)
from apps.reviews.permissions import PERMISSION_OF
from apps.reviews.workflow import ReviewState, Verb
from config.scale.ground import Agency
from config.scale.plan import Plan
from config.scale.sets import Line

# In this order a row's references are there before the row.
_ORDER: tuple[Any, ...] = (
    Procurement,
    AnswerRequest,
    AnswerRequest.entries.through,
    Review,
    UseCaseAnswer,
    ReviewRequirement,
    RequirementChange,
    Verdict,
    Clarification,
    Gap,
    Treatment,
    RiskAcceptance,
    Condition,
    Recommendation,
    Concurrence,
    Determination,
    Waiver,
    WaiverMethod,
    Award,
    SupplyChainCheck,
    Addendum,
    Act,
)


class Book:
    """Rows that wait to be written, by model, and the events that tell of them."""

    def __init__(self) -> None:
        self._rows: dict[Any, list[Any]] = {model: [] for model in _ORDER}
        self.events: list[Entry] = []

    def add[Row: models.Model](self, row: Row) -> Row:
        """Take a row."""
        self._rows[type(row)].append(row)
        return row

    def write(self) -> None:
        """Write everything inside the caller's transaction."""
        for model, rows in self._rows.items():
            if rows:
                model.objects.bulk_create(rows, batch_size=1000)
                self._rows[model] = []
        record_many(self.events)
        self.events = []


@dataclass
class Case:
    """A review and what its stages need to go on; `at` is where its time stands."""

    book: Book
    plan: Plan
    agency: Agency
    review: Review
    lines: list[Line]
    at: datetime
    now: datetime
    requirements: list[ReviewRequirement] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)

    def by(self, office: str, following: int = 0) -> Actor:
        """Return who holds an office in this case; `following` takes a colleague."""
        people = self.agency.people
        return people[office] if office in people else self.agency.one_of(office, self.plan.number + following)

    def act(
        self,
        verb: Verb,
        by: Actor,
        *,
        to: ReviewState | None = None,
        requirement: ReviewRequirement | None = None,
        target: models.Model | None = None,
        reason: str = "",
        after: dict[str, Any] | None = None,
    ) -> None:
        """Sign an act at the present moment, and go on to another state."""
        source = ReviewState(self.review.state)
        following = to or source
        self.book.add(
            Act(
                review=self.review,
                verb=verb,
                by=by.user,
                role=by.acting_role(PERMISSION_OF[verb]) or "",
                at=self.at,
                requirement=requirement,
                reason=reason,
                from_state=source,
                to_state=following,
            )
        )
        said, before = dict(after or {}), {}
        if following is not source:
            self.review.state, self.review.state_since = following, self.at
            before, said = {"state": source.value}, said | {"state": following.value}
        self.book.events.append(
            Entry(
                f"review.{verb.value}",
                by,
                target=target or requirement or self.review,
                subject=self.review,
                before=before,
                after=said,
                reason=reason,
            )
        )

    def later(self, hours: float) -> None:
        """Let time pass, but never beyond the present."""
        self.at = min(self.at + timedelta(hours=hours), self.now - timedelta(minutes=1))
