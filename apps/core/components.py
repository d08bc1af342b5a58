"""The data that components are drawn from; views build these, templates never compute.

Which template draws which is said in `templates/components/`; the page /gallery/ shows all of them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Bar:
    """One line of a bar chart: what is counted, how many, where they are listed, and a tone when it matters."""

    label: str
    count: int
    url: str = ""
    tone: str = "primary"


@dataclass(frozen=True)
class DrawnBar:
    """A bar with its length as a share of the longest one."""

    bar: Bar
    width: str


@dataclass(frozen=True)
class Share:
    """One line of a progress component: how many of the total are that far."""

    label: str
    count: int
    total: int

    @property
    def width(self) -> str:
        """Return the length as SVG writes it."""
        return percent(self.count, self.total)

    @property
    def complete(self) -> bool:
        """Tell whether nothing is left."""
        return self.total > 0 and self.count >= self.total


@dataclass(frozen=True)
class Step:
    """One station of a step indicator; `place` is done, current or ahead."""

    label: str
    place: str


@dataclass(frozen=True)
class Choice:
    """A link among links: a tab, a filter, an entry of a side navigation.

    `shown` is an enum value with icon and tone, drawn before the label; `badge` a short word after it.
    """

    label: str
    url: str
    current: bool = False
    count: int | None = None
    shown: Any = None
    badge: str = ""
    code: str = ""


@dataclass(frozen=True)
class Group:
    """A headed part of a side navigation."""

    title: str
    choices: Sequence[Choice]
    note: str = ""


@dataclass(frozen=True)
class Event:
    """One act in a timeline: what, by whom, when, and the reason they gave."""

    at: datetime
    text: str
    by: str = ""
    detail: str = ""
    url: str = ""
    icon: str = "check"
    tone: str = "neutral"


@dataclass(frozen=True)
class Task:
    """Something that needs a person: when, what, about what, and where it is done."""

    title: str
    url: str
    action: str
    due: str = ""
    due_note: str = ""
    meta: str = ""
    late: bool = False
    main: bool = False


@dataclass(frozen=True)
class Message:
    """One utterance in a thread."""

    heading: str
    text: str
    meta: str = ""
    shown: Any = None
    answers: Sequence["Message"] = field(default=())


@dataclass(frozen=True)
class Fact:
    """One line of a summary list; `url` turns the value into a link."""

    label: str
    value: Any
    url: str = ""
    note: str = ""


def percent(count: int, total: int) -> str:
    """Return `count` of `total` as a length in per cent, never outside of 0 to 100."""
    share = 0.0 if total <= 0 else min(max(count / total, 0.0), 1.0)
    return f"{100 * share:.4g}%"


def drawn(bars: Iterable[Bar]) -> list[DrawnBar]:
    """Return the bars with their lengths; the longest one is as wide as the chart."""
    listed = list(bars)
    longest = max((bar.count for bar in listed), default=0)
    return [DrawnBar(bar, percent(bar.count, longest)) for bar in listed]


def steps(labels: Iterable[str], current: str) -> list[Step]:
    """Return the stations; those before `current` are done. An unknown `current` means that all lie behind."""
    listed = list(labels)
    position = listed.index(current) if current in listed else len(listed)
    places = ["done" if at < position else "current" if at == position else "ahead" for at in range(len(listed))]
    return [Step(label, place) for label, place in zip(listed, places, strict=True)]
