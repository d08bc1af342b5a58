"""The home page: what needs me first, then the reviews under way, then the figures of the agency."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from apps.core.components import Task as ShownTask
from apps.core.permissions import Actor, Permission
from apps.core.views import Page
from apps.reviews.board import figures, phrases, rows, tasks
from apps.reviews.models import Review
from apps.reviews.views.base import actor_of
from apps.reviews.workflow import STEPS

SHOWN_TASKS, SHOWN_REVIEWS = 10, 10


class Home(Page):
    """Leads everybody to their home; an agency's is shown here, in at most twenty statements."""

    permission = Permission.SIGNED_IN
    template_name = "reviews/home.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the agency's home; others are sent to theirs."""
        actor = actor_of(request)
        if actor.organization is None:
            return redirect("accounts:no_membership")
        reads = Permission.REVIEW_READ if actor.is_agency else Permission.PRODUCT_READ
        if not actor.is_agency and actor.has_permission(reads):
            return redirect("devices:home")
        if not actor.has_permission(reads):
            return redirect(
                "accounts:members" if actor.has_permission(Permission.MEMBERS_MANAGE) else "accounts:profile"
            )
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return tasks, reviews and figures."""
        actor, now = actor_of(self.request), timezone.now()
        today = timezone.localdate(now)
        counted = figures.under_way(actor)
        waiting = tasks.tasks_of(actor, today=today, states=counted.by_state)
        under_way = rows.for_rows(Review.objects.visible_to(actor).filter(state__in=STEPS)).order_by(
            "-state_since", "pk"
        )
        return super().get_context_data(
            heading=phrases.heading(len(waiting)),
            summary=phrases.summary(waiting, counted, today),
            tasks=_described(waiting[:SHOWN_TASKS], actor),
            more_tasks=max(len(waiting) - SHOWN_TASKS, 0),
            rows=rows.rows_of(under_way[:SHOWN_REVIEWS], today),
            under_way=counted.total,
            states=figures.state_bars(counted),
            figures=figures.figures(actor, now=now),
            first_steps=_first_steps(actor) if not counted.by_state else [],
            **kwargs,
        )


def _described(shown: list[tasks.Task], actor: Actor) -> list[ShownTask]:
    tasks.describe(shown, actor.user)
    reviews = Review.objects.visible_to(actor).filter(pk__in={task.review_id for task in shown})
    names: dict[object, str] = {review.pk: str(review) for review in reviews.select_related("procurement", "product")}
    return phrases.shown(shown, names)


def _first_steps(actor: Actor) -> list[dict[str, Any]]:
    """Return what a new agency does first, with a link for those whose office it is."""
    steps = (
        (
            "An ISSO describes the system",
            "Its boundary, its three FIPS 199 values and its controls.",
            "systems:create",
            Permission.SYSTEM_EDIT,
        ),
        (
            "A requester opens a procurement",
            "One purchase, renewal or continued use, with its contract reference.",
            "reviews:procurement_create",
            Permission.REVIEW_REQUEST,
        ),
        (
            "The requester adds the candidate products",
            "Each candidate gets a review of its own, which you then see here.",
            "reviews:procurements",
            Permission.REVIEW_READ,
        ),
    )
    return [
        {"title": title, "text": text, "url": reverse(name) if actor.has_permission(permission) else ""}
        for title, text, name, permission in steps
    ]
