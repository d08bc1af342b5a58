"""Our guidance on a sub-capability, in whatever edition it is read.

Guidance hangs on the nodes of the bundled editions; an official edition brings none. It is found by the lasting entry,
and is no part of what a review holds on to: the newest published one helps most.
"""

from django.db.models import OuterRef, QuerySet, Subquery

from apps.catalog.kinds import EditionStatus
from apps.catalog.models import Edition, Guidance

TEXTS = ("why", "evidence", "examine", "interview", "test")


def guidance_on(node_id: int) -> Guidance | None:
    """Return the guidance on the entry of a node; one statement."""
    return _newest_first().filter(node__entry__nodes=node_id).first()


def guidance_text(name: str) -> Subquery:
    """Return one text of the guidance as an expression over nodes, for statements that read many of them."""
    return Subquery(_newest_first().filter(node__entry=OuterRef("entry")).values(name)[:1])


def guidance_by_identifier(edition: Edition) -> dict[str, str]:
    """Return all guidance by identifier, its texts in one, for the search in `edition`; one statement."""
    rows = _newest_first().filter(node__edition__catalog=edition.catalog_id)
    found: dict[str, str] = {}
    for identifier, *texts in rows.values_list("node__identifier", *TEXTS):
        found.setdefault(identifier, "\n".join(texts))
    return found


def _newest_first() -> QuerySet[Guidance]:
    published = Guidance.objects.exclude(node__edition__status=EditionStatus.DRAFT)
    return published.order_by("-node__edition__published_at", "-pk")
