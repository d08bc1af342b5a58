"""Constraints that several models share."""

from collections.abc import Sequence

from django.db.models import CheckConstraint, Q


def paired(app_and_model: str, *fields: str) -> CheckConstraint:
    """Return the constraint "all of these fields are filled, or none" (for `*_at` with `*_by`)."""
    filled, empty = Q(), Q()
    for field in fields:
        filled &= Q(**{f"{field}__isnull": False})
        empty &= Q(**{f"{field}__isnull": True})
    return CheckConstraint(condition=filled | empty, name=f"{app_and_model}_{fields[0]}_paired")


def one_of(app_and_model: str, field: str, values: Sequence[str | int]) -> CheckConstraint:
    """Return the constraint "this field holds one of `values`"."""
    return CheckConstraint(condition=Q(**{f"{field}__in": values}), name=f"{app_and_model}_{field}_known")
