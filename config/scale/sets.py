"""The requirement sets of the data set: one for each system, as its controls propose it."""

from collections.abc import Iterable
from dataclasses import dataclass
from random import Random
from typing import Any

from apps.catalog.kinds import SP_800_53
from apps.catalog.models import Mapping, Node
from apps.systems.models import ControlAllocation, System
from config.scale import words

WIDE = 490
"""How many entries the widest review selects: nearly the whole catalog."""


@dataclass(frozen=True)
class Line:
    """One candidate of a set as every review on it has it."""

    node: Node
    selected: bool
    key: bool
    parameter: str
    controls: list[str]
    sources: list[dict[str, str]]

    def columns(self) -> dict[str, Any]:
        """Return the columns of the requirement."""
        return {
            "node": self.node,
            "identifier": self.node.identifier,
            "capability_code": self.node.capability_code,
            "title": self.node.title,
            "statement": self.node.statement,
            "position": self.node.path,
            "selection": "selected" if self.selected else "declined",
            "decline_reason": "" if self.selected else words.DECLINED,
            "sources": self.sources,
            "controls": self.controls,
            "key": self.key,
            "key_reason": words.KEY if self.key else "",
            "parameter": self.parameter,
            "minimum_strength": 3 if self.key else 2,
        }


class Sets:
    """Makes each set once."""

    def __init__(self, nodes: list[Node], seed: int) -> None:
        self._nodes, self._seed = nodes, seed
        self._made: dict[tuple[Any, bool], list[Line]] = {}
        self._controls: dict[Any, list[str]] = {}
        supported = Mapping.objects.filter(node__in=nodes, framework__name=SP_800_53, reference__isnull=False)
        for node, control in supported.order_by("node", "position").values_list("node", "reference__identifier"):
            self._controls.setdefault(node, []).append(control)

    def of(self, system: System, *, wide: bool = False) -> list[Line]:
        """Return the set of a system in the catalog's order; `wide` selects nearly everything."""
        if (system.pk, wide) not in self._made:
            self._made[system.pk, wide] = self._make(system, wide)
        return self._made[system.pk, wide]

    def _make(self, system: System, wide: bool) -> list[Line]:
        random = Random(f"{self._seed} set {system.name} {wide}")  # noqa: S311 - nothing secret
        held = ControlAllocation.objects.filter(system=system).in_force()
        allocated = set(held.values_list("control__identifier", flat=True))
        number = len(self._nodes) if wide else random.randrange(190, 230)
        chosen = sorted(random.sample(range(len(self._nodes)), number))
        selected = set(random.sample(chosen, WIDE if wide else random.randrange(150, 176)))
        key = set(random.sample(sorted(selected), random.randrange(9, 15)))
        return [
            self._line(self._nodes[at], allocated, selected=at in selected, key=at in key, random=random)
            for at in chosen
        ]

    def _line(self, node: Node, allocated: Iterable[str], *, selected: bool, key: bool, random: Random) -> Line:
        controls = [control for control in self._controls.get(node.pk, ()) if control in allocated]
        sources = [{"kind": "control", "detail": control} for control in controls]
        return Line(
            node=node,
            selected=selected,
            key=key,
            parameter="TLS 1.2 or later" if selected and random.random() < 0.03 else "",
            controls=controls,
            sources=sources or [{"kind": "agency", "detail": "Needed for this use; see the use case."}],
        )
