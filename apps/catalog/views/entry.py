"""One entry of the catalog, of any level."""

from functools import cached_property
from typing import Any

from django.http import Http404

from apps.catalog.editions_read import counterpart_of, current_of
from apps.catalog.guidance import guidance_on
from apps.catalog.index import Support, Supported
from apps.catalog.kinds import CSF_1_1, NodeKind, Wording
from apps.catalog.models import Edition, Example, Node
from apps.catalog.selection import Mention, profiles_of
from apps.catalog.views.base import EditionPage
from apps.core.permissions import Permission


class EntryPage(EditionPage):
    """The statement in both wordings, where it stands, what it supports, which profiles have it, how it is checked."""

    permission = Permission.PUBLIC
    template_name = "catalog/entry.html"

    @cached_property
    def nodes(self) -> dict[int, Node]:
        """Return the entry as it stands in each edition that can be read, by edition; one statement."""
        rows = Node.objects.filter(identifier=self.kwargs["identifier"], edition__in=self.editions)
        return {node.edition_id: node for node in rows.select_related("entry")}

    @cached_property
    def edition(self) -> Edition:
        """Return the edition asked for, else the current one if it has the entry, else the newest; 404 without any."""
        offered = [one for one in self.editions if one.pk in self.nodes]
        if self.chosen:
            offered = [one for one in offered if one == self.chosen]
        if not offered:
            raise Http404("The catalog has no such entry.")
        current = current_of(offered, missing_ok=True)
        return current if current == current_of(self.editions, missing_ok=True) and current else offered[0]

    def switchable(self) -> list[Edition]:
        """Return the editions that have the entry."""
        return [one for one in super().switchable() if one.pk in self.nodes]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Collect what the page says about the entry."""
        item = self.index[self.kwargs["identifier"]]
        home = next((one for one in [*item.ancestors, item] if one.kind == NodeKind.SUBCAPABILITY), None)
        before, after = self.index.neighbors(item)
        node = self.nodes[self.edition.pk]
        csf = self.index.support(item, CSF_1_1)
        current = current_of(self.editions, missing_ok=True)
        return super().get_context_data(
            item=item,
            node=node,
            current=current,
            item_is_lost=current is None or current.pk not in self.nodes,
            above=item.ancestors,
            home=home,
            support=self.index.support(item),
            support_below=self.index.support_below(item),
            csf=csf,
            csf_rows=self._with_successors(csf),
            siblings=item.parent.children if item.parent and len(item.parent.children) > 1 else [],
            guidance=guidance_on(home.pk) if home else None,
            profiles=self._mentions(node),
            previous_item=before,
            next_item=after,
            **self._other_wording(),
            **kwargs,
        )

    def _mentions(self, node: Node) -> list[Mention]:
        """Return the agency's own profiles, and those of the edition shown, else of the one in the other wording.

        Official editions bring no profiles; what our edition's profiles say of the entry helps their reader too.
        """
        every = profiles_of(node.entry, self.actor)
        other = counterpart_of(self.edition, self.switchable())
        public = [one for one in every if one.profile.edition_id == self.edition.pk and not one.profile.owner_id]
        if not public and other:
            public = [one for one in every if one.profile.edition_id == other.pk and not one.profile.owner_id]
        return [*(one for one in every if one.profile.owner_id), *public]

    def _other_wording(self) -> dict[str, Any]:
        """Return the entry in the other wording, and the examples of the one shown, else of the other."""
        edition = counterpart_of(self.edition, self.switchable())
        other = self.nodes[edition.pk] if edition else None
        nodes = [self.nodes[self.edition.pk], *([other] if other else [])]
        texts: dict[int, list[str]] = {}
        for node_id, text in Example.objects.filter(node__in=nodes).order_by("position").values_list("node_id", "text"):
            texts.setdefault(node_id, []).append(text)
        shown = next((node for node in nodes if node.pk in texts), None)
        return {
            "other": other,
            "other_edition": edition,
            "other_label": Wording(edition.wording).label if edition else "",
            "examples": texts[shown.pk] if shown else [],
            "examples_edition": edition if other is not None and shown == other else self.edition,
        }

    def _with_successors(self, support: Support) -> list[tuple[Supported, tuple[str, ...]]]:
        """Return each subcategory of version 1.1 with what 2.0 has in its place."""
        return [(one, self.index.succeeding(one.identifier)) for one in support.references]
