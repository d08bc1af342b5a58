"""Carrying an own profile to another edition, and settling what has to be looked at since."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from apps.accounts.actors import Actor
from apps.audit import chain
from apps.catalog.actions.profile_items import open_profile
from apps.catalog.actions.profile_versions import new_version
from apps.catalog.carrying import by_change, carried
from apps.catalog.kinds import Change, ItemState
from apps.catalog.models import Edition, Profile, ProfileFinding, ProfileItem
from apps.catalog.permissions import check_user_can_edit_profile
from apps.catalog.policies import check_carry, check_readable_source
from apps.core.errors import Invalid, NotNow

NOTE_LIMIT = 500


@transaction.atomic
def carry_profile(profile: Profile, *, by: Actor, edition: Edition) -> Profile:
    """Start the next version on another edition, with a list of what a person has to look at before it is published."""
    locked = Profile.objects.select_for_update(of=("self",)).select_related("edition", "owner").get(pk=profile.pk)
    check_user_can_edit_profile(by, locked)
    check_readable_source(locked)
    check_carry(locked, edition)
    draft = new_version(locked, edition)
    result = carried(locked, edition)
    ProfileItem.objects.bulk_create(
        ProfileItem(
            profile=draft,
            node_id=result.nodes[path],
            state=said.membership.state,
            key=said.membership.key,
            parameter=said.membership.parameter,
            reason=said.membership.reason,
        )
        for path, said in result.items.items()
    )
    ProfileFinding.objects.bulk_create(
        ProfileFinding(profile=draft, entry_id=one.entry, node_id=one.node, change=one.change)
        for one in result.findings.values()
    )
    after = {
        "version": draft.number,
        "from": f"version {locked.number} on {locked.edition}",
        "edition": edition.label,
        "items": len(result.items),
        "to_look_at": by_change(result.findings.values()),
    }
    chain.record("profile.carried_over", by=by, target=draft, after=after)
    return draft


@transaction.atomic
def settle_findings(
    profile: Profile, *, by: Actor, at: datetime, identifiers: Iterable[str], note: str, state: str = ""
) -> int:
    """Settle what was looked at, with a note; return how many findings that are.

    A new entry needs a decision (`state`), a reworded or moved one may get another one, a lost one has none. What is
    decided becomes what the profile says of the entry, with the note as its reason.
    """
    locked = open_profile(profile, by)
    note = note.strip()
    if not note or len(note) > NOTE_LIMIT:
        raise Invalid(f"Write a note of at most {NOTE_LIMIT} characters: what you looked at, and why it is settled so.")
    if state and state not in ItemState.values:
        raise Invalid("Choose required, recommended or excluded.")
    named = list(identifiers)
    found = list(
        ProfileFinding.objects.select_for_update(of=("self",))
        .filter(profile=locked, entry__identifier__in=named)
        .select_related("entry", "node")
        .order_by("pk")
    )
    waiting = [one for one in found if one.settled_at is None]
    _check_settling(named, found, waiting, state)
    if state:
        _decide(locked, waiting, state, note)
    ProfileFinding.objects.filter(pk__in=[one.pk for one in waiting]).update(
        settled_at=at, settled_by=by.user, note=note
    )
    chain.record(
        "profile.findings_settled",
        by=by,
        target=locked,
        after={"decision": state, "entries": [one.entry.identifier for one in waiting]},
        reason=note,
    )
    return len(waiting)


def _check_settling(named: list[str], found: list[ProfileFinding], waiting: list[ProfileFinding], state: str) -> None:
    if not found:
        raise Invalid("Tick at least one entry of the list first." if not named else "None of these is in the list.")
    if not waiting:
        raise NotNow("All of these are settled already; nothing was changed.")
    new = [one.entry.identifier for one in waiting if one.change == Change.NEW]
    lost = [one.entry.identifier for one in waiting if one.change == Change.RETIRED]
    if new and not state:
        raise Invalid(f"{new[0]} is new: decide whether the profile requires, recommends or excludes it.")
    if lost and state:
        raise Invalid(
            f"{lost[0]} is no longer in the catalog, so nothing can be decided about it. Settle it by itself."
        )


def _decide(profile: Profile, findings: list[ProfileFinding], state: str, note: str) -> None:
    """Say of each entry what was decided; key flag and parameter stay unless it is excluded."""
    out = state == ItemState.EXCLUDED
    nodes = [one.node_id for one in findings if one.node_id is not None]
    present = {item.node_id: item for item in profile.items.filter(node__in=nodes)}
    for item in present.values():
        item.state, item.reason = state, note
        item.key, item.parameter = item.key and not out, "" if out else item.parameter
    ProfileItem.objects.bulk_update(present.values(), ["state", "reason", "key", "parameter"])
    ProfileItem.objects.bulk_create(
        ProfileItem(profile=profile, node_id=node, state=state, reason=note) for node in nodes if node not in present
    )
