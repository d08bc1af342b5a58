"""How far declarations are with what agencies ask for: entries, not answers, since one component's answer may do."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q

from apps.devices.models import Answer, AnswerRequest


@dataclass(frozen=True)
class Asked:
    """How many entries agencies ask for on a product, and how many of them a declaration answers and proves."""

    total: int = 0
    answered: int = 0
    proven: int = 0


def asked_of(declarations: Collection[Any]) -> dict[UUID, Asked]:
    """Return it for each declaration whose product is asked about; two statements, however many there are.

    Requests that were declined ask for nothing; those that were answered still say what matters.
    """
    links = AnswerRequest.entries.through.objects.filter(answerrequest__declined_at__isnull=True)
    products = {one.product_id for one in declarations}
    counted: Any = links.filter(answerrequest__product__in=products).values("answerrequest__product")
    totals = {
        row["answerrequest__product"]: row["total"] for row in counted.annotate(total=Count("entry", distinct=True))
    }
    if not totals:
        return {}
    wanted = links.filter(entry=OuterRef("node__entry"), answerrequest__product=OuterRef("declaration__product"))
    given = (
        Answer.objects.filter(Exists(wanted), declaration__in=[one.pk for one in declarations])
        .values("declaration")
        .annotate(
            answered=Count("node__entry", distinct=True),
            proven=Count("node__entry", distinct=True, filter=Q(evidence__isnull=False)),
        )
    )
    counts: dict[UUID, tuple[int, int]] = {
        row["declaration"]: (row["answered"], row["proven"]) for row in given.order_by()
    }
    return {
        one.pk: Asked(totals[one.product_id], *counts.get(one.pk, (0, 0)))
        for one in declarations
        if one.product_id in totals
    }
