"""Forms of the treatment page."""

from typing import Any

from crispy_forms.layout import Layout
from django import forms

from apps.catalog.kinds import SP_800_53
from apps.catalog.models import Reference
from apps.core.forms import Columns, DateInput, RadioTiles
from apps.reviews.forms.folded import FoldedForm, text_area
from apps.reviews.gaps import ORDER
from apps.reviews.workflow import Outcome, TreatmentKind

KINDS = tuple(guidance for guidance in ORDER if guidance.kind is not TreatmentKind.ACCEPT)
CONTROL_LIST = "controls-of-the-system"
"""The id of the page's list of suggestions for the control."""


class TreatForm(FoldedForm):
    """How a gap is treated: by whom, until when, and how that is verified."""

    button = "Record the treatment"

    kind = forms.ChoiceField(
        label="Kind of treatment",
        choices=[(guidance.kind.value, guidance.kind.label) for guidance in KINDS],
        widget=RadioTiles(descriptions={guidance.kind.value: guidance.text for guidance in KINDS}),
        error_messages={"required": "Choose how the gap is treated."},
    )
    description = text_area(
        "What is done",
        "So that somebody who was not there can find it: where, with which product or setting.",
        missing="Describe what is done.",
    )
    control = forms.CharField(
        label="Control",
        required=False,
        max_length=20,
        help_text="The SP 800-53 control that carries it, such as SC-7.",
        widget=forms.TextInput(attrs={"list": CONTROL_LIST, "autocomplete": "off"}),
    )
    owner = forms.CharField(
        label="Owner",
        max_length=160,
        help_text="The person or office that does it.",
        error_messages={"required": "Name who does it."},
    )
    due_on = forms.DateField(
        label="Due", widget=DateInput(), error_messages={"required": "Say until when it is done, as a date."}
    )
    verification = text_area(
        "How it is verified",
        "What another person will look at or test.",
        rows=2,
        missing="Say how another person verifies it.",
    )

    def layout(self) -> Layout:
        """Put owner, date and control side by side."""
        return Layout("kind", "description", Columns("owner", "due_on", "control"), "verification")

    def clean_control(self) -> Reference | None:
        """Return the control of the published list, or None."""
        identifier = self.cleaned_data["control"].strip().upper()
        if not identifier:
            return None
        control = Reference.objects.filter(framework__name=SP_800_53, identifier=identifier, withdrawn=False).first()
        if control is None:
            raise forms.ValidationError(
                f"{identifier} is not a control of {SP_800_53}; write it like SC-7 or AC-17(2)."
            )
        return control


class VerifyTreatmentForm(FoldedForm):
    """What was checked, and what came out."""

    button = "Record it as verified"

    result = text_area("What was checked, and what came out", rows=2, missing="Say what was checked and what came out.")


class DropForm(FoldedForm):
    """Why a treatment or a condition is taken back."""

    button = "Drop it"

    reason = text_area(
        "Reason", "What it said stays in the record of events.", rows=2, missing="Say why it is dropped."
    )


class StateGapForm(FoldedForm):
    """The position on an open gap."""

    button = "Save the position"

    statement = text_area(
        "Position on this gap",
        "What the gap means for this use, and why the recommendation can be made with it.",
        missing="Write the position on this gap.",
    )
    read = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)


class AcceptRiskForm(FoldedForm):
    """The authorizing official's acceptance of what is left."""

    button = "Accept the residual risk"

    statement = text_area(
        "The risk that is accepted, and why it is within tolerance",
        "This is a record of its own: the gap stays a gap, and the requirement is not met by it.",
        missing="Say which risk is accepted and why it is within tolerance.",
    )
    until = forms.DateField(
        label="Accepted until", required=False, widget=DateInput(), help_text="Empty: for the life of the product."
    )


class ConditionForm(FoldedForm):
    """Something that must come true by a day for the determination to hold."""

    button = "Set the condition"

    text = text_area(
        "Condition",
        "What must be true, so that anybody can tell whether it is.",
        rows=2,
        missing="Write the condition.",
    )
    owner = forms.CharField(
        label="Who keeps it", max_length=160, error_messages={"required": "Name who keeps the condition."}
    )
    due_on = forms.DateField(
        label="Due", widget=DateInput(), error_messages={"required": "Say until when, as a date after today."}
    )
    gap = forms.ChoiceField(label="Gap it belongs to", required=False)

    def __init__(self, data: Any = None, *, gaps: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["gap"].choices = [("", "None: the whole product"), *gaps]  # type: ignore[attr-defined]

    def layout(self) -> Layout:
        """Put owner and date side by side."""
        return Layout("text", Columns("owner", "due_on"), "gap")


class RecommendForm(FoldedForm):
    """The reviewer's recommendation, in the words of the Act."""

    button = "Recommend to the CISO and the CIO"

    outcome = forms.ChoiceField(
        label="I recommend to determine",
        choices=Outcome.choices,
        widget=RadioTiles(),
        error_messages={"required": "Choose one of the three outcomes."},
    )
    text = text_area(
        "Why",
        "The gaps that matter, what is done about them, and what is left.",
        rows=5,
        missing="Write the recommendation.",
    )
