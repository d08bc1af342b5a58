"""Choosing entries by what they support. The apps above ask here; each function takes two or three statements."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from apps.catalog.inheritance import ancestor_paths, bearers
from apps.catalog.kinds import SP_800_53, MappingState, NodeKind, ProfileStatus
from apps.catalog.membership import Membership, Said, membership_at, memberships
from apps.catalog.models import Edition, Entry, Mapping, Node, Profile, ProfileItem, Reference
from apps.core.permissions import Actor


@dataclass(frozen=True)
class Support:
    """The controls that an entry supports; `inherited_from` is the entry above that they are stated for, if so."""

    references: tuple[Reference, ...]
    state: MappingState
    inherited_from: str = ""


def candidates_for_controls(edition: Edition, control_ids: Iterable[str]) -> dict[int, list[str]]:
    """Return the answerable elements that support one of the controls, each with these controls as printed.

    Keys are ids of nodes in the order of the catalog. Identifiers match exactly ("AC-2" does not bring "AC-2(1)");
    unknown ones bring nothing. Entries without a mapping of their own take that of the nearest entry above.
    """
    return elements_supporting(edition, control_ids, framework=SP_800_53, answerable_only=True)


def elements_supporting(
    edition: Edition, identifiers: Iterable[str], *, framework: str, answerable_only: bool = False
) -> dict[int, list[str]]:
    """Return the elements that support one of the references of `framework`, with these; two statements."""
    stated: dict[int, list[str]] = defaultdict(list)
    rows = (
        Mapping.objects.filter(
            node__edition=edition, framework__name=framework, reference__identifier__in=set(identifiers)
        )
        .order_by("node_id", "position")
        .values_list("node_id", "reference__identifier")
    )
    for node_id, identifier in rows:
        stated[node_id].append(identifier)
    if not stated:
        return {}
    tree = bearers(edition, framework)
    return {
        node_id: list(stated[bearer])
        for node_id, bearer in tree.of.items()
        if bearer in stated and (node_id in tree.answerable or not answerable_only)
    }


def federal_low_profile(edition: Edition) -> Profile:
    """Return the profile of candidates for the low baseline, derived from the mapping; raise DoesNotExist without it.

    `profile_nodes` gives its entries with the reason for each.
    """
    return edition.profiles.get(slug="federal-low")


def profile_nodes(profile: Profile) -> dict[int, str]:
    """Return the answerable elements that a profile requires or recommends with the reason for each, in order.

    A node without an item takes the state of the nearest entry above that has one; what is excluded is not in it.
    `membership.memberships` tells states, key flags and parameters too. Two statements.
    """
    return {node_id: one.reason for node_id, one in memberships(profile).items() if one.is_in}


@dataclass(frozen=True)
class Mention:
    """A profile that has an entry, with what it says of it."""

    profile: Profile
    membership: Membership


def profiles_of(entry: Entry, actor: Actor | None, edition: Edition | None = None) -> list[Mention]:
    """Return the published profiles that the actor may read and that require or recommend an entry, by title.

    Only those of `edition`, if given; of an agency's own profile the latest published version. Three statements.
    """
    nodes = Node.objects.filter(entry=entry)
    places: Any = (nodes if edition is None else nodes.filter(edition=edition)).values_list("edition_id", "path")
    path_in = dict(places)
    readable = Profile.objects.visible_to(actor).filter(edition__in=path_in, status=ProfileStatus.PUBLISHED)
    profiles = {one.pk: one for one in readable.select_related("edition").order_by("title", "slug", "number", "pk")}
    paths = {one for path in path_in.values() for one in (path, *ancestor_paths(path))}
    rows: Any = ProfileItem.objects.filter(profile__in=profiles, node__path__in=paths).values_list(
        "profile_id", "node__path", "node__identifier", "state", "reason", "key", "parameter"
    )
    items: dict[int, dict[str, Said]] = defaultdict(dict)
    for profile_id, path, identifier, *said in rows:
        items[profile_id][path] = Said.of(identifier, *said)
    latest = {
        (one.owner_id, one.slug, one.edition_id if one.owner_id is None else None): one for one in profiles.values()
    }
    found = ((one, membership_at(path_in[one.edition_id], items[one.pk])) for one in latest.values())
    return [Mention(profile, one) for profile, one in found if one is not None and one.is_in]


def controls_of(nodes: Iterable[Node]) -> dict[int, list[Reference]]:
    """Return the controls that each node supports, its own or inherited ones, as printed; baselines are prefetched."""
    return {node_id: list(support.references) for node_id, support in support_of(nodes).items()}


def support_of(nodes: Iterable[Node], framework: str = SP_800_53) -> dict[int, Support]:
    """Return what each node supports in `framework` and for which entry that is stated; at most four statements.

    All nodes must be of one edition. References carry their `sets` and `successors` (prefetched).
    """
    wanted = list(nodes)
    column = "control_state" if framework == SP_800_53 else "csf_state"
    by_path = _with_ancestors(wanted)
    bearer_of = {}
    for node in wanted:
        above = [node.path, *reversed(ancestor_paths(node.path))]
        speaking = (by_path[path] for path in above if path in by_path)
        bearer_of[node.pk] = next((one for one in speaking if getattr(one, column) != MappingState.NOT_STATED), None)
    stated = _references(framework, {bearer.pk for bearer in bearer_of.values() if bearer})
    found = {}
    for node in wanted:
        bearer = bearer_of[node.pk]
        if bearer is None:
            found[node.pk] = Support((), MappingState.NOT_STATED)
        else:
            inherited_from = "" if bearer.pk == node.pk else bearer.identifier
            found[node.pk] = Support(
                tuple(stated.get(bearer.pk, ())), MappingState(getattr(bearer, column)), inherited_from
            )
    return found


def _with_ancestors(nodes: list[Node]) -> dict[str, Node]:
    by_path = {node.path: node for node in nodes}
    missing = {path for node in nodes for path in ancestor_paths(node.path)} - by_path.keys()
    if missing:
        above = Node.objects.filter(edition_id=nodes[0].edition_id, path__in=missing, kind=NodeKind.ELEMENT)
        by_path |= {node.path: node for node in above}
    return by_path


def _references(framework: str, node_ids: set[int]) -> dict[int, list[Reference]]:
    stated: dict[int, list[Reference]] = defaultdict(list)
    rows: QuerySet[Mapping] = (
        Mapping.objects.filter(node_id__in=node_ids, framework__name=framework, reference__isnull=False)
        .select_related("reference")
        .prefetch_related("reference__sets", "reference__successors")
        .order_by("node_id", "position")
    )
    for mapping in rows:
        if mapping.reference is not None:
            stated[mapping.node_id].append(mapping.reference)
    return stated
