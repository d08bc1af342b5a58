"""Writing the catalog's own profiles: those that name entries, and those derived from a control baseline."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from apps.catalog.inheritance import ancestor_paths
from apps.catalog.kinds import SP_800_53, ItemState, ProfileStatus
from apps.catalog.models import Edition, Node, Profile, ProfileItem, Reference
from apps.catalog.selection import elements_supporting
from apps.catalog.staging import StagedItem, StagedProfile

_WHOLE = "The profile names the whole capability."
_NOT_MAPPED = "No control of the baseline is mapped to it; only the entry above it is in."


def load_profiles(staged: Iterable[StagedProfile], edition: Edition, at: datetime) -> None:
    """Write the profiles of an edition that belong to everybody; entries that the edition lacks are left out."""
    nodes: dict[str, int] = dict(Node.objects.filter(edition=edition).values_list("identifier", "pk"))
    for one in staged:
        items = _derived(edition, one.baseline) if one.baseline else _named(one)
        profile = Profile.objects.create(
            edition=edition,
            slug=one.slug,
            title=one.title,
            description=one.description,
            source=one.source,
            basis=one.basis,
            rests_on=one.rests_on,
            status=ProfileStatus.PUBLISHED,
            published_at=at,
        )
        ProfileItem.objects.bulk_create(
            ProfileItem(profile=profile, node_id=nodes[item.node], state=item.state, reason=item.reason)
            for item in items
            if item.node in nodes
        )


def _named(one: StagedProfile) -> list[StagedItem]:
    return [*(StagedItem(node, _WHOLE) for node in one.nodes), *one.items]


def _derived(edition: Edition, baseline: str) -> list[StagedItem]:
    """Return every element that supports a control of the baseline, with these controls.

    A part that says it has no mapping would take the state of the entry above it, so it is excluded by name.
    """
    controls = Reference.objects.filter(framework__name=SP_800_53, sets__name=baseline)
    wanted: list[str] = list(controls.values_list("identifier", flat=True))
    chosen = elements_supporting(edition, wanted, framework=SP_800_53, answerable_only=True)
    rows: Any = Node.objects.filter(edition=edition).answerable().order_by("path")
    items, inside = [], set()
    for node_id, identifier, path in rows.values_list("pk", "identifier", "path"):
        if node_id in chosen:
            inside.add(path)
            items.append(StagedItem(identifier, f"Supports {_some(chosen[node_id])}."))
        elif not inside.isdisjoint(ancestor_paths(path)):
            items.append(StagedItem(identifier, _NOT_MAPPED, ItemState.EXCLUDED))
    return items


def _some(identifiers: list[str], limit: int = 40) -> str:
    more = len(identifiers) - limit
    return ", ".join(identifiers[:limit]) + (f" and {more} more" if more > 0 else "")
