"""What the page of a preview shows: the rows by what they come to, the ones that need a person first."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from apps.devices.models import Declaration
from apps.devices.workflow import AnswerValue
from apps.exchange.models import Intake
from apps.exchange.roundtrip.outcome import Outcome, Outcomes, outcomes
from apps.exchange.roundtrip.rows import Filled, Values
from apps.exchange.workflow import Fate

MOST_SHOWN = 100
"""Rows of one kind on the page; the counts are of all."""
_LABELS = (
    ("value", "Answer"),
    ("explanation", "How it works"),
    ("configuration", "How to configure it"),
    ("planned_version", "Comes with version"),
    ("planned_on", "Comes on"),
)


@dataclass(frozen=True)
class Difference:
    """One field in which file and database differ."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class ShownRow:
    """One row as the page shows it; `choice` is what was chosen for a conflict before."""

    one: Outcome
    differences: tuple[Difference, ...]
    choice: str = ""


@dataclass(frozen=True)
class Preview:
    """The rows of a file, sorted by what they need."""

    found: Outcomes
    choices: Mapping[int, str]

    @classmethod
    def of(cls, intake: Intake, declaration: Declaration, choices: Mapping[int, str]) -> "Preview":
        """Return the preview of a file against the present state."""
        return cls(outcomes(declaration, map(Filled.from_kept, intake.rows)), choices)

    @property
    def state(self) -> str:
        """Return the digest that the form carries back."""
        return self.found.state

    @property
    def counts(self) -> dict[str, int]:
        """Return how many rows have each fate."""
        return {fate.value: self.found.count(fate) for fate in Fate}

    @property
    def to_write(self) -> int:
        """Return how many answers are written without asking further."""
        return len(self.found.written)

    @property
    def conflicts(self) -> list[ShownRow]:
        """Return the rows that need a choice: all of them, or some could not be chosen."""
        return [self._shown(one) for one in self.found.of(Fate.CONFLICT)]

    @property
    def refused(self) -> list[Outcome]:
        """Return the rows that cannot be taken over, with rule and cure: all of them."""
        return self.found.of(Fate.REFUSED)

    @property
    def written(self) -> list[ShownRow]:
        """Return the first of the rows that are written."""
        return [self._shown(one) for one in self.found.written[:MOST_SHOWN]]

    @property
    def written_more(self) -> int:
        """Return how many of the rows that are written are not on the page."""
        return max(0, self.to_write - MOST_SHOWN)

    @property
    def newer(self) -> list[Outcome]:
        """Return the first of the rows that colleagues changed since, and that the file leaves as they were."""
        return self.found.of(Fate.NEWER)[:MOST_SHOWN]

    def _shown(self, one: Outcome) -> ShownRow:
        return ShownRow(one, tuple(differences(one.before, one.row.values)), self.choices.get(one.number, ""))


def differences(before: Values, after: Values) -> list[Difference]:
    """Return the fields that differ, as words."""
    return [
        Difference(label, _words(name, getattr(before, name)), _words(name, getattr(after, name)))
        for name, label in _LABELS
        if getattr(before, name) != getattr(after, name)
    ]


def _words(name: str, value: Any) -> str:
    return str(AnswerValue(value).label) if name == "value" and value else str(value)
