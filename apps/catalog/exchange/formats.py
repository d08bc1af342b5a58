"""Which formats there are, and the bytes of an edition or a profile in each of them."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

from django.db.models import Max

from apps.catalog.exchange import comma, cyclonedx, oscal_catalog, oscal_profile, profile_table, tables, workbook
from apps.catalog.exchange.picture import PicturedEdition, PicturedProfile
from apps.catalog.exchange.records import picture_edition, picture_profile
from apps.catalog.models import Edition, Profile
from apps.core.version import VERSION

_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Format:
    """One way to hand something out; `ending` follows the name of the edition or profile in the file's name."""

    label: str
    note: str
    media_type: str
    ending: str


@dataclass(frozen=True, slots=True)
class File:
    """A file that is ready to be handed out."""

    name: str
    media_type: str
    content: bytes


EDITION_FORMATS = {
    "xlsx": Format("Excel workbook", "entries, mappings, sources", _WORKBOOK, ".xlsx"),
    "csv": Format("CSV", "one row for each entry", "text/csv; charset=utf-8", ".csv"),
    "oscal": Format("OSCAL catalog", "JSON", "application/json", "-oscal-catalog.json"),
    "cyclonedx": Format(
        "CycloneDX standard", "JSON", "application/vnd.cyclonedx+json; version=1.6", "-cyclonedx-standard.json"
    ),
}
PROFILE_FORMATS = {
    "xlsx": Format("Excel workbook", "for reading", _WORKBOOK, ".xlsx"),
    "csv": Format("CSV", "can be imported again", "text/csv; charset=utf-8", ".csv"),
    "oscal": Format("OSCAL profile", "JSON, can be imported again", "application/json", "-oscal-profile.json"),
}
_EDITION_WRITERS: dict[str, Callable[[PicturedEdition], bytes]] = {
    "xlsx": lambda edition: workbook.write(tables.edition_sheets(edition), edition.published_at),
    "csv": lambda edition: comma.write(tables.ENTRY_HEADER, tables.entry_rows(edition)),
    "oscal": oscal_catalog.write,
    "cyclonedx": cyclonedx.write,
}
_PROFILE_WRITERS: dict[str, Callable[[PicturedEdition, PicturedProfile], bytes]] = {
    "xlsx": lambda edition, profile: workbook.write(
        tables.profile_sheets(edition, profile), profile.identity.published_at or profile.identity.created_at
    ),
    "csv": lambda edition, profile: profile_table.write(edition, profile.content),
    "oscal": oscal_profile.write,
}


def edition_tag(edition: Edition, name: str) -> str:
    """Return what tells one state of an edition's file from another, without making the file; one statement.

    A published edition never changes; the titles of controls that stand beside it come with a newer edition only.
    """
    newest = Edition.objects.readable().order_by().aggregate(newest=Max("created_at"))["newest"]
    state = (VERSION, name, edition.slug, edition.digest, str(edition.published_at), str(newest))
    return sha256("\n".join(state).encode()).hexdigest()


def edition_file(edition: Edition, name: str) -> File:
    """Return the edition in the format of this name; the last few stay in memory, so that asking again is cheap."""
    file = EDITION_FORMATS[name]
    content = _edition_bytes(edition_tag(edition, name), name, _Unhashed(edition))
    return File(f"{edition.slug}{file.ending}", file.media_type, content)


def edition_picture(edition: Edition) -> PicturedEdition:
    """Return an edition that everybody may read as picture; the last two stay in memory."""
    return _picture(edition_tag(edition, "picture"), _Unhashed(edition))


def profile_file(profile: Profile, name: str) -> File:
    """Return the profile in the format of this name."""
    file = PROFILE_FORMATS[name]
    content = _PROFILE_WRITERS[name](edition_picture(profile.edition), picture_profile(profile))
    return File(f"{profile.slug}-{profile.number}{file.ending}", file.media_type, content)


class _Unhashed:
    """Hands an edition through a cache that tells its entries apart by their tag alone."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Unhashed)

    def __hash__(self) -> int:
        return 0


@lru_cache(maxsize=8)
def _edition_bytes(tag: str, name: str, held: _Unhashed) -> bytes:
    return _EDITION_WRITERS[name](picture_edition(held.edition))


@lru_cache(maxsize=2)
def _picture(tag: str, held: _Unhashed) -> PicturedEdition:
    return picture_edition(held.edition)
