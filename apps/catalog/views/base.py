"""What the public pages share: the edition they show, the switch to another, and what they say while there is none."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from apps.catalog.addresses import Addresses
from apps.catalog.editions_read import current_of, labels_of
from apps.catalog.index import EditionIndex
from apps.catalog.kinds import EditionStatus
from apps.catalog.models import Edition
from apps.catalog.shelf import index_of
from apps.core.components import Choice
from apps.core.permissions import Permission
from apps.core.views import Page

TABS = {"browse": "Entries", "controls": "Controls", "profiles": "Profiles", "editions": "Editions"}


@dataclass
class Switch:
    """The same page in other editions: the newest of each wording, and the others, which are folded."""

    wordings: list[Choice] = field(default_factory=list)
    others: list[Choice] = field(default_factory=list)

    @property
    def other(self) -> Choice | None:
        """Return the one among the others that is shown, if so."""
        return next((choice for choice in self.others if choice.current), None)


class EditionPage(Page):
    """A page about the edition of `?edition=`, else the current one; without any it says who can mend it (503)."""

    abstract = True
    permission = Permission.PUBLIC
    tab = "browse"

    @cached_property
    def editions(self) -> list[Edition]:
        """Return the editions that can be read, newest first; one statement."""
        return list(Edition.objects.readable())

    @cached_property
    def current(self) -> Edition:
        """Return the edition in use; raise DoesNotExist when there is none."""
        return current_of(self.editions)

    @cached_property
    def chosen(self) -> Edition | None:
        """Return the edition that the address names, None when it names none; raise 404 for an unknown one."""
        slug = self.request.GET.get("edition", "")
        found = next((one for one in self.editions if one.slug == slug), None)
        if slug and found is None:
            raise Http404("There is no edition of this name that can be read.")
        return found

    @cached_property
    def edition(self) -> Edition:
        """Return the edition that the page shows."""
        return self.chosen or self.current

    @cached_property
    def addresses(self) -> Addresses:
        """Return how links are built: a chosen edition stays chosen."""
        return Addresses(self.chosen.slug if self.chosen else "")

    @cached_property
    def index(self) -> EditionIndex:
        """Return the edition with everything in it."""
        return index_of(self.edition, self.addresses, max(one.created_at for one in self.editions))

    def switchable(self) -> list[Edition]:
        """Return the editions that this page can be shown from: those of the same catalog."""
        return [one for one in self.editions if one.catalog_id == self.edition.catalog_id]

    def switch(self) -> Switch | None:
        """Return the way to the same page in the other editions; nothing while there is only one."""
        offered = self.switchable()
        if len(offered) < 2:
            return None
        query = self.request.GET.copy()
        query.pop("page", None)
        found = Switch()
        for edition, label, is_newest in labels_of(offered):
            query["edition"] = edition.slug
            choice = Choice(label, f"{self.request.path}?{query.urlencode()}", edition == self.edition)
            (found.wordings if is_newest else found.others).append(choice)
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the parts of the catalog, so that each page leads to the others."""
        tabs = [Choice(label, self.addresses.of(name), name == self.tab) for name, label in TABS.items()]
        retired = self.edition.status == EditionStatus.RETIRED
        return super().get_context_data(
            tabs=tabs,
            edition=self.edition,
            edition_retired=retired,
            current_edition=current_of(self.editions, missing_ok=True) if retired else None,
            switch=self.switch(),
            addresses=self.addresses,
            browse_url=self.addresses.browse(),
            controls_url=self.addresses.of("controls"),
            profiles_url=self.addresses.of("profiles"),
            json_url=self.json_url(),
            **kwargs,
        )

    def json_url(self) -> str:
        """Return the address of the same page as JSON, with the same query."""
        query = self.request.GET.urlencode()
        return self.request.path.rstrip("/") + ".json" + (f"?{query}" if query else "")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the page."""
        try:
            return super().get(request, *args, **kwargs)
        except Edition.DoesNotExist:
            return render(request, "catalog/not_loaded.html", status=503)
