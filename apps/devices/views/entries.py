"""The entries of a declaration: one sub-capability a page, or what a filter leaves of a whole capability."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch
from django.urls import reverse

from apps.catalog.differences import Piece
from apps.catalog.guidance import guidance_on
from apps.catalog.kinds import SP_800_53, NodeKind
from apps.catalog.models import Example, Mapping, Node
from apps.core.components import Choice
from apps.core.permissions import Permission
from apps.core.views import Page
from apps.devices.anchors import anchor_of
from apps.devices.models import Answer, AnswerEvidence, Component
from apps.devices.readiness.tallies import FILTERS, Place, Tally
from apps.devices.rewordings import reworded_since
from apps.devices.views.answering import PROVE, READ, WRITE, Answering, Slot
from apps.devices.workflow import OpenedPage


@dataclass(frozen=True)
class Line:
    """One line of the list at the left: a capability, or one of its sub-capabilities."""

    place: Place
    url: str
    tally: Tally
    count: int
    current: bool
    parts: list["Line"] = field(default_factory=list)


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
        show = self._show()
        current = self._current(show)
        self.note_opening(OpenedPage.ANSWERS, current.identifier)
        nodes = self._nodes(show, current)
        entries = self._entries(nodes)
        lines = self._lines(show, current)
        return super().get_context_data(
            show=show,
            current=current,
            capability=self._capability(current),
            entries=entries,
            guidance=guidance_on(current.id),
            filters=self._filters(show, current),
            lines=lines,
            following=_following(lines),
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

    def _current(self, show: str) -> Place:
        """Return the place asked for, that of the entry to open, or the first that the filter leaves something of."""
        named = self.standing.section_of(self.request.GET.get("open", ""))
        if named is not None:
            return named
        places = [place for place in self.standing.places if place.kind != NodeKind.ELEMENT]
        wanted = self.request.GET.get("part", "")
        found = next((place for place in places if place.identifier == wanted), None)
        if found is None:
            capabilities = self.standing.capabilities()
            found = next((one for one in capabilities if self.standing.count(show, one.path)), capabilities[0])
        if show == "all" and found.kind == NodeKind.CAPABILITY:
            found = self.standing.sections(found)[0]
        return found

    def _capability(self, current: Place) -> Place:
        return next(one for one in self.standing.capabilities() if one.code == current.code)

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
        shown = []
        for node in nodes:
            slots: list[Slot] = []
            held = [component for of, component in answers if of == node.pk]
            components = self.components_of(node, held) if node.kind == NodeKind.ELEMENT else []
            modes = self._modes(node, components, held, opened)
            for component in components:
                answer = answers.get((node.pk, component.pk))
                slots.append(self.slot(node, component, answer, readable=readable, mode=modes.get(component.pk, READ)))
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

    def _filters(self, show: str, current: Place) -> list[Choice]:
        """Return the filters that leave something; the reader of a sealed declaration has nothing to confirm."""
        counts = {slug: self.standing.count(slug) for slug in FILTERS}
        return [
            Choice(label, self._url(slug, current.code), slug == show, counts[slug])
            for slug, label in FILTERS.items()
            if slug in ("all", show) or (counts[slug] and slug not in self._needless())
        ]

    def _needless(self) -> tuple[str, ...]:
        """Return the filters that say nothing here: a sealed declaration lacks nothing any more, a draft is open."""
        return ("unanswered", "to-confirm") if self.declaration.is_sealed else ("answered",)

    def _lines(self, show: str, current: Place) -> list[Line]:
        return [
            self._line(
                show,
                capability,
                current,
                [self._line(show, one, current) for one in self.standing.sections(capability) if self._leads(show, one)]
                if capability.code == current.code
                else [],
            )
            for capability in self.standing.capabilities()
            if self._leads(show, capability) or capability.code == current.code
        ]

    def _leads(self, show: str, place: Place) -> bool:
        return show == "all" or self.standing.count(show, place.path) > 0

    def _line(self, show: str, place: Place, current: Place, parts: list[Line] | None = None) -> Line:
        return Line(
            place,
            self._url(show, place.identifier),
            self.standing.of(place.path),
            self.standing.count(show, place.path),
            place == current,
            parts or [],
        )


def _following(lines: list[Line]) -> Line | None:
    """Return the line after the current one, so that one can read on without going back to the list."""
    flat = [one for line in lines for one in ([line] if line.current else [line, *line.parts])]
    after = iter(flat)
    return next(after, None) if any(line.current for line in after) else None
