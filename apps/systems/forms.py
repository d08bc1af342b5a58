"""Forms of systems, their controls, and the capabilities and requirements behind them."""

import re
from typing import Any

from crispy_forms.layout import Layout
from django import forms

from apps.accounts.actors import Actor
from apps.catalog.kinds import SP_800_53
from apps.catalog.models import Reference
from apps.core.forms import AssayFormHelper, CheckboxTiles, Columns, Fieldset, Link, Submit
from apps.core.ids import uuid7
from apps.systems.identifiers import normalized
from apps.systems.kinds import Impact, RequirementKind, Responsibility
from apps.systems.models import SecurityRequirement

TEXT_LIMIT = 4000
CONTROL_LIST = "controls"
"""The id of the list of controls that the browser offers while an identifier is typed."""
_EFFECT = {Impact.LOW: "limited", Impact.MODERATE: "serious", Impact.HIGH: "severe or catastrophic"}


def _impact_field(label: str, question: str) -> forms.TypedChoiceField:
    choices = [
        ("", "Not decided yet"),
        *((impact.value, f"{impact.label} ({_EFFECT[impact]} effect)") for impact in Impact),
    ]
    return forms.TypedChoiceField(
        label=label, help_text=question, choices=choices, coerce=int, empty_value=None, required=False
    )


class SystemForm(forms.Form):
    """A system with its three FIPS 199 values; a value may wait, but no review can be submitted without it."""

    name = forms.CharField(max_length=160, help_text="As your inventory of systems names it.")
    purpose = forms.CharField(
        max_length=TEXT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The mission or business that it serves.",
    )
    boundary = forms.CharField(
        label="Authorization boundary",
        max_length=TEXT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What lies inside, what connects to it. Every element lies in exactly one boundary.",
    )
    owner = forms.CharField(
        label="System owner", max_length=160, required=False, help_text="The office, or the person."
    )
    confidentiality = _impact_field("Confidentiality", "Effect if information gets out.")
    integrity = _impact_field("Integrity", "Effect if information is altered.")
    availability = _impact_field("Availability", "Effect if it cannot be used.")
    handles_personal_data = forms.BooleanField(
        label="It handles personal data", required=False, help_text="Adds the privacy baseline of SP 800-53B."
    )
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    read = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, cancel_url: str, button: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].initial = uuid7
        for name in ("confidentiality", "integrity", "availability"):
            value: Any = self.fields[name]
            value.needed = "can wait"
        layout = Layout(
            "key",
            "read",
            "name",
            "purpose",
            "boundary",
            "owner",
            Fieldset(
                "FIPS 199 values",
                Columns("confidentiality", "integrity", "availability"),
                "handles_personal_data",
                hint="They come from the system's owner. The highest of the three selects the baseline (FIPS 200).",
            ),
        )
        self.helper = AssayFormHelper(Submit.primary(button), Link.cancel(cancel_url), layout=layout)

    def values(self) -> dict[str, Any]:
        """Return what is stored, without what the form itself carries."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("key", "read")}


def controls_in_force() -> Any:
    """Return the controls that can be allocated: those of SP 800-53 that are not withdrawn, in their order."""
    return Reference.objects.filter(framework__name=SP_800_53, withdrawn=False).order_by("position")


class ControlField(forms.CharField):
    """One control by its identifier; becomes a Reference."""

    def clean(self, value: Any) -> Any:
        """Return the control; refuse what the list does not hold or has withdrawn."""
        text = normalized(super().clean(value) or "")
        if not text:
            return None
        control = (
            Reference.objects.filter(framework__name=SP_800_53, identifier=text).prefetch_related("successors").first()
        )
        if control is None:
            raise forms.ValidationError(f"SP 800-53 has no control {text}. Write it like IA-3 or AC-2(4).")
        if control.withdrawn:
            successors = ", ".join(successor.identifier for successor in control.successors.all())
            raise forms.ValidationError(f"{text} is withdrawn{'; use ' + successors if successors else ''}.")
        return control


class ControlsField(forms.CharField):
    """Several controls, by identifiers with commas, spaces or lines between them; becomes a list of References."""

    def clean(self, value: Any) -> Any:
        """Return the controls; refuse the whole when one is unknown or withdrawn, and name those."""
        wanted = list(
            dict.fromkeys(normalized(part) for part in re.split(r"[,;\n]+", super().clean(value) or "") if part.strip())
        )
        found = {control.identifier: control for control in controls_in_force().filter(identifier__in=wanted)}
        unknown = [identifier for identifier in wanted if identifier not in found]
        if unknown:
            raise forms.ValidationError(
                f"Not in SP 800-53, or withdrawn: {', '.join(unknown)}. Put commas between identifiers."
            )
        return [found[identifier] for identifier in wanted]


class AddControlForm(forms.Form):
    """A control to be added by tailoring, with the reason."""

    control = ControlField(
        max_length=20,
        help_text="Identifier, such as IA-3 or AC-2(4).",
        widget=forms.TextInput(attrs={"list": CONTROL_LIST, "autocomplete": "off"}),
    )
    reason = forms.CharField(
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Why this system needs it beyond its baseline.",
    )

    def __init__(self, *args: Any, cancel_url: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = AssayFormHelper(Submit.primary("Add the control"), Link.cancel(cancel_url))


class RemoveControlForm(forms.Form):
    """Why a control is taken out by tailoring."""

    reason = forms.CharField(
        label="Reason for removing it",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="It stays on record with this reason; reviews gather no candidates for it any more.",
    )

    def __init__(self, *args: Any, action: str, disabled_because: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = AssayFormHelper(
            Submit.danger("Remove by tailoring", disabled_because=disabled_because), action=action, form_id="remove"
        )


class ResponsibilityForm(forms.Form):
    """Who implements a control."""

    responsibility = forms.ChoiceField(choices=Responsibility, label="Implemented")

    def __init__(self, *args: Any, action: str, disabled_because: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = AssayFormHelper(
            Submit.secondary("Save", disabled_because=disabled_because), action=action, form_id="responsibility"
        )


class _BehindForm(forms.Form):
    """A part of the chain, new or edited; `read` tells an edit whether a colleague was faster."""

    read = forms.CharField(widget=forms.HiddenInput, required=False)

    def values(self) -> dict[str, Any]:
        """Return what is stored, without what the form itself carries."""
        return {name: value for name, value in self.cleaned_data.items() if name != "read"}


class RequirementForm(_BehindForm):
    """A security requirement of the organization."""

    kind = forms.ChoiceField(choices=RequirementKind, label="Source")
    citation = forms.CharField(
        max_length=160, required=False, help_text="For example: 44 USC 3554(b), or the number of your policy."
    )
    text = forms.CharField(label="What is required", max_length=TEXT_LIMIT, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, cancel_url: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = AssayFormHelper(Submit.primary("Save the requirement"), Link.cancel(cancel_url))


class CapabilityForm(_BehindForm):
    """A security capability: controls with one purpose, and the requirements that they satisfy together."""

    name = forms.CharField(max_length=160, help_text="For example: Only known devices take part.")
    purpose = forms.CharField(max_length=TEXT_LIMIT, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    controls = ControlsField(
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Identifiers with commas between them, such as IA-3, AC-2(4).",
    )
    satisfies = forms.ModelMultipleChoiceField(
        SecurityRequirement.objects.none(),
        label="Security requirements that it satisfies",
        required=False,
        widget=CheckboxTiles,
    )

    def __init__(self, *args: Any, actor: Actor, cancel_url: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        satisfies: Any = self.fields["satisfies"]
        satisfies.queryset = SecurityRequirement.objects.visible_to(actor).order_by("kind", "citation", "pk")
        self.helper = AssayFormHelper(Submit.primary("Save the capability"), Link.cancel(cancel_url))
