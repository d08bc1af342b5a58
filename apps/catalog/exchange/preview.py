"""What a person is shown of a profile before it is imported."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from apps.catalog.exchange.content import ReadProfile
from apps.catalog.exchange.picture import PicturedEdition, PicturedItem, PicturedNode, effects
from apps.catalog.kinds import ItemState
from apps.core.components import Fact

MOST_FAULTS = 200
"""How many faults a page lists; whoever mends these sees the rest at the next try."""


@dataclass(frozen=True, slots=True)
class Line:
    """One item with the entry that it is about."""

    node: PicturedNode
    item: PicturedItem


def facts(edition: PicturedEdition, read: ReadProfile) -> list[Fact]:
    """Return what the file comes to, in numbers, and whose it was."""
    content = read.content
    answerable = {node.identifier for node in edition.nodes if node.answerable}
    found = {name: effect for name, effect in effects(edition, content.items).items() if name in answerable}
    states = Counter(effect.state for effect in found.values())
    parameters = sum(bool(item.parameter) for item in content.items)
    listed = [
        Fact("Edition", edition.label),
        Fact("Stated in the file", _counted(len(content.items), "entry", "entries")),
        *(
            Fact(state.label, states[state], note=f"of {len(answerable)} entries that can be asked")
            for state in ItemState
        ),
        Fact("Key requirements", sum(item.key for item in content.items)),
        Fact("With a parameter", parameters),
    ]
    return [*listed, *_origin(read)]


def _origin(read: ReadProfile) -> Iterator[Fact]:
    if read.identity is not None:
        whose = read.identity.owner or "the catalog itself"
        yield Fact("Exported from", f"{whose}, version {read.identity.number}", note="as the file says")


def lines(edition: PicturedEdition, read: ReadProfile) -> list[Line]:
    """Return the items in the order of the catalog."""
    return [Line(edition.by_identifier[item.identifier], item) for item in read.content.items]


def _counted(number: int, one: str, more: str) -> str:
    return f"{number} {one if number == 1 else more}"
