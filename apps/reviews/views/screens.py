"""Screens with several acts: each act has an address of its own and answers a mistake with its screen again."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from apps.accounts.identity import ConfirmsIdentity
from apps.core.errors import DomainError
from apps.reviews import permissions
from apps.reviews.forms.folded import FoldedForm
from apps.reviews.views.base import ReviewFormPage
from apps.reviews.workflow import Verb


class ScreenAct(ReviewFormPage):
    """One act of a screen, written `class Treat(TreatmentScreen, ScreenAct)`.

    `build_form(data)` returns its form, `perform(data, at)` calls the one action. What is refused shows the screen
    again with the typed text; reading the address leads to the screen.
    """

    abstract = True
    done: ClassVar[str] = ""

    def screen_url(self) -> str:
        """Return the address of the screen, with the place on it to go to."""
        raise NotImplementedError

    def build_form(self, data: Any) -> Any:
        """Return the form of the act."""
        raise NotImplementedError

    def perform(self, data: dict[str, Any], at: datetime) -> None:
        """Call the action with what was entered."""
        raise NotImplementedError

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Lead to the screen of a review that the person may see; the act itself is always sent."""
        self.find()
        return redirect(self.screen_url())

    def find(self) -> Any:
        """Return what the act is about; 404 when the address names nothing that the person may see."""
        return self.review

    def get_form(self, form_class: Any = None) -> Any:
        """Return the form with what was sent."""
        return self.build_form(self.request.POST)

    def act(self, form: Any) -> HttpResponse:
        """Perform the act, say that it is done, and lead back to the screen."""
        self.perform(form.cleaned_data, timezone.now())
        messages.success(self.request, self.done)
        return redirect(self.screen_url())


class SignsWhenSent(ConfirmsIdentity):
    """A signing act of a screen: identity is asked for when it is sent, not when its address is read."""

    abstract = True

    def signs(self, request: HttpRequest) -> bool:
        """Tell whether this request signs something."""
        return request.method == "POST"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Ask for identity only for what signs."""
        if self.signs(request):
            return super().dispatch(request, *args, **kwargs)
        return super(ConfirmsIdentity, self).dispatch(request, *args, **kwargs)


def who_acts(*verbs: Verb) -> str:
    """Return the offices whose acts these are, as the words of a sentence."""
    return " or ".join(dict.fromkeys(permissions.OFFICE[permissions.PERMISSION_OF[verb]] for verb in verbs))


def refusal_of(check: Callable[..., Any], *args: Any) -> str:
    """Return the sentence with which a check of `permissions` or `policies` refuses, or an empty one."""
    try:
        check(*args)
    except DomainError as error:
        return error.message
    return ""


class Slots:
    """The places of forms on a screen, and the form that came back with its mistakes, if any."""

    def __init__(self, sent: FoldedForm | None) -> None:
        self.sent = sent
        self.placed = False

    def place(self, form: FoldedForm) -> FoldedForm:
        """Return the form that came back when this is its place, else the fresh one."""
        if self.sent is None or self.sent.slug != form.slug:
            return form
        self.placed = True
        return self.sent

    @property
    def displaced(self) -> FoldedForm | None:
        """Return the form that came back and has no place any more: its refusal and its text are shown on top."""
        return None if self.placed else self.sent
