"""Who at which agency opened what of a shared declaration."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.urls import reverse

from apps.accounts.models import Organization
from apps.catalog.models import Node
from apps.core.components import Choice
from apps.core.permissions import Permission
from apps.core.views import Page
from apps.devices.models import Declaration, Opening
from apps.devices.views.base import OfDeclaration
from apps.devices.workflow import OpenedPage
from apps.evidence.models import EvidenceItem

PAGE_SIZE = 50


@dataclass(frozen=True)
class Opened:
    """One line: the row, what was opened in words, and where it is."""

    opening: Opening
    what: str
    detail: str
    url: str


class Openings(OfDeclaration, Page):
    """The log of a shared declaration, for everybody of its manufacturer; agencies do not see it."""

    permission = Permission.DECLARATION_READ
    side = "manufacturer"
    template_name = "devices/declaration_openings.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return one page of it, the last first; five statements besides the header's, whatever was opened."""
        openings = Opening.objects.visible_to(self.actor).filter(declaration=self.declaration)
        agencies = Organization.objects.filter(declaration_grants__declaration=self.declaration).distinct()
        listed = list(agencies.order_by("name", "pk")[:PAGE_SIZE])
        chosen = next((one for one in listed if str(one.pk) == self.request.GET.get("agency")), None)
        shown = openings.filter(agency=chosen) if chosen else openings
        page = Paginator(shown.select_related("user", "agency").order_by("-last_at", "pk"), PAGE_SIZE).get_page(
            self.request.GET.get("page")
        )
        address = reverse("devices:openings", args=[self.declaration.pk])
        return super().get_context_data(
            page=page,
            rows=_rows(page.object_list, self.declaration),
            agencies=listed,
            choices=[
                Choice("All agencies", address, current=chosen is None),
                *(Choice(str(one), f"{address}?agency={one.pk}", current=one == chosen) for one in listed),
            ],
            **self.header("openings"),
            **kwargs,
        )


def _rows(openings: Iterable[Opening], declaration: Declaration) -> list[Opened]:
    """Name what was opened: the titles of the items and of the catalog's parts, one statement each."""
    rows = list(openings)
    items = {row.part for row in rows if row.page in (OpenedPage.EVIDENCE, OpenedPage.FILE)}
    found = EvidenceItem.objects.filter(pk__in=items, organization=declaration.product.organization_id)
    titles = {str(pk): title for pk, title in found.values_list("pk", "title")}
    parts = {row.part for row in rows if row.page == OpenedPage.ANSWERS}
    named = Node.objects.filter(edition=declaration.edition_id, identifier__in=parts)
    titles |= {identifier: f"{identifier} {title}" for identifier, title in named.values_list("identifier", "title")}
    return [_row(row, titles.get(row.part, ""), declaration) for row in rows]


def _row(row: Opening, detail: str, declaration: Declaration) -> Opened:
    if row.page in (OpenedPage.EVIDENCE, OpenedPage.FILE):
        url = reverse("evidence:detail", args=[row.part])
    elif row.page == OpenedPage.ANSWERS:
        url = f"{reverse('devices:entries_start', args=[declaration.pk])}?part={row.part}"
    else:
        url = declaration.get_absolute_url()
    return Opened(row, OpenedPage(row.page).label, detail, url)
