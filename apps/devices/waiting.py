"""What else waits for a manufacturer. The layers above know; they register a source when they start."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from apps.core.permissions import Actor


@dataclass(frozen=True)
class Waiting:
    """One thing that waits: what, where it is done, the word on the button, until when; `main` when it is pressing."""

    title: str
    url: str
    button: str
    due_on: date
    meta: str
    main: bool


type Source = Callable[[Actor, int], list[Waiting]]
"""Returns at most so many things that wait for the actor, the next due first; one statement."""

_sources: list[Source] = []


def register(source: Source) -> None:
    """Add a source; called once by the layer that owns it."""
    _sources.append(source)


def waiting_for(actor: Actor, most: int) -> list[Waiting]:
    """Return what waits for the actor beyond products, declarations and evidence."""
    return [one for source in _sources for one in source(actor, most)]
