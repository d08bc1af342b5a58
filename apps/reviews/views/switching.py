"""A newer declaration while the case is assessed: what it changes, and the two acts about it."""

from datetime import datetime
from functools import cached_property
from typing import Any

from django.urls import reverse

from apps.core.permissions import Permission
from apps.core.words import counted
from apps.devices.models import Declaration
from apps.reviews import actions, newer_declaration, permissions
from apps.reviews.forms.receiving import KeepForm, SwitchForm
from apps.reviews.permissions import PERMISSION_OF
from apps.reviews.views.base import ReviewMixin, ReviewPage
from apps.reviews.views.screens import ScreenAct, Slots
from apps.reviews.workflow import ReviewState, Verb


class NewerScreen(ReviewMixin):
    """What the page shows, whether it is read or an act on it was refused."""

    part = "desk"
    template_name: str | None = "reviews/newer_declaration.html"

    @cached_property
    def newer(self) -> Declaration | None:
        """Return the newest declaration after the pinned one that the agency may read, or None."""
        found: Declaration | None = newer_declaration.newer_than_pinned(self.review, self.actor).first()
        return found

    def screen_url(self) -> str:
        """Return the address of the page."""
        return reverse("reviews:newer_declaration", args=[self.kwargs["pk"]])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the newer declaration, what it changes, and the forms that the actor may send."""
        context = super().get_context_data(**kwargs)
        assessed = self.review.state == ReviewState.ASSESSMENT
        newer = self.newer if assessed else None
        changed = newer_declaration.changes(self.review, newer) if newer else []
        slots = Slots(kwargs.get("form"))
        acts = permissions.refusals(self.actor, self.review) if newer else {}
        forms = {
            name: slots.place(form(self.review.pk)) if acts.get(name) == "" else None
            for name, form in (("switch_declaration", switch_form), ("keep_declaration", keep_form))
        }
        lost = sum(change.verdict is not None for change in changed)
        return (
            context
            | forms
            | {
                "assessed": assessed,
                "newer": newer,
                "changed": changed,
                "lost": counted(lost, "verdict") if lost else "no verdict",
                "displaced": slots.displaced,
                "refused": acts.get("switch_declaration", ""),
            }
        )


class NewerDeclaration(NewerScreen, ReviewPage):
    """The pinned declaration beside the newest one."""

    permission = Permission.REVIEW_READ


class SwitchDeclaration(NewerScreen, ScreenAct):
    """Takes up the newer declaration."""

    permission = PERMISSION_OF[Verb.SWITCH_DECLARATION]
    done = "The newer declaration is pinned. Requirements whose answers changed are open again."

    def build_form(self, data: Any) -> SwitchForm:
        """Return the form for the reason."""
        return switch_form(self.kwargs["pk"], data)

    def perform(self, data: dict[str, Any], at: datetime) -> None:
        """Switch to the newest declaration."""
        actions.switch_declaration(self.review, by=self.actor, at=at, declaration=self.newer, **data)


class KeepDeclaration(NewerScreen, ScreenAct):
    """Stays with the declaration received."""

    permission = PERMISSION_OF[Verb.KEEP_DECLARATION]
    done = "It is recorded that the review stays with the declaration received."

    def build_form(self, data: Any) -> KeepForm:
        """Return the form for the reason."""
        return keep_form(self.kwargs["pk"], data)

    def perform(self, data: dict[str, Any], at: datetime) -> None:
        """Record it."""
        actions.keep_declaration(self.review, by=self.actor, at=at, declaration=self.newer, **data)


def switch_form(review_pk: Any, data: Any = None) -> SwitchForm:
    """Return the form to take up the newer declaration."""
    return SwitchForm(data, slug="switch", action=reverse("reviews:switch_declaration", args=[review_pk]))


def keep_form(review_pk: Any, data: Any = None) -> KeepForm:
    """Return the form to stay with the declaration received."""
    return KeepForm(data, slug="keep", action=reverse("reviews:keep_declaration", args=[review_pk]))
