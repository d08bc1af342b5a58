"""Forms of the steps of a draft; each can be saved half done."""

from typing import Any

from crispy_forms.layout import Layout
from django import forms

from apps.accounts.actors import Actor
from apps.core.forms import AssayFormHelper, Columns, Fieldset, Link, RadioTiles, Submit
from apps.reviews.forms.folded import text_area
from apps.reviews.models import Review
from apps.reviews.use_case import QUESTIONS, SCOPE_CRITERIA, Question, Step
from apps.systems.models import System

LEAVE = "leave"
"""The name of the button that saves and leaves the draft for later."""
_ASKED = {question.slug: question for question in QUESTIONS}


class StepForm(forms.Form):
    """One step: what it asks, and both ways to save it."""

    read = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, actor: Actor, review: Review, step: Step, cancel_url: str, refusal: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.actor, self.review, self.step = actor, review, step
        self.add_fields()
        self.helper = AssayFormHelper(
            Submit.primary("Save and go on", disabled_because=refusal),
            Submit.secondary("Save and leave", name=LEAVE, value="yes", disabled_because=refusal),
            Link.cancel(cancel_url, "Leave without saving"),
            layout=self.layout(),
            guard=True,
        )

    def add_fields(self) -> None:
        """Add the questions of the step."""
        for slug in self.step.questions:
            self.fields[slug] = _field(_ASKED[slug])

    def layout(self) -> Layout:
        """Return the fields in their order."""
        return Layout("read", *(name for name in self.fields if name != "read"))

    @property
    def use_case(self) -> dict[str, str]:
        """Return the answers by question."""
        return {slug: self.cleaned_data[slug] for slug in self.step.questions}


def _field(question: Question) -> forms.Field:
    field: Any
    if question.choices:
        field = forms.ChoiceField(
            label=question.text,
            help_text=question.hint,
            required=False,
            choices=[(label, label) for label in question.choices],
            widget=RadioTiles,
        )
    else:
        field = text_area(question.text, question.hint, required=False)
    field.needed = "needed to submit" if question.required else ""
    return field


class SystemStep(StepForm):
    """The system, how many are bought, and where the product would stand."""

    def add_fields(self) -> None:
        """Put system and quantity before the questions."""
        system: Any = forms.ModelChoiceField(
            System.objects.visible_to(self.actor).order_by("name", "pk"),
            required=False,
            empty_label="Not decided yet",
            help_text="Missing? Its ISSO describes it under Systems.",
        )
        system.needed = "needed to submit"
        self.fields["system"] = system
        self.fields["quantity"] = forms.IntegerField(min_value=1, max_value=10_000_000)
        super().add_fields()

    def layout(self) -> Layout:
        """Put system and quantity side by side."""
        return Layout("read", Columns("system", "quantity"), *self.step.questions)


class ScopeStep(StepForm):
    """Whether each criterion of the Act holds, and why."""

    def add_fields(self) -> None:
        """Ask for yes or no, and for the reason, under each criterion."""
        for criterion in SCOPE_CRITERIA:
            holds: Any = forms.TypedChoiceField(
                label="Does it hold?",
                required=False,
                choices=[("yes", "Yes"), ("no", "No")],
                coerce=lambda value: value == "yes",
                empty_value=None,
                widget=RadioTiles(compact=True),
            )
            holds.needed = "needed to submit"
            reason: Any = text_area("Why?", rows=2, required=False)
            reason.needed = "needed to submit"
            self.fields |= {f"{criterion.slug}_holds": holds, f"{criterion.slug}_reason": reason}

    def layout(self) -> Layout:
        """Group by criterion."""
        groups = [
            Fieldset(one.text, f"{one.slug}_holds", f"{one.slug}_reason", hint=one.hint) for one in SCOPE_CRITERIA
        ]
        return Layout("read", *groups)

    def clean(self) -> dict[str, Any]:
        """Refuse a reason without an answer: it would be lost."""
        cleaned = super().clean() or {}
        for criterion in SCOPE_CRITERIA:
            if cleaned.get(f"{criterion.slug}_reason") and cleaned.get(f"{criterion.slug}_holds") is None:
                self.add_error(f"{criterion.slug}_holds", "Say yes or no, so that the reason can be kept.")
        return cleaned

    @property
    def answers(self) -> dict[str, tuple[bool, str]]:
        """Return what is answered so far."""
        found = {}
        for criterion in SCOPE_CRITERIA:
            holds = self.cleaned_data[f"{criterion.slug}_holds"]
            if holds is not None:
                found[criterion.slug] = (holds, self.cleaned_data[f"{criterion.slug}_reason"])
        return found


class ContractStep(StepForm):
    """What of the procurement a review needs."""

    def add_fields(self) -> None:
        """Ask for reference, offeror and value."""
        reference: Any = forms.CharField(
            label="Contract or requisition reference",
            max_length=80,
            required=False,
        )
        reference.needed = "needed to submit"
        self.fields["reference"] = reference
        self.fields["offeror"] = forms.CharField(
            max_length=160, required=False, help_text="Who sells it, if not the manufacturer."
        )
        self.fields["amount"] = forms.DecimalField(
            label="Estimated value in USD", max_digits=14, decimal_places=2, min_value=0, required=False
        )

    def layout(self) -> Layout:
        """Put the offeror beside the value."""
        return Layout("read", "reference", Columns("offeror", "amount"))
