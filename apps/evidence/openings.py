"""Who is told that somebody opened an item. The layers above know what it was shared with; they register."""

from datetime import datetime
from typing import Protocol

from apps.accounts.actors import Actor
from apps.evidence.models import EvidenceItem


class Listener(Protocol):
    """Told of each opening; writes at most a fixed number of rows."""

    def __call__(self, item: EvidenceItem, *, by: Actor, at: datetime, as_file: bool) -> None:
        """Take note that `by` opened the item's page, or with `as_file` its content."""


_listeners: list[Listener] = []


def register(listener: Listener) -> None:
    """Add a listener; called once by the layer that owns it."""
    _listeners.append(listener)


def tell(item: EvidenceItem, *, by: Actor, at: datetime, as_file: bool) -> None:
    """Tell the listeners that somebody opened an item of another organization."""
    for listener in _listeners:
        listener(item, by=by, at=at, as_file=as_file)
