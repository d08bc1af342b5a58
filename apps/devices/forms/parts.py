"""Choosing a part that another product has already."""

from typing import Any

from django import forms

from apps.core.forms import AssayFormHelper, Link, Submit
from apps.devices.models import Component, Product


class SharedPartForm(forms.Form):
    """One component of another product of the same organization."""

    part = forms.ModelChoiceField(
        Component.objects.none(),
        empty_label="Choose a part",
        help_text="Its versions come along; certificates and answers are kept in one place for all its products.",
    )

    def __init__(self, *args: Any, product: Product, cancel_url: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        part: Any = self.fields["part"]
        here = product.components.filter(same_part_as__isnull=False).values("same_part_as")
        part.queryset = (
            Component.objects.filter(product__organization=product.organization_id, same_part_as__isnull=True)
            .exclude(product=product)
            .exclude(pk__in=here)
            .select_related("product")
            .order_by("name", "product__name", "pk")
        )
        part.label_from_instance = lambda one: f"{one.name} ({one.get_kind_display()}, {one.product})"
        self.helper = AssayFormHelper(Submit.primary("Add this part"), Link.cancel(cancel_url))
