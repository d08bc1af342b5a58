"""The library of an organization: what there is, what ends soon, what nothing refers to."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from apps.core.components import Choice
from apps.core.permissions import Permission
from apps.core.views import Page
from apps.evidence import permissions
from apps.evidence.forms import LibraryFilterForm
from apps.evidence.models import EvidenceItem
from apps.evidence.querysets import EvidenceQuerySet
from apps.evidence.uses import in_use, uses_of

PAGE_SIZE = 50
SHOW = {"": "All", "expiring": "Ending soon", "unused": "Not used", "shared": "From others"}


class Library(Page):
    """Lists the evidence of one's organization and what others shared, newest first."""

    permission = Permission.EVIDENCE_READ
    template_name = "evidence/item_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return one page of the filtered list with the places that refer to each item."""
        actor, today = self.actor, timezone.localdate()
        show = self.request.GET.get("show", "")
        form = LibraryFilterForm(self.request.GET or None, show=show)
        items = self._shown(show).select_related("organization", "added_by").prefetch_related("replaced_by")
        if form.is_valid():
            items = _matching(items, **form.cleaned_data)
        page = Paginator(items.order_by("-created_at", "-pk"), PAGE_SIZE).get_page(self.request.GET.get("page"))
        places = uses_of([item.pk for item in page.object_list], actor)
        return super().get_context_data(
            form=form,
            page=page,
            rows=[(item, places[item.pk]) for item in page.object_list],
            choices=self._choices(show),
            is_filtered=bool(show or self.request.GET.get("q") or self.request.GET.get("kind")),
            can_add=permissions.user_can_add_evidence(actor),
            today=today,
            **kwargs,
        )

    def _shown(self, show: str) -> EvidenceQuerySet:
        actor = self.actor
        own = EvidenceItem.objects.owned_by(actor.organization)
        match show:
            case "expiring":
                return own.expiring(timezone.localdate())
            case "unused":
                return own.exclude(in_use())
            case "shared":
                return EvidenceItem.objects.visible_to(actor).exclude(organization=actor.organization)
            case _:
                return own

    def _choices(self, show: str) -> list[Choice]:
        offered = SHOW if self.actor.is_agency else {key: SHOW[key] for key in SHOW if key != "shared"}
        address = reverse("evidence:list")
        return [
            Choice(label, f"{address}?show={key}" if key else address, current=key == show)
            for key, label in offered.items()
        ]


def _matching(items: EvidenceQuerySet, *, q: str, kind: str, **_: str) -> EvidenceQuerySet:
    if q:
        items = items.filter(Q(title__icontains=q) | Q(issuer__icontains=q) | Q(original_name__icontains=q))
    return items.filter(kind=kind) if kind else items
