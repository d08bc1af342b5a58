"""Profiles: named choices of entries."""

from functools import cached_property
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404
from django.urls import reverse

from apps.catalog import browsing
from apps.catalog.exchange.links import profile_downloads
from apps.catalog.membership import Counts, memberships
from apps.catalog.models import Edition, Profile
from apps.catalog.permissions import profile_edit_refusal
from apps.catalog.profile_reading import rests_words
from apps.catalog.profile_sources import Start
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
        public = Profile.objects.public().filter(edition=self.edition).order_by("title", "number")
        listed = list({one.slug: one for one in public}.values())
        return super().get_context_data(
            profiles=listed,
            rows=[(one, rests_words(one)) for one in listed],
            keeps_own=_keeps_own(self.actor),
            **kwargs,
        )


class ProfilePage(EditionPage):
    """One profile with its entries and the reason for each."""

    permission = Permission.PUBLIC
    tab = "profiles"
    template_name = "catalog/profile.html"

    @cached_property
    def versions(self) -> dict[int, Profile]:
        """Return the newest public version of the profile in each edition that has it; one statement."""
        public = Profile.objects.public().filter(slug=self.kwargs["slug"]).order_by("number")
        return {one.edition_id: one for one in public}

    def switchable(self) -> list[Edition]:
        """Return the editions that have a profile of this name."""
        return [one for one in super().switchable() if one.pk in self.versions]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Find the profile in the edition; a 404 when it has none of that name."""
        profile = self.versions.get(self.edition.pk)
        if profile is None:
            raise Http404("The edition has no such profile.")
        members = memberships(profile)
        items = [item for item in self.index.elements if item.pk in members and members[item.pk].is_in]
        page = Paginator(items, PER_PAGE).get_page(self.request.GET.get("page"))
        sections = browsing.sections(self.index, page.object_list)
        return super().get_context_data(
            profile=profile,
            rests=rests_words(profile),
            members=members,
            counts=Counts.of(members.values()),
            count=len(items),
            total=len(self.index.elements),
            page=page,
            entries=[(one.heading, [(row, members[row.item.pk]) for row in one.rows]) for one in sections],
            left_out=[(item, one) for item in self.index.elements if (one := members.get(item.pk)) and not one.is_in],
            make_url=self.make_url(profile) if _keeps_own(self.actor) else "",
            downloads=profile_downloads(profile, self.addresses.edition),
            **kwargs,
        )

    def make_url(self, profile: Profile) -> str:
        """Return where an agency makes a profile of its own from this one."""
        return f"{reverse('catalog:profile_create')}?from={Start(self.edition, profile).value}"


def _keeps_own(actor: Any) -> bool:
    """Tell whether the reader makes profiles for an agency."""
    return actor is not None and not profile_edit_refusal(actor)
