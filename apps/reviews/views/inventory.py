"""The inventory of covered IoT devices, as a page and as a table to take along."""

import csv
from functools import cached_property
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from apps.core.permissions import Permission
from apps.core.views import Page
from apps.reviews import inventory
from apps.reviews.forms.period import PeriodForm
from apps.reviews.views.base import actor_of

PAGE_SIZE = 50


class Inventory(Page):
    """What page and table share: the period in the address."""

    abstract = True
    permission = Permission.REVIEW_READ

    @cached_property
    def form(self) -> PeriodForm:
        """Return the period as it was asked for."""
        return PeriodForm(self.request.GET or None, clear_url=reverse("reviews:inventory"))


class InventoryPage(Inventory):
    """Products in use by an award, the latest first."""

    permission = Permission.REVIEW_READ
    template_name: str | None = "reviews/inventory.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return one page of the inventory; four statements, however long it is."""
        found = inventory.devices(actor_of(self.request), self.form.period())
        page = Paginator(found, PAGE_SIZE).get_page(self.request.GET.get("page"))
        return super().get_context_data(
            form=self.form,
            page=page,
            devices=[inventory.Device(review) for review in page.object_list],
            table=reverse("reviews:inventory_csv") + self.form.query(),
            narrowed=any(self.form.period()),
            **kwargs,
        )


class InventoryTable(Inventory):
    """The same inventory as CSV."""

    permission = Permission.REVIEW_READ

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return the whole period as a file."""
        response = HttpResponse(
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": 'attachment; filename="iot-inventory.csv"'},
        )
        found = inventory.devices(actor_of(request), self.form.period()).iterator(chunk_size=500)
        csv.writer(response).writerows(inventory.table(found))
        return response
