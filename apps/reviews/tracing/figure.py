"""The chain as a figure: which nodes it has in which column, and which of them are joined."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.urls import reverse

from apps.core.words import counted
from apps.reviews.models import Review
from apps.reviews.traceability import (
    CapabilitySupport,
    ControlSupport,
    Reason,
    RequirementSupport,
    Support,
    worst,
)
from apps.reviews.tracing.trace import Focus, Trace, address_of, part_of

MOST_ENTRIES = 18
"""Beyond this the entries stand as their sub-capabilities, each of which opens."""
COLUMNS = ("Security requirement", "Security capability", "Control", "Catalog entry", "Verdict")


@dataclass(frozen=True)
class Node:
    """One box: two lines of text, the status, and what it opens."""

    key: str
    label: str
    text: str
    support: Support | None
    url: str
    opened: bool = False


@dataclass
class Figure:
    """Nodes by column, and the joints between them with the status that goes along."""

    titles: tuple[str, ...]
    columns: list[dict[str, Node]] = field(default_factory=list)
    joints: dict[tuple[str, str], Support | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.columns = [{} for _ in self.titles]

    def add(self, column: int, node: Node) -> str:
        """Add a node once; return its key."""
        self.columns[column].setdefault(node.key, node)
        return node.key

    def join(self, left: str, right: str, support: Support | None) -> None:
        """Join two nodes; of several joints the worst status stays."""
        present = self.joints.get((left, right))
        both = [one for one in (present, support) if one is not None]
        self.joints[left, right] = worst(both) or support


def whole(trace: Trace) -> Figure:
    """Return the agency's half of the chain: requirements, capabilities, and their controls by status."""
    figure = Figure(("Security requirement", "Security capability", "Controls by status"))
    for requirement in trace.requirements:
        left = figure.add(0, _requirement_node(requirement, opened=False))
        for capability in requirement.capabilities:
            figure.join(left, figure.add(1, _capability_node(capability, opened=False)), capability.support)
    for capability in trace.capabilities:
        _join_statuses(figure, figure.add(1, _capability_node(capability, opened=False)), capability.controls)
    if trace.ungrouped:
        text = counted(len(trace.ungrouped), "control")
        node = Node("none", "In no capability", text, None, reverse("systems:capabilities"))
        _join_statuses(figure, figure.add(1, node), trace.ungrouped)
    return figure


def _join_statuses(figure: Figure, left: str, controls: Iterable[ControlSupport]) -> None:
    for control in controls:
        support = control.support
        node = Node(f"status-{support}", support.label, "listed below", support, f"?status={support.value}#matrix")
        figure.join(left, figure.add(2, node), support)


def around(focus: Focus, review: Review) -> Figure:
    """Return the figure around one link of the chain, down to the verdicts."""
    figure = Figure(COLUMNS)
    shown = {row.capability.pk for row in focus.capabilities}
    for requirement in focus.requirements:
        left = figure.add(0, _requirement_node(requirement, opened=focus.kind == "requirement"))
        for capability in requirement.capabilities:
            if capability.capability.pk in shown:
                middle = figure.add(1, _capability_node(capability, opened=focus.kind == "capability"))
                figure.join(left, middle, capability.support)
    present = {row.control.pk for row in focus.controls}
    for capability in focus.capabilities:
        left = figure.add(1, _capability_node(capability, opened=focus.kind == "capability"))
        for control in capability.controls:
            if control.control.pk in present:
                middle = figure.add(2, _control_node(control, opened=focus.kind == "control"))
                figure.join(left, middle, control.support)
    for control in focus.controls:
        figure.add(2, _control_node(control, opened=focus.kind == "control"))
    _add_entries(figure, focus, review)
    return figure


def _add_entries(figure: Figure, focus: Focus, review: Review) -> None:
    reasons = focus.reasons
    grouped = len(reasons) > MOST_ENTRIES
    groups: dict[str, list[Reason]] = {}
    for reason, controls in reasons:
        name = part_of(reason.requirement.identifier) if grouped else reason.requirement.identifier
        groups.setdefault(name, []).append(reason)
        for identifier in controls:
            figure.join(f"control-{identifier}", f"entry-{name}", reason.support)
        verdict = figure.add(4, _verdict_node(reason, review))
        figure.join(f"entry-{name}", verdict, reason.support)
    for name, found in groups.items():
        figure.add(3, _group_node(name, found, focus) if grouped else _entry_node(found[0], focus))
    for control in focus.controls:
        if control.unselected and not focus.part and focus.kind != "entry":
            node = _unselected_node(control, review)
            figure.join(f"control-{control.identifier}", figure.add(3, node), Support.DECLINED)


def _requirement_node(row: RequirementSupport, *, opened: bool) -> Node:
    requirement, support = row.requirement, row.support
    label, text = requirement.citation or requirement.get_kind_display(), requirement.text
    url = address_of("requirement", requirement.pk)
    return Node(f"requirement-{requirement.pk}", label, text, support, url, opened)


def _capability_node(row: CapabilitySupport, *, opened: bool) -> Node:
    capability, support = row.capability, row.support
    number = counted(len(row.controls), "control")
    url = address_of("capability", capability.pk)
    return Node(f"capability-{capability.pk}", capability.name, number, support, url, opened)


def _control_node(row: ControlSupport, *, opened: bool) -> Node:
    url = address_of("control", row.identifier)
    return Node(f"control-{row.identifier}", row.identifier, row.control.title, row.support, url, opened)


def _entry_node(reason: Reason, focus: Focus) -> Node:
    requirement = reason.requirement
    url = address_of("entry", requirement.identifier)
    label = f"{requirement.identifier} key" if requirement.key else requirement.identifier
    opened = focus.kind == "entry"
    return Node(f"entry-{requirement.identifier}", label, requirement.title, reason.support, url, opened)


def _group_node(name: str, reasons: list[Reason], focus: Focus) -> Node:
    support = worst(reason.support for reason in reasons)
    url = address_of(focus.kind, focus.name, part=name)
    return Node(f"entry-{name}", name, counted(len(reasons), "entry", "entries"), support, url)


def _verdict_node(reason: Reason, review: Review) -> Node:
    """Return the box of one verdict with what became of its gap; it leads to where the verdict is given or treated."""
    label, _, standing = reason.text.partition("; ")
    place = "treatment" if standing else "desk"
    url = reverse(f"reviews:{place}", args=[review.pk])
    text = standing or ("opens at the desk" if label != "no verdict yet" else "waits at the desk")
    return Node(f"verdict-{reason.support}-{reason.text}", label.capitalize(), text, reason.support, url)


def _unselected_node(control: ControlSupport, review: Review) -> Node:
    url = f"{reverse('reviews:requirements', args=[review.pk])}?show=declined"
    text = f"of {control.identifier}, not in the set"
    number = counted(len(control.unselected), "candidate")
    return Node(f"unselected-{control.identifier}", number.capitalize(), text, Support.DECLINED, url)
