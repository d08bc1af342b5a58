"""A profile that somebody sent: told apart by its content, read, and kept signed between preview and import."""

from dataclasses import asdict
from typing import Any

from django.core import signing

from apps.accounts.actors import Actor
from apps.catalog.actions import ItemInput
from apps.catalog.exchange import oscal_profile_reading, profile_table
from apps.catalog.exchange.content import ReadProfile, decoded
from apps.catalog.exchange.picture import PicturedEdition, PicturedItem, ProfileContent
from apps.catalog.exchange.refusal import Refused
from apps.catalog.kinds import ItemState, ProfileBasis, RestsOn
from apps.catalog.models import Edition
from apps.core.errors import Stale

_SALT = "catalog.profile-import"
_HOURS = 2
MOST_KEPT = 1_500_000
"""What the page of the preview can carry; no profile comes near it."""


def read(data: bytes, edition: PicturedEdition) -> ReadProfile:
    """Return what the file says, OSCAL or CSV; raise Refused when it cannot be read at all."""
    text = decoded(data)
    reader = oscal_profile_reading if text.lstrip().startswith(("{", "[")) else profile_table
    return reader.read(text, edition)


def keep(content: ProfileContent, by: Actor) -> str:
    """Return the content as a signed text that only this person can hand back; raise Refused when it is too long."""
    kept = signing.dumps({"for": _whose(by), "content": asdict(content)}, salt=_SALT, compress=True)
    if len(kept) > MOST_KEPT:
        raise Refused("", "All texts together are too long for one import. Shorten the reasons and try again.")
    return kept


def kept(text: str, by: Actor) -> ProfileContent:
    """Return the content of `keep`; raise Stale when it is too old, altered, or somebody else's."""
    try:
        found = signing.loads(text, salt=_SALT, max_age=_HOURS * 3600)
    except signing.BadSignature:
        raise Stale(f"The preview is older than {_HOURS} hours or incomplete. Upload the file again.") from None
    if found["for"] != _whose(by):
        raise Stale("The preview was made in another name. Upload the file again.")
    return _content(found["content"])


def as_created(content: ProfileContent) -> dict[str, Any]:
    """Return the content as `actions.create_profile` takes it."""
    items = [ItemInput(one.identifier, one.state, one.key, one.parameter, one.reason) for one in content.items]
    texts = {"title": content.title, "description": content.description, "source": content.source}
    return texts | {"items": items}


def edition_of(content: ProfileContent) -> Edition:
    """Return the edition that the content is about; raise Stale when it is no longer published."""
    found: Edition | None = Edition.objects.published().filter(slug=content.edition).first()
    if found is None:
        raise Stale("The edition of the preview is not published any more. Upload the file for another one.")
    return found


def _whose(by: Actor) -> list[str]:
    return [str(by.user.pk), str(by.own_organization.pk)]


def _content(found: dict[str, Any]) -> ProfileContent:
    items = tuple(PicturedItem(**(one | {"state": ItemState(one["state"])})) for one in found["items"])
    kinds = {"basis": ProfileBasis(found["basis"]), "rests_on": RestsOn(found["rests_on"])}
    return ProfileContent(**(found | kinds | {"items": items}))
