"""Reading an edition or a profile from the database into a picture."""

from collections import defaultdict
from collections.abc import Iterator

from django.db.models import F

from apps.catalog.exchange.naming import uuid_of
from apps.catalog.exchange.picture import (
    PicturedEdition,
    PicturedItem,
    PicturedMapping,
    PicturedNode,
    PicturedProfile,
    ProfileContent,
    ProfileIdentity,
)
from apps.catalog.kinds import (
    CSF_1_1,
    SP_800_53,
    Branch,
    ItemState,
    MappingState,
    NodeKind,
    ProfileBasis,
    RestsOn,
    Wording,
)
from apps.catalog.models import Edition, Example, Framework, Guidance, Mapping, Node, Profile

GUIDANCE = ("why", "evidence", "examine", "interview", "test")
COLUMNS = (
    "identifier",
    "path",
    "code_213a",
    "title",
    "theme",
    "lead_in",
    "statement",
    "answerable",
    "in_draft",
    "source_place",
)


def picture_edition(edition: Edition) -> PicturedEdition:
    """Return the edition with everything in it; six statements."""
    frameworks = Framework.objects.filter(name__in=(SP_800_53, CSF_1_1)).order_by("pk")
    return PicturedEdition(
        catalog=edition.catalog.slug,
        catalog_title=edition.catalog.title,
        label=edition.label,
        slug=edition.slug,
        wording=Wording(edition.wording),
        source=edition.source,
        digest=edition.digest,
        published_at=edition.published_at or edition.created_at,
        nodes=tuple(_nodes(edition)),
        frameworks=tuple(frameworks.values_list("name", "title", "source")),
    )


def _nodes(edition: Edition) -> Iterator[PicturedNode]:
    mappings = _mappings(edition)
    examples = defaultdict(list)
    for node_id, text in Example.objects.filter(node__edition=edition).order_by("position").values_list("node", "text"):
        examples[node_id].append(text)
    guidance = {
        one.node_id: tuple((name, getattr(one, name)) for name in GUIDANCE)
        for one in Guidance.objects.filter(node__edition=edition)
    }
    rows = Node.objects.filter(edition=edition).order_by("path").annotate(parent_identifier=F("parent__identifier"))
    for node in rows:
        yield PicturedNode(
            **{column: getattr(node, column) for column in COLUMNS},
            parent=node.parent_identifier or "",
            kind=NodeKind(node.kind),
            branch=Branch(node.branch),
            control_state=MappingState(node.control_state),
            csf_state=MappingState(node.csf_state),
            controls=tuple(mappings[SP_800_53, node.pk]),
            csf=tuple(mappings[CSF_1_1, node.pk]),
            examples=tuple(examples[node.pk]),
            guidance=guidance.get(node.pk, ()),
        )


def _mappings(edition: Edition) -> dict[tuple[str, int], list[PicturedMapping]]:
    found = defaultdict(list)
    rows = (
        Mapping.objects.filter(node__edition=edition)
        .order_by("node_id", "position")
        .values_list("framework__name", "node_id", "raw", "reference_id", "reference__title", "printed_low")
    )
    for framework, node_id, raw, reference_id, title, low in rows:
        found[framework, node_id].append(PicturedMapping(raw, reference_id is not None, title or "", low))
    return found


def picture_profile(profile: Profile) -> PicturedProfile:
    """Return the profile with its items in the order of the catalog; one statement, and the related rows."""
    rows = profile.items.order_by("node__path").values_list("node__identifier", "state", "key", "parameter", "reason")
    content = ProfileContent(
        edition=profile.edition.slug,
        title=profile.title,
        description=profile.description,
        source=profile.source,
        basis=ProfileBasis(profile.basis),
        rests_on=RestsOn(profile.rests_on),
        items=tuple(
            PicturedItem(identifier, ItemState(state), key, parameter, reason)
            for identifier, state, key, parameter, reason in rows
        ),
    )
    identity = ProfileIdentity(
        slug=profile.slug,
        number=profile.number,
        status=profile.status,
        created_at=profile.created_at,
        published_at=profile.published_at,
        owner=profile.owner.name if profile.owner else "",
        owner_uuid=uuid_of("organization", str(profile.owner_id)) if profile.owner_id else "",
        made_from=_named(profile.made_from),
        carried_from=_named(profile.carried_from),
    )
    return PicturedProfile(content, identity)


def _named(profile: Profile | None) -> str:
    return f"{profile.edition.slug}/{profile.slug}/{profile.number}" if profile else ""
