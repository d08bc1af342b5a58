"""What the public pages can be asked for; everything stays in the address."""

import re
from typing import Any

from crispy_forms.layout import HTML, Layout
from django import forms
from django.urls import reverse

from apps.catalog.kinds import BASELINES, CSF_1_1, CSF_2_0, SP_800_53, Branch
from apps.catalog.models import Reference
from apps.core.forms import AssayFormHelper, Columns, Submit

MOST_WORDS = 12
_CONTROL = re.compile(r"([A-Z]{2})\s*-?\s*0*(\d{1,2})\s*(?:\(\s*0*(\d{1,2})\s*\))?")
_SUBCATEGORY = re.compile(r"([A-Z]{2})[.\s-]?([A-Z]{2})\s*-?\s*(\d{1,2})")
_SIDES = {Branch.TECHNICAL: "Device", Branch.NON_TECHNICAL: "Manufacturer"}
# The list follows what is typed; the button does the same without scripts.
_WHILE_TYPING = {
    "hx-trigger": "input changed delay:250ms",
    "hx-include": "closest form",
    "hx-sync": "this:replace",
    "hx-target": "#results",
    "hx-select": "#results",
    "hx-swap": "outerHTML",
    "hx-select-oob": "#capabilities,#capabilities-folded",
}
_FILTERS = ("control", "csf", "baseline", "branch")
_HIDDEN = ("capability", "order", "edition")
_BASELINE_CHOICES = [("", "Any or none"), *((name, name.capitalize()) for name in BASELINES)]


class BrowseForm(forms.Form):
    """Search words and filters of the catalog, to be combined at will."""

    q = forms.CharField(
        label="Words or identifier",
        max_length=120,
        required=False,
        help_text="For example: default password, SBOM, LA-ACF.1, SI-7(15)",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "data-key": "/"}),
    )
    control = forms.CharField(
        label="Control",
        max_length=20,
        required=False,
        help_text="AC-3 or AC-3(7)",
        widget=forms.TextInput(attrs={"list": "known-controls", "autocomplete": "off"}),
    )
    csf = forms.CharField(
        label="CSF subcategory",
        max_length=20,
        required=False,
        help_text="PR.AC-1 or PR.AA-01",
        widget=forms.TextInput(attrs={"list": "known-subcategories", "autocomplete": "off"}),
    )
    baseline = forms.ChoiceField(
        label="Baseline", choices=_BASELINE_CHOICES, required=False, help_text="Of the controls, SP 800-53B"
    )
    branch = forms.ChoiceField(
        label="Side", choices=[("", "Both"), *_SIDES.items()], required=False, help_text="Device or manufacturer"
    )
    capability = forms.CharField(required=False, widget=forms.HiddenInput)
    order = forms.ChoiceField(choices=[("catalog", "Catalog order")], required=False, widget=forms.HiddenInput)
    edition = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, capability_codes: tuple[str, ...] = (), edition: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.capability_codes = capability_codes
        self.data = {**self.data, "edition": edition}
        self.fields["q"].widget.attrs |= _WHILE_TYPING | {"hx-get": reverse("catalog:browse")}
        for name in ("baseline", "branch", "order"):
            self.fields[name].error_messages["invalid_choice"] = "“%(value)s” is none of the choices; pick one of them."
        self.helper = AssayFormHelper(
            Submit.primary("Show entries"),
            method="get",
            layout=Layout("q", *self._filters(), *(name for name in _HIDDEN if self.data.get(name))),
            css_class="a-form--dense",
        )

    def _filters(self) -> list[Any]:
        """Return the filters, folded on a small screen while none is set."""
        closed = "" if any(self.data.get(name) for name in _FILTERS) else " data-narrow-closed"
        opening = f'<details class="a-search__filters" open{closed}><summary>Filters</summary>'
        return [HTML(opening), Columns(*_FILTERS), HTML("</details>")]

    def clean_q(self) -> list[str]:
        """Return the words to look for."""
        words: list[str] = self.cleaned_data["q"].split()
        if len(words) > MOST_WORDS:
            raise forms.ValidationError(f"Use at most {MOST_WORDS} words.")
        return words

    def clean_control(self) -> Reference | None:
        """Return the control or enhancement, however it is written."""
        typed = self.cleaned_data["control"].strip()
        if not typed:
            return None
        shape = _CONTROL.fullmatch(typed.upper())
        identifier = f"{shape[1]}-{shape[2]}" + (f"({shape[3]})" if shape[3] else "") if shape else typed
        control = Reference.objects.filter(framework__name=SP_800_53, identifier=identifier).first()
        if control is None:
            raise forms.ValidationError(
                f"SP 800-53 Rev. 5 has no control “{typed}”. Write it like AC-3, or AC-3(7) for an enhancement."
            )
        return control

    def clean_csf(self) -> Reference | None:
        """Return the subcategory; one digit after the hyphen means version 1.1, two mean 2.0."""
        typed = self.cleaned_data["csf"].strip()
        if not typed:
            return None
        shape = _SUBCATEGORY.fullmatch(typed.upper())
        identifier = f"{shape[1]}.{shape[2]}-{shape[3]}" if shape else typed
        found = Reference.objects.filter(framework__name__in=(CSF_1_1, CSF_2_0), identifier=identifier, title="")
        subcategory = found.select_related("framework").prefetch_related("predecessors").first()
        if subcategory is None:
            raise forms.ValidationError(
                f"The Cybersecurity Framework has no subcategory “{typed}”. "
                "Write it like PR.AC-1 for version 1.1, or PR.AA-01 for version 2.0."
            )
        return subcategory

    def clean_capability(self) -> str:
        """Return the code of a capability of the edition."""
        code: str = self.cleaned_data["capability"]
        if code and code not in self.capability_codes:
            raise forms.ValidationError(
                f"The catalog has no capability “{code}”. Choose one from the list of capabilities."
            )
        return code
