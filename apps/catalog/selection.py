"""Choosing entries by what they support. The apps above ask here; each function takes two or three statements."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from apps.catalog.inheritance import ancestor_paths, bearers
from apps.catalog.kinds import SP_800_53, MappingState, NodeKind
from apps.catalog.models import Edition, Mapping, Node, Profile, ProfileItem, Reference


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
    """Return the answerable elements of a profile with the reason for each, in the order of the catalog.

    An item on a capability, sub-capability or topic brings every answerable element below it; one on an element brings
    that element alone. Two statements.
    """
    items = list(ProfileItem.objects.filter(profile=profile).values_list("node__path", "node__kind", "reason"))
    own = {path: reason for path, kind, reason in items if kind == NodeKind.ELEMENT}
    groups = {path: reason for path, kind, reason in items if kind != NodeKind.ELEMENT}
    chosen = {}
    rows = Node.objects.filter(edition_id=profile.edition_id).answerable().order_by("path").values_list("pk", "path")
    for node_id, path in rows:
        above = next((one for one in reversed(ancestor_paths(path)) if one in groups), None)
        if path in own:
            chosen[node_id] = own[path]
        elif above is not None:
            chosen[node_id] = groups[above]
    return chosen


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
