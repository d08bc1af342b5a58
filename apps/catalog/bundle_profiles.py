"""The profiles of the bundled edition: what `edition.toml` says of them, checked against the entries."""

from collections.abc import Collection
from typing import Any

from apps.catalog.kinds import BASELINES, ItemState, ProfileBasis, RestsOn
from apps.catalog.staging import Fault, StagedItem, StagedProfile

FILE = "edition.toml"
_WAYS = ("baseline", "nodes", "items")


def read_profiles(main: dict[str, Any], nodes: Collection[str], faults: list[Fault]) -> tuple[StagedProfile, ...]:
    """Return the profiles; what is wrong with one is added to `faults`, and it is left out."""
    tables = main.get("profiles", [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        faults.append(Fault(FILE, "profiles", "must be a list of [[profiles]] tables."))
        return ()
    found: dict[str, StagedProfile] = {}
    for table in tables:
        slug = str(table.get("slug", ""))
        problem = _problem(table) or _unknown(table, nodes)
        if problem or slug in found:
            faults.append(Fault(FILE, f"profile {slug or '(no slug)'}", problem or "is there twice."))
            continue
        found[slug] = _staged(table)
    return tuple(found.values())


def _staged(table: dict[str, Any]) -> StagedProfile:
    items = tuple(
        StagedItem(one["node"], one["reason"], ItemState(one.get("state", ItemState.REQUIRED)))
        for one in table.get("items", ())
    )
    return StagedProfile(**{**table, "nodes": tuple(table.get("nodes", ())), "items": items})


def _problem(table: dict[str, Any]) -> str:
    unknown = table.keys() - StagedProfile.__dataclass_fields__.keys()
    if unknown:
        return f"has a key that means nothing here: {', '.join(sorted(unknown))}."
    if not all(str(table.get(key, "")).strip() for key in ("slug", "title", "description", "source")):
        return "needs slug, title, description and source."
    if sum(bool(table.get(way)) for way in _WAYS) != 1:
        return "needs either a baseline or a list of nodes or of items, and not two of them."
    if table.get("baseline") and table["baseline"] not in BASELINES:
        return f"names the baseline {table['baseline']!r}; there are {', '.join(BASELINES)}."
    if table.get("basis", ProfileBasis.DERIVED) not in ProfileBasis.values:
        return f"has the basis {table['basis']!r}; there are {', '.join(ProfileBasis.values)}."
    if table.get("rests_on", RestsOn.DERIVED) not in RestsOn.values:
        return f"rests on {table['rests_on']!r}; there are {', '.join(RestsOn.values)}."
    return next((problem for one in table.get("items", []) if (problem := _item_problem(one))), "")


def _item_problem(one: Any) -> str:
    if not isinstance(one, dict) or not one.get("node") or not str(one.get("reason", "")).strip():
        return "has an item without node or reason."
    if one.keys() - StagedItem.__dataclass_fields__.keys() or one.get("state", ItemState.REQUIRED) not in ItemState:
        return f"says of {one['node']} what cannot be said; an item has node, reason and perhaps state."
    return ""


def _unknown(table: dict[str, Any], nodes: Collection[str]) -> str:
    named = [*table.get("nodes", []), *(one["node"] for one in table.get("items", []))]
    missing = [node for node in named if node not in nodes]
    if missing:
        return f"names entries that are not in the edition: {', '.join(missing)}."
    twice = sorted({node for node in named if named.count(node) > 1})
    return f"names an entry twice: {', '.join(twice)}." if twice else ""
