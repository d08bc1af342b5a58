"""Making and describing an agency's own profiles, and their way from draft to published to retired."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from apps.accounts.actors import Actor
from apps.accounts.models import Organization
from apps.audit import chain
from apps.catalog.kinds import EditionStatus, ItemState, ProfileBasis, RestsOn
from apps.catalog.models import Edition, Node, Profile, ProfileItem
from apps.catalog.permissions import check_user_can_edit_profiles
from apps.catalog.policies import check_readable_source
from apps.catalog.profile_sources import provenance
from apps.core.errors import Invalid

MOST_ITEMS = 2000
_NAMED = 5
"""How many faulty entries a refusal names; the rest is counted."""
_RESERVED = frozenset({"import", "new"})
"""Names that addresses need for themselves."""


@dataclass(frozen=True)
class ItemInput:
    """What a new profile says of one entry; the entry is named by its identifier in the profile's edition."""

    identifier: str
    state: str = ItemState.REQUIRED
    key: bool = False
    parameter: str = ""
    reason: str = ""


@transaction.atomic
def create_profile(
    *,
    by: Actor,
    edition: Edition,
    title: str,
    description: str,
    source: str = "",
    items: Iterable[ItemInput] = (),
    made_from: Profile | None = None,
) -> Profile:
    """Create a draft of the actor's agency with these items, or with those of `made_from` when none are given.

    Raises Invalid, naming what is wrong, when the title is taken, an entry is unknown or named twice, a value does not
    fit, or a reason is missing; nothing is written then. `made_from` must be readable by the actor and on `edition`.
    """
    check_user_can_edit_profiles(by)
    owner = Organization.objects.select_for_update().get(pk=by.own_organization.pk)
    title = title.strip()
    if not title or not description.strip():
        raise Invalid("Give the profile a title, and say what it is for.")
    if edition.status != EditionStatus.PUBLISHED:
        raise Invalid(f"{edition} is not a published edition. Choose one that is.")
    slug = free_slug(owner, title)
    listed = list(items)
    if made_from is not None:
        _check_source(made_from, edition, by)
        listed = listed or copied(made_from)
    rows = checked_items(edition, listed)
    profile = Profile.objects.create(
        edition=edition,
        owner=owner,
        slug=slug,
        title=title,
        description=description.strip(),
        source=source.strip() or (provenance(made_from) if made_from else ""),
        basis=ProfileBasis.AGENCY,
        rests_on=RestsOn.DECISION,
        made_from=made_from,
    )
    add_items(profile, rows)
    chain.record("profile.created", by=by, target=profile, after=_begun(profile, rows))
    return profile


def free_slug(owner: Organization, title: str) -> str:
    """Return the name of a new profile in addresses; raise Invalid when the agency has one of that title."""
    slug = slugify(title)[:55].strip("-") or "profile"
    slug = f"{slug}-profile" if slug in _RESERVED else slug
    if Profile.objects.filter(owner=owner, slug=slug).exists():
        raise Invalid(
            f"Your agency has a profile named like “{title}” already. Make a new version of it, or rename this."
        )
    return slug


def copied(profile: Profile) -> list[ItemInput]:
    """Return what a profile says, to be said again."""
    rows: Any = profile.items.order_by("node__path").values_list(
        "node__identifier", "state", "key", "parameter", "reason"
    )
    return [ItemInput(*row) for row in rows]


def checked_items(edition: Edition, items: Iterable[ItemInput]) -> list[tuple[Node, ItemInput]]:
    """Return the items with their nodes; raise Invalid with everything that is wrong, in one sentence each."""
    listed = list(items)
    if len(listed) > MOST_ITEMS:
        raise Invalid(f"A profile can speak of at most {MOST_ITEMS} entries; this one names {len(listed)}.")
    nodes = {node.identifier: node for node in Node.objects.filter(edition=edition)}
    unknown = [one.identifier for one in listed if one.identifier not in nodes]
    if unknown:
        raise Invalid(f"{edition} has no entry {_some(unknown)}.")
    seen: set[str] = set()
    for one in listed:
        if one.identifier in seen:
            raise Invalid(f"{one.identifier} is named twice. Name each entry once.")
        seen.add(one.identifier)
        check_item(nodes[one.identifier], one)
    return [(nodes[one.identifier], one) for one in listed]


def check_item(node: Node, item: ItemInput) -> None:
    """Raise Invalid when what is said of a node cannot be accepted."""
    name = node.identifier
    if item.state not in ItemState.values:
        raise Invalid(f"{name}: choose required, recommended or excluded; “{item.state[:40]}” is none of them.")
    if not item.reason.strip():
        raise Invalid(f"{name}: say why; the reason stays with the profile.")
    if len(item.reason) > 500 or len(item.parameter) > 300:
        raise Invalid(f"{name}: a reason has at most 500 characters, a parameter at most 300.")
    if item.state == ItemState.EXCLUDED and (item.key or item.parameter.strip()):
        raise Invalid(f"{name} is excluded, so it can be neither key nor have a parameter.")
    if not node.answerable and (item.key or item.parameter.strip()):
        raise Invalid(f"{name} groups the entries below it. Set key flag and parameter on one of them.")


def add_items(profile: Profile, rows: Iterable[tuple[Node, ItemInput]]) -> None:
    """Write the items of a new profile."""
    ProfileItem.objects.bulk_create(
        ProfileItem(
            profile=profile,
            node=node,
            state=one.state,
            key=one.key,
            parameter=one.parameter.strip(),
            reason=one.reason.strip(),
        )
        for node, one in rows
    )


def _check_source(made_from: Profile, edition: Edition, by: Actor) -> None:
    if not Profile.objects.visible_to(by).filter(pk=made_from.pk).exists():
        raise Invalid("There is no such profile to start from.")
    check_readable_source(made_from)
    if made_from.edition_id != edition.pk:
        raise Invalid(f"{made_from} is on another edition. Start from it there, then carry your profile over.")


def _begun(profile: Profile, rows: list[tuple[Node, ItemInput]]) -> dict[str, Any]:
    return {
        "title": profile.title,
        "version": profile.number,
        "edition": profile.edition.label,
        "made_from": f"{profile.made_from}, version {profile.made_from.number}" if profile.made_from else "",
        "items": len(rows),
    }


def _some(identifiers: list[str]) -> str:
    more = len(identifiers) - _NAMED
    return ", ".join(one[:40] for one in identifiers[:_NAMED]) + (f" and {more} more" if more > 0 else "")
