"""A fresh confirmation of identity before a signing act."""

from typing import Any

from allauth.account.adapter import get_adapter
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
            methods = get_adapter().get_reauthentication_methods(request.user)
            response = suspend_request(request, methods[0]["url"] if methods else reverse("account_login"))
            return HttpResponseClientRedirect(response.url) if getattr(request, "htmx", False) else response
        return super().dispatch(request, *args, **kwargs)
