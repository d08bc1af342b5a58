"""The entries of a declaration: one sub-capability a page, or what a filter leaves of a whole capability."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch
from django.urls import reverse

from apps.catalog.differences import Piece
from apps.catalog.guidance import guidance_on
from apps.catalog.kinds import SP_800_53, NodeKind
from apps.catalog.models import Example, Mapping, Node
from apps.core.permissions import Permission
from apps.core.views import Page
from apps.devices.anchors import anchor_of
from apps.devices.models import Answer, AnswerEvidence, Component
from apps.devices.readiness.tallies import FILTERS, Place
from apps.devices.rewordings import reworded_since
from apps.devices.views.answering import Answering
from apps.devices.views.parts import Parts, following
from apps.devices.views.slots import PROVE, READ, WRITE, Slot
from apps.devices.workflow import OpenedPage


@dataclass(frozen=True)
class ShownEntry:
    """One entry with everything that stands under its statement."""

    node: Node
    anchor: str
    controls: list[str]
    requested: bool
    slots: list[Slot]
    reworded: tuple[Piece, ...] | None = None


class Entries(Answering, Page):
    """The entries with their answers, to read or to write."""

    permission = Permission.DECLARATION_READ
    template_name = "devices/declaration_entries.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the entries of the place chosen; the number of statements does not depend on how many they are."""
        parts = Parts(self.standing, self._show(), self._url)
        current = parts.current(opened=self.request.GET.get("open", ""), wanted=self.request.GET.get("part", ""))
        self.note_opening(OpenedPage.ANSWERS, current.identifier)
        lines = parts.lines(current)
        return super().get_context_data(
            show=parts.show,
            current=current,
            capability=parts.capability(current),
            entries=self._entries(self._nodes(parts.show, current)),
            guidance=guidance_on(current.id),
            filters=parts.filters(current, self._needless()),
            lines=lines,
            following=following(lines),
            whole=self.standing.of(),
            here=self.standing.of(current.path),
            asked=self.standing.requested_entries(),
            may_write=self.may_write,
            spoken=self.spoken,
            **self.header("entries"),
            **kwargs,
        )

    def _show(self) -> str:
        """Return the filter: a sealed declaration is read by its answers, a draft by everything it could hold."""
        show = self.request.GET.get("show", "")
        return show if show in FILTERS else "answered" if self.declaration.is_sealed else "all"

    def _nodes(self, show: str, current: Place) -> list[Node]:
        shown = [place.id for place in self.standing.shown(show, current.path)]
        topics = [
            place.id
            for place in self.standing.places
            if show == "all" and place.kind == NodeKind.TOPIC and place.path.startswith(current.path)
        ]
        examples = Prefetch("examples", Example.objects.order_by("position"))
        return list(Node.objects.filter(pk__in=[*shown, *topics]).prefetch_related(examples).in_order())

    def _entries(self, nodes: list[Node]) -> list[ShownEntry]:
        uses = Prefetch("evidence", AnswerEvidence.objects.select_related("item"))
        stored = list(Answer.objects.filter(declaration=self.declaration, node__in=nodes).prefetch_related(uses))
        answers: dict[tuple[int, Any], Answer] = {(one.node_id, one.component_id): one for one in stored}
        readable = self.readable(stored)
        controls = self._controls(nodes)
        opened, reworded = self._opened(), reworded_since(self.declaration)
        common = self.common_answers(nodes)
        shown = []
        for node in nodes:
            slots: list[Slot] = []
            held = [component for of, component in answers if of == node.pk]
            components = self.components_of(node, held) if node.kind == NodeKind.ELEMENT else []
            modes = self._modes(node, components, held, opened)
            for component in components:
                answer = answers.get((node.pk, component.pk))
                slot = self.slot(node, component, answer, readable=readable, mode=modes.get(component.pk, READ))
                slots.append(self.with_common(slot, common))
            requested = node.identifier in self.standing.requested
            anchor, supported = anchor_of(node.identifier), controls.get(node.pk, [])
            shown.append(ShownEntry(node, anchor, supported, requested, slots, reworded.get(node.pk)))
        return shown

    def _opened(self) -> dict[tuple[str, str], str]:
        """Return which answer the address opens, and in which mode."""
        mode = self.request.GET.get("mode", WRITE)
        identifier = self.request.GET.get("open", "")
        if not identifier or mode not in (WRITE, PROVE):
            return {}
        return {(identifier, self.request.GET.get("component", "")): mode}

    def _modes(
        self, node: Node, components: list[Component], held: list[Any], opened: dict[tuple[str, str], str]
    ) -> dict[Any, str]:
        """Return which component's answer is opened; when only the entry is named, the first that lacks one."""
        modes = {one.pk: opened[key] for one in components if (key := (node.identifier, str(one.pk))) in opened}
        whole = opened.get((node.identifier, ""))
        if whole is not None and components:
            lacking = next((one for one in components if one.pk not in held), components[0])
            modes[lacking.pk] = whole
        return modes

    def _controls(self, nodes: list[Node]) -> dict[int, list[str]]:
        found: dict[int, list[str]] = {}
        mapped = Mapping.objects.filter(node__in=nodes, framework__name=SP_800_53, reference__isnull=False)
        for node, control in mapped.order_by("position").values_list("node_id", "reference__identifier"):
            found.setdefault(node, []).append(control)
        return found

    def _url(self, show: str, part: str = "") -> str:
        query = "&".join(filter(None, (f"part={part}" if part else "", f"show={show}")))
        return f"{reverse('devices:entries_start', args=[self.declaration.pk])}?{query}"

    def _needless(self) -> tuple[str, ...]:
        """Return the filters that say nothing here: a sealed declaration lacks nothing any more, a draft is open."""
        return ("unanswered", "to-confirm") if self.declaration.is_sealed else ("answered",)
