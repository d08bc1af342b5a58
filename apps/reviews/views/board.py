"""The board: all reviews of the agency, narrowed by filters that stay in the address."""

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from apps.accounts.actors import Actor
from apps.core.components import Choice
from apps.core.permissions import Permission
from apps.core.views import Page
from apps.reviews.board import rows
from apps.reviews.forms.board import BoardForm
from apps.reviews.models import Act, Review
from apps.reviews.querysets import ReviewQuerySet
from apps.reviews.views.base import actor_of
from apps.reviews.workflow import STEPS, ReviewState

PER_PAGE = 50
UNDER_WAY = "under_way"


class Board(Page):
    """Reviews by state, product, text, and whether I have acted on them; the latest change first."""

    permission = Permission.REVIEW_READ
    template_name = "reviews/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Filter, count by state, and cut one page; five statements."""
        actor, today = actor_of(self.request), timezone.localdate()
        form = BoardForm(self.request.GET or None, actor=actor)
        given = form.cleaned_data if form.is_valid() else {}
        found = _matching(Review.objects.visible_to(actor), actor, given)
        counts = dict(found.order_by().values_list("state").annotate(n=Count("pk")))
        state = given.get("state", "")
        listed = rows.for_rows(_in_state(found, state)).order_by("-state_since", "pk")
        page = Paginator(listed, PER_PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(
            form=form,
            states=_choices(counts, state, self.request.GET.dict()),
            page=page,
            rows=rows.rows_of(page.object_list, today),
            is_filtered=any(given.values()),
            **kwargs,
        )


def _matching(reviews: ReviewQuerySet, actor: Actor, given: dict[str, Any]) -> ReviewQuerySet:
    for word in given.get("q", "").split():
        reviews = reviews.filter(
            Q(procurement__title__icontains=word)
            | Q(procurement__reference__icontains=word)
            | Q(product__name__icontains=word)
            | Q(product__model__icontains=word)
            | Q(product__organization__name__icontains=word)
        )
    if given.get("product"):
        reviews = reviews.filter(product=given["product"])
    if given.get("mine"):
        acted = Act.objects.filter(review=OuterRef("pk"), by=actor.user)
        reviews = reviews.filter(Q(requested_by=actor.user) | Exists(acted))
    return reviews


def _in_state(reviews: ReviewQuerySet, state: str) -> ReviewQuerySet:
    if state == UNDER_WAY:
        return reviews.filter(state__in=STEPS)
    return reviews.filter(state=state) if state in ReviewState.values else reviews


def _choices(counts: dict[str, int], state: str, query: dict[str, str]) -> list[Choice]:
    known = state == UNDER_WAY or state in ReviewState.values
    going = sum(counts.get(step, 0) for step in STEPS)
    choices = [
        Choice("All", _address(query, ""), not known, sum(counts.values())),
        Choice("Under way", _address(query, UNDER_WAY), state == UNDER_WAY, going),
    ]
    for one in ReviewState:
        if one in counts:
            choices.append(Choice(one.label, _address(query, one.value), state == one, counts[one]))
    return choices


def _address(query: dict[str, str], state: str) -> str:
    kept = {name: query[name] for name in ("q", "product", "mine") if query.get(name)} | {"state": state}
    given = urlencode({name: value for name, value in kept.items() if value})
    return reverse("reviews:list") + (f"?{given}" if given else "")
