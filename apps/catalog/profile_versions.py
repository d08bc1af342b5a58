"""How two versions of a profile differ, entry by entry; the versions may be on different editions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from apps.catalog.membership import Counts, Membership, Said, items_by_path, membership_at
from apps.catalog.models import Node, Profile, ProfileItem


@dataclass(frozen=True)
class Line:
    """One entry that the two versions do not say the same of; None says that a version does not speak of it."""

    identifier: str
    title: str
    before: Membership | None
    after: Membership | None


@dataclass(frozen=True)
class Difference:
    """What the later version has more, less, and otherwise than the earlier one."""

    added: tuple[Line, ...]
    removed: tuple[Line, ...]
    changed: tuple[Line, ...]

    @property
    def count(self) -> int:
        """Return how many entries differ."""
        return len(self.added) + len(self.removed) + len(self.changed)


def difference(before: Profile, after: Profile) -> Difference:
    """Return how the entries of two versions differ, in the order of the later one's catalog; four statements."""
    old, new = _said(before), _said(after)
    lines = [
        Line(identifier, title, old[entry][2] if entry in old else None, membership)
        for entry, (identifier, title, membership) in new.items()
    ]
    lines += [Line(identifier, title, one, None) for entry, (identifier, title, one) in old.items() if entry not in new]
    differing = [line for line in lines if _shown(line.before) != _shown(line.after)]
    return Difference(
        tuple(line for line in differing if _inside(line.after) and not _inside(line.before)),
        tuple(line for line in differing if _inside(line.before) and not _inside(line.after)),
        tuple(line for line in differing if _inside(line.before) == _inside(line.after)),
    )


def counts_of(profiles: Iterable[Profile]) -> dict[int, Counts]:
    """Return the counts of several profiles by their keys; two statements for all of them."""
    listed = list(profiles)
    items: dict[int, dict[str, Said]] = {one.pk: {} for one in listed}
    rows: Any = ProfileItem.objects.filter(profile__in=listed).values_list(
        "profile_id", "node__path", "node__identifier", "state", "reason", "key", "parameter"
    )
    for profile_id, path, *said in rows:
        items[profile_id][path] = Said.of(*said)
    paths: dict[int, list[str]] = {one.edition_id: [] for one in listed}
    nodes: Any = Node.objects.filter(edition__in=paths).answerable().values_list("edition_id", "path")
    for edition_id, path in nodes:
        paths[edition_id].append(path)
    return {
        one.pk: Counts.of(
            found for path in paths[one.edition_id] if (found := membership_at(path, items[one.pk])) is not None
        )
        for one in listed
    }


def _said(profile: Profile) -> Mapping[int, tuple[str, str, Membership]]:
    """Return what a version says of each answerable entry that it speaks of, by the lasting entry."""
    items = items_by_path(profile)
    nodes: Any = Node.objects.filter(edition_id=profile.edition_id).answerable().order_by("path")
    found = {}
    for entry, path, identifier, title in nodes.values_list("entry_id", "path", "identifier", "title"):
        if membership := membership_at(path, items):
            found[entry] = (identifier, title, membership)
    return found


def _shown(one: Membership | None) -> tuple[Any, ...]:
    return () if one is None else (one.state, one.key, one.parameter, one.reason)


def _inside(one: Membership | None) -> bool:
    return one is not None and one.is_in
