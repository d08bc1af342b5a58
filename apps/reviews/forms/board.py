"""Filters of the board and of the list of procurements; all of them stay in the address."""

from typing import Any

from crispy_forms.layout import Layout
from django import forms

from apps.accounts.actors import Actor
from apps.core.forms import AssayFormHelper, Submit
from apps.devices.models import Product
from apps.reviews.models import Review

LINE = "a-form--search"


class SearchForm(forms.Form):
    """One search line."""

    q = forms.CharField(required=False, max_length=100)

    def __init__(self, *args: Any, label: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["q"].label = label
        self.helper = AssayFormHelper(Submit.secondary("Find"), method="get", css_class=LINE)
        self.helper.attrs["role"] = "search"


class BoardForm(forms.Form):
    """Text, product, and whether the person has acted on the review; the state is chosen by links."""

    q = forms.CharField(label="Purchase, product or manufacturer", required=False, max_length=100)
    product = forms.ModelChoiceField(Product.objects.none(), required=False, empty_label="Every product")
    mine = forms.BooleanField(label="Only those I work on", required=False)
    state = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reviewed = Review.objects.visible_to(actor).order_by().values("product")
        product: Any = self.fields["product"]
        product.queryset = Product.objects.filter(pk__in=reviewed).order_by("name", "model", "pk")
        layout = Layout("state", "q", "product", "mine")
        self.helper = AssayFormHelper(Submit.secondary("Show"), method="get", css_class=LINE, layout=layout)
        self.helper.attrs["role"] = "search"
