"""Forms of procurements and the intake."""

from typing import Any

from django import forms

from apps.accounts.actors import Actor
from apps.core.forms import AssayFormHelper, Submit
from apps.devices.models import Product
from apps.reviews.models import Review
from apps.reviews.use_case import QUESTIONS, SCOPE_CRITERIA
from apps.reviews.workflow import Occasion, Placement
from apps.systems.models import System

_TEXT = {"rows": 3}


class ProcurementForm(forms.Form):
    """A purchase, renewal or continued use."""

    title = forms.CharField(max_length=160, help_text="For example: Lobby cameras")
    occasion = forms.ChoiceField(choices=Occasion.choices)
    reference = forms.CharField(label="Contract or requisition reference", max_length=80, required=False)
    offeror = forms.CharField(max_length=160, required=False, help_text="Who sells it, if not the manufacturer.")
    amount = forms.DecimalField(
        label="Estimated value in USD",
        max_digits=14,
        decimal_places=2,
        min_value=0,
        required=False,
        help_text="The Act applies below the simplified acquisition threshold too.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = AssayFormHelper(Submit.primary("Save"))


class CandidateForm(forms.Form):
    """The product of a review, chosen among those that manufacturers list for agencies."""

    product = forms.ModelChoiceField(
        Product.objects.none(),
        help_text="Products that manufacturers list here. Missing? Ask the manufacturer to list it.",
    )
    system = forms.ModelChoiceField(System.objects.none(), required=False, help_text="It can be chosen later too.")
    quantity = forms.IntegerField(min_value=1, max_value=10_000_000, initial=1)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        products: Any = self.fields["product"]
        products.queryset = (
            Product.objects.visible_to(actor)
            .select_related("organization")
            .order_by("organization__name", "name", "pk")
        )
        products.label_from_instance = lambda product: f"{product} ({product.organization})"
        systems: Any = self.fields["system"]
        systems.queryset = System.objects.visible_to(actor).order_by("name", "pk")
        self.helper = AssayFormHelper(Submit.primary("Add the candidate"))


class DraftForm(forms.Form):
    """System, quantity and the use-case answers of a draft; it can be saved half done."""

    system = forms.ModelChoiceField(System.objects.none(), required=False)
    quantity = forms.IntegerField(min_value=1, max_value=10_000_000)

    def __init__(self, *args: Any, actor: Actor, review: Review, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        systems: Any = self.fields["system"]
        systems.queryset = System.objects.visible_to(actor).order_by("name", "pk")
        self.fields["system"].initial = review.system_id
        self.fields["quantity"].initial = review.quantity
        answers = dict(review.use_case.values_list("question", "text"))
        for question in QUESTIONS:
            self.fields[question.slug] = forms.CharField(
                label=question.text,
                help_text=question.hint + (" Needed before you submit." if question.required else ""),
                required=False,
                max_length=4000,
                initial=answers.get(question.slug, ""),
                widget=forms.Textarea(attrs=_TEXT),
            )
        self.helper = AssayFormHelper(Submit.primary("Save the draft"))

    @property
    def use_case(self) -> dict[str, str]:
        """Return the answers by question."""
        return {question.slug: self.cleaned_data[question.slug] for question in QUESTIONS}


class ScopeForm(forms.Form):
    """A reason per criterion of the Act."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for criterion in SCOPE_CRITERIA:
            self.fields[criterion.slug] = forms.CharField(
                label=criterion.text,
                help_text="Does it hold? Say why, or why not.",
                max_length=2000,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
        self.helper = AssayFormHelper(Submit.primary("Propose as not covered"))


class CategoriseForm(forms.Form):
    """Boundary, placement and privacy; the FIPS 199 values are those of the system."""

    boundary = forms.CharField(label="Authorization boundary", max_length=2000, widget=forms.Textarea(attrs=_TEXT))
    placement = forms.ChoiceField(label="Where the product stands", choices=Placement.choices)
    privacy_trigger = forms.TypedChoiceField(
        label="Is personal data involved?",
        choices=[("", "Choose"), ("yes", "Yes"), ("no", "No")],
        coerce=lambda value: value == "yes",
    )
    privacy_note = forms.CharField(
        label="Which, and what is done", required=False, max_length=2000, widget=forms.Textarea(attrs=_TEXT)
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = AssayFormHelper(Submit.primary("Categorise and gather the candidates"))


class ReasonForm(forms.Form):
    """A reason for an act that ends something."""

    reason = forms.CharField(max_length=2000, widget=forms.Textarea(attrs=_TEXT))

    def __init__(self, *args: Any, button: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = AssayFormHelper(Submit.danger(button))
