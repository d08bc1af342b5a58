"""Writing a staged edition: reference data, entries, nodes, mappings and profiles in one transaction."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.text import slugify

from apps.audit import chain
from apps.catalog.kinds import CSF_1_1, SP_800_53, EditionStatus
from apps.catalog.loading_profiles import load_profiles
from apps.catalog.loading_references import load_frameworks
from apps.catalog.models import (
    Catalog,
    Edition,
    Entry,
    Example,
    Framework,
    Guidance,
    Mapping,
    Node,
    Reference,
)
from apps.catalog.staging import StagedEdition, StagedNode


@dataclass(frozen=True)
class Outcome:
    """What a load did: `changed` is False when this very edition was there already."""

    edition: Edition
    changed: bool


def load(staged: StagedEdition, *, at: datetime) -> Outcome:
    """Publish the staged edition, or do nothing when the same files were published before.

    A label that is taken by other content gets a number: what is published never changes. It is put in use unless the
    operator has put one in another wording in use.
    """
    with transaction.atomic():
        catalog, _ = Catalog.objects.get_or_create(slug=staged.catalog, defaults={"title": staged.catalog_title})
        Catalog.objects.select_for_update().get(pk=catalog.pk)
        same = Edition.objects.published().filter(catalog=catalog, digest=staged.digest).first()
        if same is not None:
            return Outcome(same, changed=False)
        edition = write_draft(staged, catalog)
        load_profiles(staged.profiles, edition, at)
        in_use = Edition.objects.in_use(catalog.pk)
        starts = in_use is None or in_use.wording == edition.wording
        Edition.objects.filter(pk=edition.pk).update(
            status=EditionStatus.PUBLISHED, published_at=at, in_use_at=at if starts else None
        )
        edition.refresh_from_db()
        chain.record(
            "catalog.published",
            by=None,
            target=edition,
            after={"label": edition.label, "digest": edition.digest, "nodes": len(staged.nodes), "published_at": at},
        )
    return Outcome(edition, changed=True)


def write_draft(staged: StagedEdition, catalog: Catalog, *, matched_with: Edition | None = None) -> Edition:
    """Write the staged edition as a draft, inside the caller's transaction and with the catalog locked."""
    frameworks = load_frameworks(staged.frameworks.values())
    label, slug = _free_name(catalog, staged.label)
    edition = Edition.objects.create(
        catalog=catalog,
        label=label,
        slug=slug,
        wording=staged.wording,
        source=staged.source,
        digest=staged.digest,
        matched_with=matched_with,
    )
    nodes = _load_nodes(edition, list(staged.nodes.values()))
    _load_mappings(list(staged.nodes.values()), nodes, frameworks)
    Example.objects.bulk_create(
        Example(node=nodes[one.identifier], position=position, text=text)
        for one in staged.nodes.values()
        for position, text in enumerate(one.examples, start=1)
    )
    return edition


def _free_name(catalog: Catalog, wanted: str) -> tuple[str, str]:
    """Return the label and the name in addresses, numbered when another edition has one of them already."""
    labels, slugs = set(), set()
    for label, slug in Edition.objects.filter(catalog=catalog).values_list("label", "slug"):
        labels.add(label)
        slugs.add(slug)
    number, base = 1, slugify(wanted.replace(".", "-"))[:70].strip("-") or "edition"
    label, slug = wanted, base
    while label in labels or slug in slugs:
        number += 1
        label, slug = f"{wanted}.{number}", f"{base}-{number}"
    return label, slug


def _load_nodes(edition: Edition, staged: list[StagedNode]) -> dict[str, Node]:
    """Create the nodes level by level, so that each knows its parent's key."""
    entries = _entries(edition.catalog, [one.identifier for one in staged])
    levels: dict[int, list[StagedNode]] = defaultdict(list)
    for one in staged:
        levels[one.depth].append(one)
    nodes: dict[str, Node] = {}
    for _, level in sorted(levels.items()):
        created = Node.objects.bulk_create([_node(edition, one, entries, nodes) for one in level])
        nodes |= {node.identifier: node for node in created}
    Guidance.objects.bulk_create(
        Guidance(
            node=nodes[one.identifier],
            why=one.guidance.why,
            evidence=one.guidance.evidence,
            examine=one.guidance.examine,
            interview=one.guidance.interview,
            test=one.guidance.test,
        )
        for one in staged
        if one.guidance
    )
    return nodes


def _entries(catalog: Catalog, identifiers: list[str]) -> dict[str, Entry]:
    """Return the lasting entries, created where an identifier is new."""
    found = {entry.identifier: entry for entry in Entry.objects.filter(catalog=catalog)}
    missing = [Entry(catalog=catalog, identifier=one) for one in identifiers if one not in found]
    return found | {entry.identifier: entry for entry in Entry.objects.bulk_create(missing)}


def _node(edition: Edition, one: StagedNode, entries: dict[str, Entry], nodes: dict[str, Node]) -> Node:
    return Node(
        edition=edition,
        entry=entries[one.identifier],
        parent=nodes[one.parent] if one.parent else None,
        identifier=one.identifier,
        kind=one.kind,
        branch=one.branch,
        capability_code=one.capability_code,
        position=one.position,
        depth=one.depth,
        path=one.path,
        code_213a=one.code_213a,
        title=one.title,
        theme=one.theme,
        lead_in=one.lead_in,
        statement=one.statement,
        answerable=one.answerable,
        in_draft=one.in_draft,
        control_state=one.control_state,
        csf_state=one.csf_state,
        source_place=one.source,
    )


def _load_mappings(staged: list[StagedNode], nodes: dict[str, Node], frameworks: dict[str, Framework]) -> None:
    known = {
        name: {reference.identifier: reference for reference in Reference.objects.filter(framework=frameworks[name])}
        for name in (SP_800_53, CSF_1_1)
    }
    Mapping.objects.bulk_create(
        Mapping(
            node=nodes[one.identifier],
            framework=frameworks[name],
            reference=known[name].get(token),
            printed_low=name == SP_800_53 and token in one.printed_low,
            raw=token,
            position=position,
        )
        for one in staged
        for name, tokens in ((SP_800_53, one.controls), (CSF_1_1, one.csf))
        for position, token in enumerate(tokens, start=1)
    )
