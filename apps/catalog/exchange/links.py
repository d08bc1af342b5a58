"""Links to the files of an edition or a profile, for the pages about them."""

from dataclasses import dataclass

from django.urls import reverse

from apps.catalog.exchange.formats import EDITION_FORMATS, PROFILE_FORMATS
from apps.catalog.models import Edition, Profile


@dataclass(frozen=True, slots=True)
class Download:
    """One file: where it is, and what it is good for."""

    url: str
    label: str
    note: str


def edition_downloads(edition: Edition) -> list[Download]:
    """Return the files of an edition that everybody may read."""
    return [
        Download(reverse("catalog:edition_export", args=[edition.slug, name]), one.label, one.note)
        for name, one in EDITION_FORMATS.items()
    ]


def profile_downloads(profile: Profile, edition: str = "") -> list[Download]:
    """Return the files of a profile; `edition` is the slug of the edition when it is not the one in use."""
    if profile.owner_id is None:
        address, args, chosen = "catalog:profile_export", [profile.slug], f"?edition={edition}" if edition else ""
    else:
        address, args, chosen = "catalog:own_profile_export", [profile.slug, str(profile.number)], ""
    return [
        Download(reverse(address, args=[*args, name]) + chosen, one.label, one.note)
        for name, one in PROFILE_FORMATS.items()
    ]
