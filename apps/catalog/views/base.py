"""What the public pages share: the edition they show, and what they say while there is none."""

from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from apps.catalog.index import EditionIndex
from apps.catalog.models import Edition
from apps.core.components import Choice
from apps.core.permissions import Permission
from apps.core.views import Page

TABS = {"catalog:browse": "Entries", "catalog:controls": "Controls", "catalog:profiles": "Profiles"}


class EditionPage(Page):
    """A page about the current edition; without one it says so and who can mend it (503)."""

    abstract = True
    permission = Permission.PUBLIC
    tab = "catalog:browse"

    @cached_property
    def edition(self) -> Edition:
        """Return the newest published edition."""
        found: Edition = Edition.objects.current()
        return found

    @cached_property
    def index(self) -> EditionIndex:
        """Return the edition with everything in it."""
        return EditionIndex(self.edition)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the parts of the catalog, so that each page leads to the others."""
        tabs = [Choice(label, reverse(name), name == self.tab) for name, label in TABS.items()]
        return super().get_context_data(
            tabs=tabs,
            edition=self.edition,
            browse_url=reverse("catalog:browse"),
            controls_url=reverse("catalog:controls"),
            profiles_url=reverse("catalog:profiles"),
            **kwargs,
        )

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the page."""
        try:
            return super().get(request, *args, **kwargs)
        except Edition.DoesNotExist:
            return render(request, "catalog/not_loaded.html", status=503)
