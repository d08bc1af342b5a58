"""The rows of a declaration as they go out: one for each entry and component, in the catalog's order."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from apps.catalog.kinds import Branch, NodeKind
from apps.catalog.models import Node
from apps.devices.models import Answer, ComponentVersion, Declaration


@dataclass(frozen=True)
class Line:
    """One entry for one component, with what is stored for it."""

    node: Node
    component: ComponentVersion
    answer: Answer | None
    evidence: tuple[str, ...]


@dataclass(frozen=True)
class Part:
    """The lines of one capability."""

    identifier: str
    title: str
    lines: tuple[Line, ...]


def parts(declaration: Declaration) -> list[Part]:
    """Return the capabilities with their lines; four statements, whatever the size of the declaration."""
    shown = Node.objects.filter(edition_id=declaration.edition_id).in_order()
    nodes = list(shown.only("identifier", "kind", "branch", "capability_code", "title", "statement", "answerable"))
    versions = declaration.versions.select_related("component").order_by("component__position", "component__pk")
    lines: dict[str, list[Line]] = defaultdict(list)
    for line in _lines(nodes, list(versions), _answers(declaration)):
        lines[line.node.capability_code].append(line)
    return [
        Part(node.identifier, node.title, tuple(lines[node.capability_code]))
        for node in nodes
        if node.kind == NodeKind.CAPABILITY and lines[node.capability_code]
    ]


def _answers(declaration: Declaration) -> dict[tuple[int, UUID], tuple[Answer, tuple[str, ...]]]:
    found = {}
    for answer in declaration.answers.prefetch_related("evidence__item"):
        uses = sorted((use.item.title, use.locator) for use in answer.evidence.all())
        titles = tuple(f"{title}, {locator}" if locator else title for title, locator in uses)
        found[answer.node_id, answer.component_id] = (answer, titles)
    return found


def _lines(
    nodes: Iterable[Node],
    versions: list[ComponentVersion],
    answers: dict[tuple[int, UUID], tuple[Answer, tuple[str, ...]]],
) -> Iterator[Line]:
    """Yield a line for every component; what the manufacturer does is answered once, by the main one."""
    for node in nodes:
        if not node.answerable:
            continue
        for place, version in enumerate(versions):
            answer, evidence = answers.get((node.pk, version.component_id), (None, ()))
            if node.branch == Branch.TECHNICAL or place == 0 or answer is not None:
                yield Line(node, version, answer, evidence)
