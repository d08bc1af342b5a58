"""Puts `request.actor` on every request."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from apps.accounts.actors import Actor, load_actor

SESSION_KEY = "organization_id"


class ActiveMembership:
    """Reads the person's memberships and roles from the database once per request, when they are first needed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve the request."""
        if request.user.is_authenticated:
            request.actor = SimpleLazyObject(lambda: self._load(request))  # type: ignore[attr-defined]
        else:
            request.actor = None  # type: ignore[attr-defined]
        return self.get_response(request)

    def _load(self, request: HttpRequest) -> Actor:
        return load_actor(
            request.user,  # type: ignore[arg-type]
            today=timezone.localdate(),
            organization_id=request.session.get(SESSION_KEY),
            request_id=getattr(request, "request_id", ""),
        )
