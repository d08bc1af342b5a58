"""The base of every view of ours: a view without a declared permission cannot be defined."""

from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.generic import FormView, TemplateView, View

from apps.core.permissions import Permission


class DeclaresPermission(View):
    """Checks the declared `permission` before any method runs (lock 3 of four; see config/docs/architecture.md)."""

    permission: ClassVar[Permission]

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
        return view

    def check_permission(self, request: HttpRequest) -> None:
        """Raise PermissionDenied (403) unless the acting person holds the declared permission."""
        if self.permission not in (Permission.PUBLIC, Permission.SIGNED_IN):
            actor = getattr(request, "actor", None)
            if actor is None or not actor.has_permission(self.permission):
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
    """A page with one form and one action behind it."""

    abstract = True


class Act(DeclaresPermission):
    """One POST per verb: no page of its own, answers with a redirect or a fragment."""

    abstract = True
    http_method_names = ["post", "options"]


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that came without its token; say how to go on without losing what was typed."""
    return render(request, "403_csrf.html", status=403)
