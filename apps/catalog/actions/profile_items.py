"""What a draft says of one entry: setting it, and taking it back."""

from typing import Any

from django.db import transaction

from apps.accounts.actors import Actor
from apps.audit import chain
from apps.catalog.actions.profiles import ItemInput, check_item
from apps.catalog.models import Node, Profile, ProfileItem
from apps.catalog.permissions import check_user_can_edit_profile
from apps.catalog.policies import check_draft
from apps.core.errors import Invalid, NotNow, Stale
from apps.core.fingerprint import fingerprint

FIELDS = ("state", "key", "parameter", "reason")
NOTHING = "nothing"
"""What a form carries when the profile said nothing of the entry."""


@transaction.atomic
def set_item(
    profile: Profile,
    *,
    by: Actor,
    node: Node,
    state: str,
    key: bool = False,
    parameter: str = "",
    reason: str,
    read: str | None = None,
) -> ProfileItem:
    """Say of an entry that the profile requires, recommends or excludes it, and why.

    Raises Stale when `read`, the `item_read` that the form carried, is not that of what is stored now.
    """
    locked = open_profile(profile, by)
    if node.edition_id != locked.edition_id:
        raise Invalid(f"{locked.edition} has no such entry.")
    check_item(node, ItemInput(node.identifier, state, key, parameter, reason))
    before = locked_item(locked, node)
    check_item_read(before, node, read)
    item, _ = ProfileItem.objects.update_or_create(
        profile=locked,
        node=node,
        defaults={"state": state, "key": key, "parameter": parameter.strip(), "reason": reason.strip()},
    )
    was, now = _values(node, before), _values(node, item)
    chain.record("profile.item_set", by=by, target=locked, before=was, after=now, reason=reason.strip())
    return item


@transaction.atomic
def clear_item(profile: Profile, *, by: Actor, node: Node, read: str | None = None) -> None:
    """Take back what is said of an entry, so that it takes the state of the one above it again."""
    locked = open_profile(profile, by)
    before = locked_item(locked, node)
    check_item_read(before, node, read)
    if before is None:
        raise NotNow(f"The profile says nothing of {node.identifier} itself; nothing was changed.")
    ProfileItem.objects.filter(pk=before.pk).delete()
    chain.record("profile.item_removed", by=by, target=locked, before=_values(node, before), after=_values(node, None))


def open_profile(profile: Profile, by: Actor) -> Profile:
    """Return the profile, locked; raise NotPermitted or NotNow when this person cannot change it now."""
    locked = Profile.objects.select_for_update(of=("self",)).select_related("edition", "owner").get(pk=profile.pk)
    check_user_can_edit_profile(by, locked)
    check_draft(locked)
    return locked


def item_read(item: ProfileItem | None) -> str:
    """Return what a form carries to tell whether what is said of an entry has changed since it was read."""
    return fingerprint(item, FIELDS) if item is not None else NOTHING


def check_item_read(item: ProfileItem | None, node: Node, read: str | None) -> None:
    """Raise Stale when what is said is not what was read; None asks for no comparison."""
    if read is not None and read != item_read(item):
        raise Stale(
            f"A colleague has changed {node.identifier} in this profile since you opened it. "
            "Both are shown; nothing is lost."
        )


def locked_item(profile: Profile, node: Node) -> ProfileItem | None:
    """Return what the locked profile says of a node itself, if anything."""
    return ProfileItem.objects.filter(profile=profile, node=node).first()


def _values(node: Node, item: ProfileItem | None) -> dict[str, Any]:
    said = {field: getattr(item, field) for field in FIELDS} if item is not None else {}
    return {"entry": node.identifier, **said}
