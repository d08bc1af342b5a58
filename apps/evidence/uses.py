"""Where evidence is used. The layers above know; they register a source when they start."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from django.db.models import Q

from apps.core.permissions import Actor


@dataclass(frozen=True)
class Use:
    """One place that refers to an item: what it is, where it opens, what it belongs to, where in the item to look."""

    label: str
    url: str
    group: str
    detail: str = ""


class UseSource(Protocol):
    """A kind of place that refers to evidence."""

    def in_use(self) -> Q:
        """Return the condition on items that such a place refers to."""
        ...

    def uses(self, items: Collection[UUID], actor: Actor) -> dict[UUID, list[Use]]:
        """Return the places that the actor may see, by item; a fixed number of statements."""
        ...


_sources: list[UseSource] = []


def register(source: UseSource) -> None:
    """Add a source; called once by the layer that owns it."""
    _sources.append(source)


def in_use() -> Q:
    """Return the condition "some place refers to this item"."""
    condition = Q(pk__in=[])
    for source in _sources:
        condition |= source.in_use()
    return condition


def uses_of(items: Collection[UUID], actor: Actor) -> dict[UUID, list[Use]]:
    """Return, for each item, the places that refer to it and that the actor may see."""
    found: dict[UUID, list[Use]] = {item: [] for item in items}
    if found:
        for source in _sources:
            for item, places in source.uses(items, actor).items():
                found[item] += places
    return found
