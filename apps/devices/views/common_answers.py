"""Answers that are given once: for the whole company, or for a part that several products share."""

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from apps.catalog.continuing import continuation
from apps.catalog.guidance import guidance_on
from apps.catalog.kinds import Branch, NodeKind
from apps.catalog.models import Edition, Example, Node
from apps.core.errors import DomainError
from apps.core.permissions import Permission
from apps.core.views import Page
from apps.devices import actions
from apps.devices.anchors import anchor_of
from apps.devices.models import CommonAnswer, CommonEvidence, Component, ComponentVersion, Product
from apps.devices.readiness.tallies import FILTERS, Place, Standing, common_standing
from apps.devices.views.one_answer import AttachesEvidence, DetachesEvidence, OneAnswer, SavesAnswer, UploadsEvidence
from apps.devices.views.parts import Parts, following
from apps.devices.views.slots import PROVE, READ, WRITE, ShowsSlots, Slot

_TAILS = {"answer": "", "evidence": "_evidence", "detach": "_detach", "upload": "_upload", "confirm": "_confirm"}


class _Common(ShowsSlots):
    """The company's own answers, or with `pk` in the address those of a part."""

    abstract = True
    side = "manufacturer"

    @cached_property
    def part(self) -> Component | None:
        """Return the part, None for the company; answer 404 for a part whose answers are kept elsewhere."""
        if "pk" not in self.kwargs:
            return None
        own = Product.objects.visible_to(self.actor).filter(organization=self.actor.organization)
        parts = Component.objects.filter(product__in=own, same_part_as__isnull=True).select_related("product")
        return get_object_or_404(parts, pk=self.kwargs["pk"])

    @cached_property
    def about(self) -> ComponentVersion | None:
        """Return the newest version of the part: the one that answers given now are about."""
        if self.part is None:
            return None
        found = self.part.versions.order_by("released_on", "pk").last()
        if found is None:
            raise Http404
        return found

    @cached_property
    def edition(self) -> Edition:
        """Return the edition on which is answered: the one in use."""
        found: Edition = Edition.objects.current()
        return found

    @cached_property
    def may_write(self) -> bool:  # type: ignore[override]
        """Tell whether the actor drafts."""
        return bool(self.actor.has_permission(Permission.DECLARATION_EDIT))

    def given(self) -> Any:
        """Return the answers given so far."""
        found = CommonAnswer.objects.visible_to(self.actor).filter(component=self.part)
        return found.select_related("updated_by", "node__edition", "about")

    def name_of(self, component: Component | None) -> str:
        """Return who answers."""
        return str(component or self.actor.organization)

    def version_of(self, component: Component | None) -> ComponentVersion | None:
        """Return the version that a new answer is about."""
        return self.about

    def address(self, name: str, node: Node, component: Component | None, *more: Any) -> str:
        """Return the address `name` of one answer."""
        base, whose = ("company_answer", []) if self.part is None else ("part_answer", [self.part.pk])
        return reverse(f"devices:{base}{_TAILS[name]}", args=[*whose, node.identifier, *more])

    def list_url(self) -> str:
        """Return the page of all of them."""
        return (
            reverse("devices:company_answers")
            if self.part is None
            else reverse("devices:part_answers", args=[self.part.pk])
        )

    def entry_url(
        self, identifier: str, *, component: Component | None = None, mode: str = "", show: str = "", at: str = ""
    ) -> str:
        """Return the page that shows an entry, at its anchor."""
        query = QueryDict(mutable=True)
        query["open"] = identifier
        query["mode"] = mode or READ
        return f"{self.list_url()}?{query.urlencode()}#{at}"

    def other_version(self, item: Any, component: Component | None) -> str:
        """Return the sentence about evidence of another version of the part."""
        stated = item.subject_version.strip()
        if self.about is None or not stated or stated in (self.about.software, str(self.about)):
            return ""
        return f"About version {stated}; the newest one is {self.about.software}."

    def with_doubts(self, slot: Slot) -> Slot:
        """Say why an answer has to be confirmed: a newer version of the part, or other words of the catalog."""
        answer = slot.answer
        if answer is None:
            return slot
        if answer.about_id is not None and answer.about != self.about:
            slot.to_confirm = f"about version {answer.about.software}, to confirm"
        elif answer.node_id != slot.node.pk and continuation(answer.node.edition, self.edition).reworded(
            answer.node_id
        ):
            slot.to_confirm = "reworded since, to confirm"
        if slot.to_confirm and self.may_write:
            slot.confirm_url = self.address("confirm", slot.node, slot.component)
        return slot

    def head(self) -> dict[str, Any]:
        """Return what stands above the answers."""
        followed = Component.objects.filter(same_part_as=self.part) if self.part is not None else Component.objects
        return {
            "part": self.part,
            "about": self.about,
            "edition": self.edition,
            "shared_with": list(followed.select_related("product").order_by("pk")) if self.part is not None else [],
            "list_url": self.list_url(),
        }


class CommonAnswers(_Common, Page):
    """The entries with what is answered once, one sub-capability a page."""

    permission = Permission.DECLARATION_READ
    template_name = "devices/common_answers.html"

    @cached_property
    def standing(self) -> Standing:
        """Return the counts."""
        branch = Branch.NON_TECHNICAL if self.part is None else Branch.TECHNICAL
        return common_standing(self.edition, self.given(), branch=branch)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the entries of the place chosen; the number of statements does not depend on how many they are."""
        show = self.request.GET.get("show", "")
        parts = Parts(self.standing, show if show in FILTERS else "all", self._url)
        current = parts.current(opened=self.request.GET.get("open", ""), wanted=self.request.GET.get("part", ""))
        lines = parts.lines(current)
        return super().get_context_data(
            show=parts.show,
            current=current,
            capability=parts.capability(current),
            entries=self._entries(self._nodes(parts.show, current)),
            guidance=guidance_on(current.id),
            filters=parts.filters(current, ("answered", "to-confirm")),
            lines=lines,
            following=following(lines),
            whole=self.standing.of(),
            here=self.standing.of(current.path),
            may_write=self.may_write,
            **self.head(),
            **kwargs,
        )

    def _url(self, show: str, part: str = "") -> str:
        query = "&".join(filter(None, (f"part={part}" if part else "", f"show={show}")))
        return f"{self.list_url()}?{query}"

    def _nodes(self, show: str, current: Place) -> list[Node]:
        shown = [place.id for place in self.standing.shown(show, current.path)]
        topics = [
            place.id
            for place in self.standing.places
            if show == "all" and place.kind == NodeKind.TOPIC and place.path.startswith(current.path)
        ]
        examples = Prefetch("examples", Example.objects.order_by("position"))
        return list(Node.objects.filter(pk__in=[*shown, *topics]).prefetch_related(examples).in_order())

    def _entries(self, nodes: Iterable[Node]) -> list[dict[str, Any]]:
        uses = Prefetch("evidence", CommonEvidence.objects.select_related("item"))
        found = self.given().filter(entry__in=[node.entry_id for node in nodes]).prefetch_related(uses)
        given = {one.entry_id: one for one in found}
        readable = self.readable(given.values())
        opened, mode = self.request.GET.get("open", ""), self.request.GET.get("mode", READ)
        entries = []
        for node in nodes:
            slots = []
            if node.kind == NodeKind.ELEMENT:
                chosen = mode if node.identifier == opened and mode in (WRITE, PROVE) else READ
                slot = self.slot(node, self.part, given.get(node.entry_id), readable=readable, mode=chosen)
                slots.append(self.with_doubts(slot))
            entries.append({"node": node, "anchor": anchor_of(node.identifier), "slots": slots, "reworded": None})
        return entries


class _OneCommon(_Common, OneAnswer):
    """One of these answers."""

    abstract = True
    page_template = "devices/common_answer.html"

    @cached_property
    def node(self) -> Node:
        """Return the entry in the edition in use, or answer 404 when it is not answered here."""
        branch = Branch.NON_TECHNICAL if self.part is None else Branch.TECHNICAL
        nodes = Node.objects.filter(edition=self.edition, branch=branch, answerable=True)
        return get_object_or_404(nodes, identifier=self.kwargs["identifier"])

    @cached_property
    def component(self) -> Component | None:
        """Return the part."""
        return self.part

    def stored(self) -> CommonAnswer | None:
        """Return what stands now, with its evidence."""
        found: CommonAnswer | None = (
            self.given().filter(entry=self.node.entry_id).prefetch_related("evidence__item").first()
        )
        return found

    def completed(self, slot: Slot) -> Slot:
        """Say whether it has to be confirmed."""
        return self.with_doubts(slot)

    def frame(self) -> dict[str, Any]:
        """Return what stands above it."""
        return self.head()


class OneCommonAnswer(_OneCommon, SavesAnswer):
    """Opens an answer to write it, and saves it."""

    permission = Permission.DECLARATION_EDIT

    def save(self, **content: Any) -> CommonAnswer:
        """Save it, and bring it into all drafts."""
        return actions.save_common_answer(
            by=self.actor, at=timezone.now(), node=self.node, component=self.part, about=self.about, **content
        )


class AttachToCommon(_OneCommon, AttachesEvidence):
    """Attaches an item of the library."""

    permission = Permission.DECLARATION_EDIT

    def attach(self, answer: Any, **chosen: Any) -> None:
        """Attach it to this answer."""
        actions.attach_common_evidence(answer, by=self.actor, at=timezone.now(), **chosen)


class UploadToCommon(_OneCommon, UploadsEvidence):
    """Uploads a file into the library and attaches it."""

    permission = Permission.EVIDENCE_ADD

    def prove(self, answer: Any, **given: Any) -> Any:
        """Take the file in and attach it."""
        return actions.prove_common_with_file(answer, by=self.actor, at=timezone.now(), **given)


class DetachFromCommon(_OneCommon, DetachesEvidence):
    """Takes evidence off an answer."""

    permission = Permission.DECLARATION_EDIT

    def detach(self, use: Any) -> None:
        """Take it off."""
        uses = CommonEvidence.objects.filter(answer__in=self.given().filter(entry=self.node.entry_id))
        actions.detach_common_evidence(get_object_or_404(uses, pk=use), by=self.actor, at=timezone.now())


class ConfirmCommon(_OneCommon):
    """Confirms an answer as it stands for the newest version of the part, or the new words of the catalog."""

    permission = Permission.DECLARATION_EDIT
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Confirm it."""
        answer = self.stored()
        if answer is None:
            raise Http404
        try:
            actions.confirm_common_answer(answer, by=self.actor, at=timezone.now(), node=self.node, about=self.about)
        except DomainError as error:
            return self.back_to_place(error)
        return self.after(READ, f"{self.node.identifier} is confirmed.")
