"""Taking a profile as a source of candidates."""

from dataclasses import dataclass

from django.db import transaction

from apps.accounts.actors import Actor
from apps.audit import chain
from apps.catalog.models import Node, Profile
from apps.core.errors import Invalid, NotNow
from apps.reviews import permissions, policies
from apps.reviews.actions.requirements import default_strength
from apps.reviews.models import Review, ReviewRequirement
from apps.reviews.profile_source import Taking, name_of, offered, reason_of
from apps.reviews.workflow import Selection, SourceKind

_TAILORED = ("sources", "key", "key_reason", "parameter", "minimum_strength")


@dataclass(frozen=True)
class Taken:
    """How many candidates are new, how many that were there name the profile now, and how many were declined."""

    new: int
    present: int
    declined: int


@transaction.atomic
def take_from_profile(review: Review, *, by: Actor, profile: Profile, decline_excluded: bool = False) -> Taken:
    """Make the entries of a profile candidates, with its key flags, parameters and reasons.

    Nothing is selected, and what is decided already stays decided; it only names the profile as a further source.
    With `decline_excluded` the undecided candidates that the profile excludes are declined with its reason.
    """
    locked = Review.objects.select_for_update().get(pk=review.pk)
    permissions.check_user_can_edit_set(by, locked)
    policies.check_set_open(locked)
    if profile.pk not in {one.pk for one in offered(locked, by)}:
        raise Invalid("There is no such published profile on the edition of this review.")
    taking = Taking(locked, profile)
    declined = taking.excluded if decline_excluded else []
    if not (taking.new or taking.present or declined):
        raise NotNow(f"Everything that the {name_of(profile)} says is in the set already; nothing was changed.")
    _add(taking)
    _mark(taking)
    _decline(taking, declined)
    taken = Taken(len(taking.new), len(taking.present), len(declined))
    chain.record(
        "review.profile_taken",
        by=by,
        target=locked,
        subject=locked,
        after={
            "profile": name_of(profile),
            "new": [taking.nodes[node].identifier for node in taking.new],
            "already_there": [taking.rows[node].identifier for node in taking.present],
            "declined": [taking.rows[node].identifier for node in declined],
        },
    )
    return taken


def _add(taking: Taking) -> None:
    rows = []
    for key in taking.new:
        node: Node = taking.nodes[key]
        row = ReviewRequirement(
            review=taking.review,
            node=node,
            identifier=node.identifier,
            capability_code=node.capability_code,
            title=node.title,
            statement=node.statement,
            position=node.path,
        )
        _tailor(row, taking, key)
        rows.append(row)
    ReviewRequirement.objects.bulk_create(rows)


def _mark(taking: Taking) -> None:
    for node in taking.present:
        _tailor(taking.rows[node], taking, node)
    ReviewRequirement.objects.bulk_update([taking.rows[node] for node in taking.present], _TAILORED)


def _tailor(row: ReviewRequirement, taking: Taking, node: int) -> None:
    """Name the profile as a source; take its key flag and parameter where nobody has decided or set one."""
    said = taking.said[node]
    row.sources = [
        *row.sources,
        {"kind": SourceKind.PROFILE.value, "detail": reason_of(taking.profile, said)},
    ]
    if row.selection != Selection.CANDIDATE:
        return
    row.parameter = row.parameter or said.parameter
    if said.key and not row.key:
        row.key, row.key_reason = True, said.reason
        row.minimum_strength = default_strength(row, taking.review)


def _decline(taking: Taking, nodes: list[int]) -> None:
    rows = [taking.rows[node] for node in nodes]
    for row in rows:
        row.selection, row.key, row.key_reason = Selection.DECLINED, False, ""
        row.decline_reason = reason_of(taking.profile, taking.said[row.node_id or 0])
    ReviewRequirement.objects.bulk_update(rows, ["selection", "decline_reason", "key", "key_reason"])
