"""Conditions on the parts of a review that cost the same however many reviews the database holds."""

from typing import Any

from django.db.models import Count, IntegerField, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.db.models.lookups import IsNull


def some(parts: QuerySet[Any]) -> IsNull:
    """Return the condition that a review has such a part.

    Asked for one review after the other, by the index on `review`: as EXISTS, PostgreSQL may look through the parts of
    every review that there is, which takes longer with each of them.
    """
    return IsNull(Subquery(parts.order_by().values("pk")[:1]), False)


def none(parts: QuerySet[Any]) -> IsNull:
    """Return the condition that a review has no such part; see `some`."""
    return IsNull(Subquery(parts.order_by().values("pk")[:1]), True)


def number(parts: QuerySet[Any]) -> Coalesce:
    """Return how many such parts a review has."""
    counted = parts.order_by().values("review").annotate(n=Count("*")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
