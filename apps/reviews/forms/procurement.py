"""Forms of procurements and of their candidate products."""

from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.db.models import Q

from apps.accounts.actors import Actor
from apps.core.forms import AssayFormHelper, Columns, Link, RadioTiles, Submit
from apps.core.ids import uuid7
from apps.devices.models import Product
from apps.reviews.reading import PROCUREMENT_FIELDS
from apps.reviews.workflow import Occasion
from apps.systems.models import System

PRODUCTS_SHOWN = 12
OCCASION_HINTS: dict[str, str] = {
    Occasion.NEW_PROCUREMENT: "The product is bought or obtained, at any value.",
    Occasion.RENEWAL_OR_OPTION: "A contract is renewed, or an option is taken up.",
    Occasion.CONTINUED_USE: "The product is in use already, and its use goes on.",
}


class ProcurementForm(forms.Form):
    """A purchase, renewal or continued use."""

    title = forms.CharField(max_length=160, help_text="As your office calls it, for example: Lobby cameras.")
    occasion = forms.ChoiceField(
        choices=Occasion, label="Occasion of the review", widget=RadioTiles(descriptions=OCCASION_HINTS)
    )
    reference = forms.CharField(
        label="Contract or requisition reference",
        max_length=80,
        required=False,
    )
    offeror = forms.CharField(max_length=160, required=False, help_text="Who sells it, if not the manufacturer.")
    amount = forms.DecimalField(
        label="Estimated value in USD",
        max_digits=14,
        decimal_places=2,
        min_value=0,
        required=False,
        help_text="The Act applies below the simplified acquisition threshold too.",
    )
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    read = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, cancel_url: str, button: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].initial = uuid7
        reference: Any = self.fields["reference"]
        reference.needed = "needed to submit a review"
        layout = Layout("key", "read", "title", "occasion", "reference", Columns("offeror", "amount"))
        self.helper = AssayFormHelper(Submit.primary(button), Link.cancel(cancel_url), layout=layout)

    def values(self) -> dict[str, Any]:
        """Return what is stored, without what the form itself carries."""
        return {name: self.cleaned_data[name] for name in PROCUREMENT_FIELDS}


def matching_products(actor: Actor, text: str) -> Any:
    """Return the listed products in which every word of the text occurs, by manufacturer and name."""
    found = Product.objects.visible_to(actor).select_related("organization")
    for word in text.split():
        found = found.filter(
            Q(name__icontains=word)
            | Q(model__icontains=word)
            | Q(kind__icontains=word)
            | Q(organization__name__icontains=word)
        )
    return found.order_by("organization__name", "name", "model", "pk")


class _ProductField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Product) -> str:
        return str(obj)


class CandidateForm(forms.Form):
    """The product of a review, the system that it will be part of, and how many are bought."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    product = _ProductField(
        Product.objects.none(),
        empty_label=None,
        widget=RadioTiles,
        error_messages={
            "required": "Choose a product. If it is not among them, find it by another word.",
            "invalid_choice": "Choose one of the products that manufacturers list for agencies.",
        },
    )
    system = forms.ModelChoiceField(
        System.objects.none(),
        required=False,
        empty_label="Not decided yet",
        help_text="The system that the product will be part of; it can be chosen later.",
    )
    quantity = forms.IntegerField(min_value=1, max_value=10_000_000, initial=1)

    def __init__(self, *args: Any, actor: Actor, text: str, cancel_url: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].initial = uuid7
        shown = list(matching_products(actor, text)[:PRODUCTS_SHOWN])
        product: Any = self.fields["product"]
        product.queryset = Product.objects.visible_to(actor)
        chosen = product.queryset.select_related("organization").filter(pk=self._chosen()).first()
        if chosen is not None and chosen not in shown:
            shown.insert(0, chosen)
        product.widget.choices = [(str(one.pk), str(one)) for one in shown]
        product.widget.descriptions = {str(one.pk): f"{one.organization} · {one.kind}" for one in shown}
        system: Any = self.fields["system"]
        system.queryset = System.objects.visible_to(actor).order_by("name", "pk")
        self.products = shown
        self.helper = AssayFormHelper(
            Submit.primary("Add the candidate"),
            Link.cancel(cancel_url),
            layout=Layout("key", "product", Columns("system", "quantity")),
        )

    def _chosen(self) -> Any:
        """Return the product that was sent, so that it stays among the choices; None when it is no identifier."""
        try:
            return forms.UUIDField(required=False).clean(self.data.get("product"))
        except forms.ValidationError:
            return None
