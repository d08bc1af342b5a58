"""Dates that come near. The apps above say which; a daily run asks them and tells each date once."""

from collections.abc import Callable
from datetime import datetime

type Reminder = Callable[[datetime], int]
"""Tells people about the dates of its app that are near at this moment; returns how many it told."""

_reminders: list[Reminder] = []


def register(reminder: Reminder) -> Reminder:
    """Add a reminder; called once by the app that owns the dates."""
    _reminders.append(reminder)
    return reminder


def remind(now: datetime) -> int:
    """Ask every app for its near dates; return how many notices were made."""
    return sum(reminder(now) for reminder in _reminders)
