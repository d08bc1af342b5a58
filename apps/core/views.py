"""The base of every view of ours: a view without a declared permission cannot be defined."""

from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.generic import FormView, TemplateView, View

from apps.core.errors import DomainError, NotPermitted, Stale
from apps.core.permissions import Permission


class DeclaresPermission(View):
    """Checks the declared `permission` before any method runs (lock 3 of four; see config/docs/architecture.md)."""

    permission: ClassVar[Permission]
    side: ClassVar[str] = ""
    """`agency` or `manufacturer` where both sides hold the permission and the page belongs to one of them."""

    background: ClassVar[bool] = False
    """A page asks for it by itself: it does not count as the person being here, and never leads them away."""

    @property
    def actor(self) -> Any:
        """Return who acts: an `accounts.actors.Actor`, or None when nobody has signed in."""
        return getattr(self.request, "actor", None)

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if cls.__dict__.get("abstract", False):
            return
        if not isinstance(getattr(cls, "permission", None), Permission):
            raise TypeError(f"{cls.__name__} must declare the permission that it asks for.")

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Any:
        """Return the view function; sign-in is asked for unless the permission is PUBLIC."""
        view: Any = super().as_view(**initkwargs)
        view.login_required = cls.permission is not Permission.PUBLIC
        view.background = cls.background
        return view

    def check_permission(self, request: HttpRequest) -> None:
        """Raise PermissionDenied (403) unless the acting person holds the declared permission."""
        if self.permission not in (Permission.PUBLIC, Permission.SIGNED_IN):
            actor = getattr(request, "actor", None)
            wrong_side = self.side and actor is not None and actor.is_agency != (self.side == "agency")
            if actor is None or wrong_side or not actor.has_permission(self.permission):
                raise PermissionDenied("Your role in this organization does not include this.")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Check the permission, then go on."""
        self.check_permission(request)
        return super().dispatch(request, *args, **kwargs)


class Page(DeclaresPermission, TemplateView):
    """A page that shows something; GET only."""

    abstract = True
    http_method_names = ["get", "head", "options"]


class FormPage(DeclaresPermission, FormView):
    """A page with one form and one action behind it: write `act(form)`, which performs it and returns the answer.

    What the form or the action refuses shows the page again with the typed text: 422, or 409 when somebody else
    was faster.
    """

    abstract = True

    def act(self, form: Any) -> HttpResponse:
        """Perform the action with the cleaned form and return the answer, mostly a redirect."""
        raise NotImplementedError

    def form_valid(self, form: Any) -> HttpResponse:
        """Perform the action; show its refusal above the form."""
        try:
            return self.act(form)
        except DomainError as error:
            note_refusal(self.request, error)
            form.add_error(None, error.message)
            return self.show_again(form, status=409 if isinstance(error, Stale) else 422)

    def form_invalid(self, form: Any) -> HttpResponse:
        """Show the page again with the mistakes."""
        return self.show_again(form, status=422)

    def show_again(self, form: Any, *, status: int) -> HttpResponse:
        """Return the page with the form as it was typed."""
        return self.render_to_response(self.get_context_data(form=form), status=status)


class Act(DeclaresPermission):
    """One POST per verb: no page of its own, answers with a redirect or a fragment.

    Write `act(request, **kwargs)`; what the action refuses becomes a message on the page at `back_url(**kwargs)`.
    """

    abstract = True
    http_method_names = ["post", "options"]

    def act(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Perform the action and return the answer."""
        raise NotImplementedError

    def back_url(self, **kwargs: Any) -> str:
        """Return the page that a refusal leads back to."""
        raise NotImplementedError

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Perform the action; say why when it is refused."""
        try:
            return self.act(request, **kwargs)
        except DomainError as error:
            note_refusal(request, error)
            messages.error(request, error.message)
            return redirect(self.back_url(**kwargs))


def note_refusal(request: HttpRequest, error: DomainError) -> None:
    """Remember on the request that the person was not permitted to do this; the record of acts takes it from there."""
    if isinstance(error, NotPermitted):
        request.refusal = error.message  # type: ignore[attr-defined]


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that came without its token; say how to go on without losing what was typed."""
    return render(request, "403_csrf.html", status=403)
