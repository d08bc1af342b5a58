"""A file that somebody sent: told apart by its content, read, and kept signed between preview and import."""

import hashlib
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from django.core import signing

from apps.accounts.actors import Actor
from apps.catalog.exchange.refusal import Refused
from apps.core.errors import Stale
from apps.systems.exchange import oscal, table
from apps.systems.exchange.content import ControlContent, ControlRow, Known, decoded
from apps.systems.kinds import ImportKind

_SALT = "systems.control-import"
_HOURS = 2
MOST_KEPT = 1_500_000
"""What the page of the preview can carry; no list of controls comes near it."""


@dataclass(frozen=True)
class Upload:
    """A file that was read: its name, digest and content, and what the system had when it was read."""

    name: str
    sha256: str
    content: ControlContent
    read: str = ""


def read(name: str, data: bytes, known: Known) -> Upload:
    """Return what the file says; raise Refused when it cannot be read at all."""
    text = decoded(data)
    reader = oscal if text.lstrip().startswith(("{", "[")) else table
    return Upload(name[-200:], hashlib.sha256(data).hexdigest(), reader.read(text, known))


def keep(upload: Upload, system: UUID, read: str, by: Actor) -> str:
    """Return the upload as a signed text that only this person can hand back for this system."""
    content = upload.content
    kept = {
        "for": _whose(by, system),
        "read": read,
        "name": upload.name,
        "sha256": upload.sha256,
        "kind": content.kind.value,
        "title": content.title,
        "rows": [list(asdict(row).values()) for row in content.rows.values()],
    }
    signed = signing.dumps(kept, salt=_SALT, compress=True)
    if len(signed) > MOST_KEPT:
        raise Refused("", "All reasons together are too long for one import. Shorten them and try again.")
    return signed


def kept(text: str, system: UUID, by: Actor) -> Upload:
    """Return the upload of `keep`; raise Stale when it is too old, altered, or not this person's for this system."""
    try:
        found: dict[str, Any] = signing.loads(text, salt=_SALT, max_age=_HOURS * 3600)
    except signing.BadSignature:
        raise Stale(f"The preview is older than {_HOURS} hours or incomplete. Upload the file again.") from None
    if found["for"] != _whose(by, system):
        raise Stale("The preview was made in another name or for another system. Upload the file again.")
    rows = [ControlRow(*row) for row in found["rows"]]
    content = ControlContent(ImportKind(found["kind"]), found["title"], {row.identifier: row for row in rows})
    return Upload(found["name"], found["sha256"], content, found["read"])


def _whose(by: Actor, system: UUID) -> list[str]:
    return [str(by.user.pk), str(by.own_organization.pk), str(system)]
