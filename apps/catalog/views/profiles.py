"""Profiles: named choices of entries."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404

from apps.catalog import browsing
from apps.catalog.exchange.links import profile_downloads
from apps.catalog.models import Profile
from apps.catalog.selection import profile_nodes
from apps.catalog.views.base import EditionPage
from apps.core.permissions import Permission

PER_PAGE = 50


class ProfileList(EditionPage):
    """The profiles of the edition, each with what it rests on."""

    permission = Permission.PUBLIC
    tab = "profiles"
    template_name = "catalog/profiles.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """List them; an edition holds a handful."""
        profiles = Profile.objects.public().filter(edition=self.edition).order_by("title", "pk")
        return super().get_context_data(profiles=profiles, **kwargs)


class ProfilePage(EditionPage):
    """One profile with its entries and the reason for each."""

    permission = Permission.PUBLIC
    tab = "profiles"
    template_name = "catalog/profile.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Find the profile in the current edition; a 404 when it has none of that name."""
        named = Profile.objects.public().filter(edition=self.edition, slug=self.kwargs["slug"])
        profile = named.order_by("number").last()
        if profile is None:
            raise Http404("The edition has no such profile.")
        chosen = profile_nodes(profile)
        items = [item for item in self.index.elements if item.pk in chosen]
        page = Paginator(items, PER_PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(
            profile=profile,
            count=len(items),
            total=len(self.index.elements),
            page=page,
            sections=browsing.sections(self.index, page.object_list),
            downloads=profile_downloads(profile, self.addresses.edition),
            **kwargs,
        )
