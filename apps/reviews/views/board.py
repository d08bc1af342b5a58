"""The board: all reviews of the agency, narrowed by filters that stay in the address."""

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from apps.core.components import Choice
from apps.core.permissions import Permission
from apps.core.views import Page
from apps.reviews.board import rows
from apps.reviews.models import Review
from apps.reviews.views.base import actor_of
from apps.reviews.workflow import ReviewState

PER_PAGE = 50


class Board(Page):
    """Reviews by state, text, and whether I have acted on them."""

    permission = Permission.REVIEW_READ
    template_name = "reviews/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Filter, count, and cut one page."""
        actor, today = actor_of(self.request), timezone.localdate()
        state, mine = self.request.GET.get("state", ""), self.request.GET.get("mine") == "on"
        text = self.request.GET.get("q", "").strip()[:100]
        found = Review.objects.visible_to(actor)
        if text:
            found = found.filter(
                Q(procurement__title__icontains=text)
                | Q(product__name__icontains=text)
                | Q(product__model__icontains=text)
                | Q(procurement__reference__icontains=text)
            )
        if mine:
            found = found.filter(Q(requested_by=actor.user) | Q(acts__by=actor.user)).distinct()
        counts = dict(found.order_by().values_list("state").annotate(n=Count("pk", distinct=True)))
        shown = found.filter(state=state) if state in ReviewState.values else found
        page = Paginator(rows.for_rows(shown).order_by("-state_since", "pk"), PER_PAGE).get_page(
            self.request.GET.get("page")
        )
        return super().get_context_data(
            states=_state_choices(counts, state, text, mine),
            page=page,
            rows=rows.rows_of(page.object_list, today),
            q=text,
            mine=mine,
            state=state,
            is_filtered=bool(text or mine or state),
            **kwargs,
        )


def _state_choices(counts: dict[str, int], state: str, text: str, mine: bool) -> list[Choice]:
    kept = {"q": text, "mine": "on" if mine else ""}
    choices = [Choice("All", _address(kept), state not in ReviewState.values, sum(counts.values()))]
    for one in ReviewState:
        if one in counts:
            choices.append(Choice(one.label, _address(kept | {"state": one.value}), state == one, counts[one]))
    return choices


def _address(query: dict[str, str]) -> str:
    kept = {name: value for name, value in query.items() if value}
    return reverse("reviews:list") + (f"?{urlencode(kept)}" if kept else "")
