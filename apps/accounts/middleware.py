"""Puts `request.actor` on every request, shows times in the person's zone, and ends or locks old sessions."""

import time
from collections.abc import Callable
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django_htmx.http import HttpResponseStopPolling

from apps.accounts.actors import Actor, load_actor

SESSION_KEY = "organization_id"
SESSION_LIFETIME: Final = 12 * 60 * 60
SESSION_IDLE: Final = 30 * 60
# How exactly "last seen" is kept: one write a minute instead of one a request.
_SEEN_STEP: Final = 60
# Where a locked session may go: to the confirmation of identity, and out.
_OPEN_WHEN_LOCKED: Final = frozenset(
    {"account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn", "account_logout"}
)


class ActiveMembership:
    """Reads the person's memberships and roles from the database once per request, when they are first needed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve the request."""
        if not request.user.is_authenticated:
            request.actor = None  # type: ignore[attr-defined]
            return self.get_response(request)
        request.actor = SimpleLazyObject(lambda: self._load(request))  # type: ignore[attr-defined]
        with timezone.override(ZoneInfo(request.user.time_zone)):
            response = self.get_response(request)
        self._note_refusal(request)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """Remember a refusal (403) of a view, whoever answers it."""
        if isinstance(exception, PermissionDenied):
            request.refusal = str(exception) or "not permitted"  # type: ignore[attr-defined]

    def _note_refusal(self, request: HttpRequest) -> None:
        reason = getattr(request, "refusal", "")
        if not reason or not request.user.is_authenticated:
            return
        from apps.accounts.actions.sign_in import note_refusal

        match = request.resolver_match
        note_refusal(
            by=request.actor,  # type: ignore[attr-defined]
            view=match.view_name if match else request.path,
            parameters={**(match.kwargs if match else {}), "method": request.method},
            reason=reason,
        )

    def _load(self, request: HttpRequest) -> Actor:
        return load_actor(
            request.user,  # type: ignore[arg-type]
            today=timezone.localdate(),
            organization_id=request.session.get(SESSION_KEY),
            request_id=getattr(request, "request_id", ""),
        )


class SessionLimits:
    """Ends a session after 12 hours, and locks it after 30 idle minutes until the person confirms who they are.

    Locking instead of ending keeps what was being posted: it goes on after the confirmation.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """End the session when its time is over, then serve the request."""
        if request.user.is_authenticated:
            started = request.session.setdefault("started_at", time.time())
            if time.time() - started > SESSION_LIFETIME:
                logout(request)
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """Lead a locked session to the confirmation page; otherwise note that the person was here."""
        from apps.accounts.identity import ask_for_identity, last_confirmation

        if not request.user.is_authenticated:
            return None
        now, is_background = time.time(), getattr(view, "background", False)
        seen = max(request.session.get("seen_at", now), last_confirmation(request))
        if now - seen > SESSION_IDLE:
            match = request.resolver_match
            if match is None or match.view_name in _OPEN_WHEN_LOCKED or not getattr(view, "login_required", True):
                return None
            return HttpResponseStopPolling() if is_background else ask_for_identity(request)
        if is_background:
            return None
        if now - seen > _SEEN_STEP or "seen_at" not in request.session:
            request.session["seen_at"] = now
        return None
