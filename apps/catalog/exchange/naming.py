"""Names in files that never change: our namespace, identifiers made from stored identity, and file names."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid5

from apps.catalog.exchange.picture import PicturedEdition, PicturedProfile

NAMESPACE = "https://assay.example/ns/exchange/1"
"""Qualifies our names in OSCAL properties and parts (config/docs/exchange.md); a name, not an address."""
_ROOT = UUID("6f1c8f0e-5b0f-5d8e-9b43-2d5a6c1e7a90")


def uuid_of(*identity: str | int) -> str:
    """Return the identifier that belongs to a stored identity: the same one each time."""
    return str(uuid5(_ROOT, "/".join(str(part) for part in identity)))


def edition_uuid(catalog: str, edition: str) -> str:
    """Return the identifier of an edition."""
    return uuid_of("edition", catalog, edition)


def profile_uuid(edition: PicturedEdition, profile: PicturedProfile) -> str:
    """Return the identifier of a profile in one of its versions."""
    identity = profile.identity
    return uuid_of("profile", edition.catalog, edition.slug, identity.owner_uuid, identity.slug, identity.number)


def moment(at: datetime) -> str:
    """Return a time as RFC 3339 in UTC."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def catalog_file(edition_slug: str) -> str:
    """Return the name under which an edition's OSCAL catalog is handed out, which profiles refer to."""
    return f"{edition_slug}-oscal-catalog.json"


def without_blanks(table: dict[str, Any]) -> dict[str, Any]:
    """Return the table without empty texts, lists and tables: the formats know absence, not emptiness."""
    return {name: value for name, value in table.items() if value not in ("", [], {}, None)}
