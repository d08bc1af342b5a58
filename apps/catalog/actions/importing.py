"""Applying official files as a draft edition."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from apps.accounts.actors import Actor, Operator
from apps.audit import chain
from apps.catalog.loading import write_draft
from apps.catalog.models import Catalog, Edition, Node, Rewording
from apps.catalog.official.importing import Prepared, ReadFiles, prepare
from apps.catalog.permissions import check_user_can_operate


@dataclass(frozen=True)
class Applied:
    """The edition, what it was made of, and whether it was made just now; the same files never make a second one."""

    edition: Edition
    prepared: Prepared
    changed: bool


@transaction.atomic
def apply_import(read: ReadFiles, *, by: Actor | Operator | None, at: datetime) -> Applied:
    """Write what was read as a draft edition with the official wording; a person publishes it later.

    Entries are found anew with the catalog locked, so that two imports never give one identifier to two entries.
    """
    check_user_can_operate(by)
    prepared = prepare(read)
    catalog, _ = Catalog.objects.get_or_create(
        slug=prepared.staged.catalog, defaults={"title": prepared.staged.catalog_title}
    )
    Catalog.objects.select_for_update().get(pk=catalog.pk)
    prepared = prepare(read)
    if prepared.present is not None:
        return Applied(prepared.present, prepared, changed=False)
    matched_with = prepared.against
    edition = write_draft(prepared.staged, catalog, matched_with=matched_with)
    proposals = prepared.identified.proposals
    nodes = dict(Node.objects.filter(edition=edition).values_list("identifier", "pk"))
    Rewording.objects.bulk_create(
        Rewording(node_id=nodes[one.identifier], earlier_id=one.earlier.pk, similarity=one.percent) for one in proposals
    )
    chain.record(
        "catalog.imported",
        by=by,
        target=edition,
        after={
            "label": edition.label,
            "digest": edition.digest,
            "nodes": len(prepared.staged.nodes),
            "matched_with": matched_with.label if matched_with else "",
            "warnings": sum(one.level == "warning" for one in prepared.remarks),
            "imported_at": at,
        },
    )
    return Applied(edition, prepared, changed=True)
