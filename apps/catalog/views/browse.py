"""The catalog as a list: search, filters, counts."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from apps.catalog import browsing
from apps.catalog.browsing import Filters
from apps.catalog.forms import BrowseForm
from apps.catalog.kinds import CSF_1_1, SP_800_53, NodeKind
from apps.catalog.views.base import EditionPage
from apps.core.permissions import Permission

PER_PAGE = 50


class Browse(EditionPage):
    """The entries by sub-capability, narrowed by the filters in the address."""

    permission = Permission.PUBLIC
    template_name = "catalog/browse.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the list; an address with empty filters, as a form sends it, is led to the one without them."""
        if any(name in request.GET and not request.GET[name] for name in browsing.PARAMETERS):
            return redirect(browsing.address({name: request.GET.get(name, "") for name in browsing.PARAMETERS}))
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Filter, count, and cut one page."""
        query = {name: self.request.GET.get(name, "").strip() for name in browsing.PARAMETERS}
        codes = tuple(item.identifier for item in self.index.of_kind(NodeKind.CAPABILITY))
        form = BrowseForm(query, capability_codes=codes)
        filters = Filters.from_cleaned(form.cleaned_data) if form.is_valid() else Filters()
        passing = browsing.found(self.index, filters) if form.is_valid() else []
        shown = [item for item in passing if filters.capability in ("", item.capability_code)]
        page = Paginator(shown, PER_PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(
            form=form,
            capabilities=browsing.capability_links(self.index, passing, query if form.is_valid() else {}),
            active=browsing.active(filters, query, self.index),
            count=len(shown),
            page=page,
            sections=browsing.sections(self.index, page.object_list),
            known_controls=self.index.referenced(SP_800_53).values(),
            known_subcategories=self.index.referenced(CSF_1_1).values(),
            **kwargs,
        )
