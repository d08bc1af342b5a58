"""One entry of the catalog, of any level."""

from functools import cached_property
from typing import Any

from django.http import Http404

from apps.catalog.index import Support, Supported
from apps.catalog.kinds import CSF_1_1, NodeKind
from apps.catalog.models import Edition, Guidance, Reference
from apps.catalog.views.base import EditionPage
from apps.core.permissions import Permission


class EntryPage(EditionPage):
    """The statement, where it stands, what it supports, and how it is checked."""

    permission = Permission.PUBLIC
    template_name = "catalog/entry.html"

    @cached_property
    def edition(self) -> Edition:
        """Return the newest published edition that has the entry; raise 404 when none has."""
        published = Edition.objects.published()
        found: Edition | None = published.filter(nodes__identifier=self.kwargs["identifier"]).first()
        if found is None:
            raise Http404("The catalog has no such entry.")
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Collect what the page says about the entry."""
        item = self.index[self.kwargs["identifier"]]
        home = next((one for one in [*item.ancestors, item] if one.kind == NodeKind.SUBCAPABILITY), None)
        before, after = self.index.neighbors(item)
        csf = self.index.support(item, CSF_1_1)
        return super().get_context_data(
            item=item,
            current=Edition.objects.current(),
            above=item.ancestors,
            home=home,
            support=self.index.support(item),
            support_below=self.index.support_below(item),
            csf=csf,
            csf_rows=_with_successors(csf),
            siblings=item.parent.children if item.parent and len(item.parent.children) > 1 else [],
            guidance=Guidance.objects.filter(node_id=home.pk).first() if home else None,
            previous_item=before,
            next_item=after,
            **kwargs,
        )


def _with_successors(support: Support) -> list[tuple[Supported, list[str]]]:
    """Return each subcategory of version 1.1 with what 2.0 has in its place; two statements."""
    found = Reference.objects.filter(
        framework__name=CSF_1_1, identifier__in=[one.identifier for one in support.references]
    )
    successors = {
        reference.identifier: [one.identifier for one in reference.successors.all()]
        for reference in found.prefetch_related("successors")
    }
    return [(one, sorted(successors.get(one.identifier, []))) for one in support.references]
