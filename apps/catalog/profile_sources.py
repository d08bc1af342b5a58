"""What a new profile can start from: nothing, a profile of the catalog, or a published one of the agency."""

from dataclasses import dataclass
from typing import Any

from apps.catalog.kinds import ProfileStatus
from apps.catalog.models import Edition, Profile
from apps.catalog.profile_reading import rests_words
from apps.core.permissions import Actor


@dataclass(frozen=True)
class Start:
    """One thing to start from; without a profile it is an empty one on the edition."""

    edition: Edition
    profile: Profile | None = None

    @property
    def value(self) -> str:
        """Return how a form names it."""
        if self.profile is None:
            return f"empty/{self.edition.slug}"
        if self.profile.owner_id is None:
            return f"catalog/{self.edition.slug}/{self.profile.slug}"
        return f"own/{self.profile.slug}/{self.profile.number}"

    @property
    def label(self) -> str:
        """Return its name in the list."""
        if self.profile is None:
            return "Nothing: an empty profile"
        version = f", version {self.profile.number}" if self.profile.owner_id else ""
        return f"{self.profile.title}{version}"


def starts_of(actor: Actor) -> list[Start]:
    """Return everything that the actor can start from, by edition, the one in use first; three statements."""
    current = Edition.objects.current()
    others = [one for one in Edition.objects.published().filter(catalog=current.catalog_id) if one.pk != current.pk]
    readable: Any = (
        Profile.objects.visible_to(actor)
        .exclude(status=ProfileStatus.DRAFT)
        .order_by("owner_id", "title", "slug", "-number")
    )
    listed = list(readable)
    found = []
    for edition in (current, *others):
        found.append(Start(edition))
        found += [Start(edition, one) for one in listed if one.edition_id == edition.pk]
    return found


def choices_of(starts: list[Start]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return them as the choices of a form, grouped by edition."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for one in starts:
        groups.setdefault(one.edition.label, []).append((one.value, one.label))
    return list(groups.items())


def provenance(profile: Profile) -> str:
    """Return what a profile rests on when it is made from this one."""
    version = f", version {profile.number}" if profile.owner_id else ""
    said = rests_words(profile) if profile.owner_id is None else profile.source
    return f"Started from “{profile.title}”{version}, on {profile.edition}. {said}".strip()
