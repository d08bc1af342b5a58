"""The catalog as a list: search, filters, counts."""

from functools import cached_property
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from apps.catalog import browsing
from apps.catalog.browsing import Filters
from apps.catalog.exchange.links import edition_downloads
from apps.catalog.forms import BrowseForm
from apps.catalog.kinds import CSF_1_1, SP_800_53, NodeKind
from apps.catalog.views.base import EditionPage
from apps.core.permissions import Permission

PER_PAGE = 50


class Browse(EditionPage):
    """The entries by sub-capability, narrowed by the filters in the address; with words, the likeliest first."""

    permission = Permission.PUBLIC
    template_name = "catalog/browse.html"

    @cached_property
    def query(self) -> dict[str, str]:
        """Return the filters as they stand in the address."""
        return {name: self.request.GET.get(name, "").strip() for name in browsing.PARAMETERS}

    @cached_property
    def form(self) -> BrowseForm:
        """Return the filters as a form, checked."""
        codes = tuple(item.identifier for item in self.index.of_kind(NodeKind.CAPABILITY))
        return BrowseForm(self.query, capability_codes=codes, edition=self.addresses.edition)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the list; an address with empty filters, as a form sends it, is led to the one without them."""
        empty = any(name in request.GET and not request.GET[name] for name in (*browsing.PARAMETERS, "edition"))
        typing = bool(request.htmx)  # type: ignore[attr-defined]
        if empty and not typing:
            return redirect(browsing.address(self.addresses, self.query))
        response = super().get(request, *args, **kwargs)
        if typing:
            response["HX-Replace-Url"] = browsing.address(self.addresses, self.query)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Filter, count, and cut one page."""
        valid = self.form.is_valid()
        filters = Filters.from_cleaned(self.form.cleaned_data) if valid else Filters()
        passing = browsing.found(self.index, filters) if valid else []
        shown = [hit for hit in passing if filters.capability in ("", hit.item.capability_code)]
        page = Paginator(shown, PER_PAGE).get_page(self.request.GET.get("page"))
        query = self.query if valid else {}
        return super().get_context_data(
            form=self.form,
            filters=filters,
            passing=passing,
            capabilities=browsing.capability_links(self.index, [hit.item for hit in passing], query),
            active=browsing.active(filters, self.query, self.index),
            orders=browsing.order_links(self.addresses, query),
            count=len(shown),
            page=page,
            hits=browsing.ranked(self.index, page) if filters.words else [],
            sections=[] if filters.words else browsing.sections(self.index, [hit.item for hit in page]),
            unknown=browsing.unknown(self.index, filters, query),
            known_controls=self.index.referenced(SP_800_53).values(),
            known_subcategories=self.index.referenced(CSF_1_1).values(),
            downloads=edition_downloads(self.edition),
            **kwargs,
        )
