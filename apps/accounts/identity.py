"""A fresh confirmation of identity before a signing act."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate, suspend_request
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from apps.core.views import DeclaresPermission


class ConfirmsIdentity(DeclaresPermission):
    """A signing act: the permission is checked first, then the person confirms who they are (at most 300 s ago).

    Write `class Sign(ConfirmsIdentity, FormPage)`. What was posted waits in the session and is sent on after the
    confirmation, so nothing typed is lost; such a view takes no query string and no files.
    """

    abstract = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Lead to the confirmation page unless the confirmation is fresh."""
        self.check_permission(request)
        if not did_recently_reauthenticate(request):
            return ask_for_identity(request)
        return super().dispatch(request, *args, **kwargs)


def ask_for_identity(request: HttpRequest) -> HttpResponseBase:
    """Suspend the request and lead to the confirmation page, as a whole page for htmx too."""
    methods = get_adapter().get_reauthentication_methods(request.user)
    response = suspend_request(request, methods[0]["url"] if methods else reverse("account_login"))
    return HttpResponseClientRedirect(response.url) if getattr(request, "htmx", False) else response


def last_confirmation(request: HttpRequest) -> float:
    """Return when the person last signed in or confirmed who they are, in seconds; 0 when that is not known."""
    records = get_authentication_records(request, request.user)  # type: ignore[arg-type]
    return float(records[-1]["at"]) if records else 0.0
