"""Forms of the waiver: request, verification of methods, and the two acts of two offices."""

from typing import Any, ClassVar

from crispy_forms.layout import Layout
from django import forms

from apps.core.forms import DateInput, FieldHint, Fieldset, Link, RadioTiles, Submit
from apps.reviews.forms.folded import TEXT_LIMIT, FoldedForm, rows_sent, text_area
from apps.reviews.workflow import WaiverGround

GROUND_WORDS = {
    WaiverGround.NATIONAL_SECURITY.value: "The waiver is necessary in the interest of national security.",
    WaiverGround.RESEARCH.value: "Procuring, obtaining or using the device is necessary for research purposes.",
    WaiverGround.ALTERNATIVE_METHODS.value: "The device is secured using alternative and effective methods appropriate "
    "to its function. Each method is verified before the CIO determines.",
}
"""Sec. 7(b) of P.L. 116-207; no other ground exists."""


class WaiverRequestForm(FoldedForm):
    """What the program office states: ground, facts, devices, end, and alternative methods as repeated fields."""

    button = "Request the waiver"
    least_rows: ClassVar[int] = 3
    most_rows: ClassVar[int] = 20

    ground = forms.ChoiceField(
        label="Ground",
        choices=[(ground.value, f"Ground ({ground.value})") for ground in WaiverGround],
        widget=RadioTiles(descriptions=GROUND_WORDS),
        error_messages={"required": "Choose one of the three grounds; there is no other."},
    )
    facts = text_area(
        "Facts behind the ground",
        "What is so, not what is hoped for; the CIO determines on this.",
        rows=4,
        missing="State the facts behind the ground.",
    )
    devices = text_area(
        "Devices",
        "One serial number or tag a line. The waiver covers these and no others.",
        rows=5,
        missing="List the devices, one a line.",
    )
    ends_on = forms.DateField(
        label="Ends on",
        widget=DateInput(),
        help_text="A waiver always ends; a second purchase does not inherit it.",
        error_messages={"required": "Say when the waiver ends, as a date after today."},
    )

    def __init__(self, data: Any = None, *, rows: int = 0, **kwargs: Any) -> None:
        self.rows = min(max(rows or rows_sent(data), self.least_rows), self.most_rows)
        super().__init__(data, **kwargs)
        self.fields["rows"] = forms.IntegerField(widget=forms.HiddenInput, required=False, initial=self.rows)
        for row in range(1, self.rows + 1):
            self.fields[f"method_{row}"] = forms.CharField(
                label=f"Method {row}", required=False, max_length=TEXT_LIMIT, widget=forms.Textarea(attrs={"rows": 2})
            )

    def layout(self) -> Layout:
        """Put the methods in a group of their own."""
        return Layout(
            "rows",
            "ground",
            "facts",
            "devices",
            "ends_on",
            Fieldset(
                "Alternative methods",
                FieldHint("For ground (C): what secures the device instead. Each one is verified by an ISSO."),
                *(f"method_{row}" for row in range(1, self.rows + 1)),
            ),
        )

    def buttons(self, disabled_because: str) -> list[Submit | Link]:
        """Offer more fields for methods beside the act itself."""
        more = Submit.secondary("Add another method", name="more", value="1")
        return [*super().buttons(disabled_because), more]

    def clean(self) -> dict[str, Any]:
        """Collect the methods as a list."""
        data = super().clean() or self.cleaned_data
        data.pop("rows", None)
        data["methods"] = [text for row in range(1, self.rows + 1) if (text := data.pop(f"method_{row}", ""))]
        return data


class VerifyMethodForm(FoldedForm):
    """What was checked about a method, and what came out."""

    button = "Record the method as verified"

    result = text_area("What was checked, and what came out", rows=2, missing="Say what was checked and what came out.")


class _TwoWays(FoldedForm):
    """A decision with two ways and a reason."""

    decision: ClassVar[str] = ""

    def cleaned_decision(self) -> bool:
        """Return whether the answer was yes."""
        return bool(self.cleaned_data[self.decision] == "yes")


class SupportWaiverForm(_TwoWays):
    """The CIO's determination of the ground: the first of two acts."""

    button = "Sign the CIO's determination"
    decision = "supported"

    supported = forms.ChoiceField(
        label="I determine",
        choices=[("yes", "The ground holds"), ("no", "The ground does not hold")],
        widget=RadioTiles(
            descriptions={
                "yes": "The agency head may then waive the prohibition.",
                "no": "The request ends here; no waiver is possible.",
            }
        ),
        error_messages={"required": "Choose whether the ground holds."},
    )
    reason = text_area("Why", rows=4, missing="Say why the ground holds, or why not.")


class DecideWaiverForm(_TwoWays):
    """The agency head's act: the second of two."""

    button = "Sign the decision on the waiver"
    decision = "granted"

    granted = forms.ChoiceField(
        label="As head of the agency, or by delegation, I",
        choices=[("yes", "Grant the waiver"), ("no", "Refuse the waiver")],
        widget=RadioTiles(
            descriptions={
                "yes": "For the devices listed and until the day named, on the ground that the CIO determined.",
                "no": "The product may not be bought, renewed or used.",
            }
        ),
        error_messages={"required": "Choose whether the waiver is granted."},
    )
    reason = text_area("Why", rows=4, missing="Say why the waiver is granted, or why not.")
