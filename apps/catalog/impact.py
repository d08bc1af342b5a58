"""What a change of edition means for what rests on it. The apps above register what they hold; this one asks them.

"Asks again only what changed": each part says how much stays, what has to be looked at, what is new and what is lost.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from apps.catalog.comparison import Comparison
from apps.catalog.continuing import Continuation
from apps.core.permissions import Actor, Permission

MOST_LISTED = 20
"""Rows that a part lists by name; the rest is one row of totals."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing that rests on the earlier edition, and what the later one would ask about it."""

    label: str
    kept: int
    changed: int
    new: int
    lost: int
    url: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """All that one app has to say: what happens by itself, and a row for each thing that the viewer may see."""

    title: str
    sentence: str
    rows: tuple[Asked, ...]


def asked(label: str, counted: Mapping[int, int], going_on: Continuation, *, url: str = "") -> Asked:
    """Return what becomes of things that are counted by the node that they are about."""
    kept = changed = lost = 0
    for node, count in counted.items():
        if going_on.node_of(node) is None:
            lost += count
        elif going_on.reworded(node):
            changed += count
        else:
            kept += count
    return Asked(label, kept, changed, len(going_on.new), lost, url)


type Teller = Callable[[Comparison, Actor], Part | None]
_tellers: dict[str, tuple[int, Teller]] = {}


def register(name: str, teller: Teller, *, order: int) -> None:
    """Let `teller` say what the change means for what its app holds; it tells only what the actor may see."""
    _tellers[name] = (order, teller)


def impact_of(comparison: Comparison, actor: Actor | None) -> list[Part]:
    """Return what the change means for what the actor may see; nothing for people without an account."""
    if actor is None:
        return []
    ordered = sorted(_tellers.items(), key=lambda item: (item[1][0], item[0]))
    parts = (teller(comparison, actor) for _, (_, teller) in ordered)
    return [part for part in parts if part is not None]


def operates(actor: Actor) -> bool:
    """Tell whether the actor sees totals over everybody, without names."""
    return actor.has_permission(Permission.OPERATE)
