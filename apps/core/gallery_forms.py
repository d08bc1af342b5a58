"""What the gallery shows of forms: one with every kind of field, empty, filled, and sent with mistakes."""

from typing import Any

from crispy_forms.layout import Layout
from django import forms

from apps.core.forms import (
    AssayFormHelper,
    CheckboxTiles,
    Columns,
    DateInput,
    FieldHint,
    Fieldset,
    Link,
    MomentInput,
    RadioTiles,
    Submit,
)

COLORS = [("white", "White"), ("gray", "Gray"), ("black", "Black")]


class SampleForm(forms.Form):
    """Every kind of field that the template pack draws."""

    product = forms.CharField(help_text="As printed on the type plate.")
    contact = forms.EmailField(required=False)
    password = forms.CharField(widget=forms.PasswordInput, help_text="15 characters or more.")
    description = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 3}), help_text="What it does and where it stands."
    )
    delivered_on = forms.DateField(label="Day of delivery", widget=DateInput)
    color = forms.ChoiceField(choices=[("", "Choose a color"), *COLORS])
    places = forms.MultipleChoiceField(choices=COLORS, widget=forms.SelectMultiple, required=False)
    answer = forms.ChoiceField(
        choices=[("yes", "Yes"), ("partly", "Partly"), ("no", "No")],
        widget=RadioTiles(descriptions={"partly": "Some of it, or only after a setting was changed."}),
    )
    side = forms.ChoiceField(choices=[("device", "Device"), ("backend", "Backend")], widget=forms.RadioSelect)
    verdict = forms.ChoiceField(
        choices=[("met", "Met"), ("partly", "Partly"), ("not_met", "Not met"), ("none", "No evidence")],
        widget=RadioTiles(keys={"met": "1", "partly": "2", "not_met": "3", "none": "4"}, compact=True),
    )
    methods = forms.MultipleChoiceField(
        choices=[("examine", "Examine"), ("interview", "Interview"), ("test", "Test")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    levels = forms.MultipleChoiceField(
        choices=[("examine", "Examine"), ("test", "Test")],
        widget=CheckboxTiles(keys={"examine": "e", "test": "t"}, compact=True),
        label="Methods as tiles",
    )
    manual = forms.FileField(label="Hardening guide", help_text="PDF, up to 50 MB.")
    measured = forms.SplitDateTimeField(label="Measured at", widget=MomentInput)
    confirmed = forms.BooleanField(label="I have read the whole declaration.")
    version = forms.IntegerField(widget=forms.HiddenInput, initial=1)

    def __init__(self, *args: Any, ident: str = "form", **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": f"{ident}_%s", **kwargs})
        self.helper = AssayFormHelper(
            Submit.primary("Save and go on", key="s"),
            Submit.secondary("Save", name="next", value="stay"),
            Submit.danger("Refuse"),
            Submit.primary("Attest", disabled_because="Three answers are missing."),
            Link.cancel("#"),
            layout=Layout(
                Fieldset(
                    "Product",
                    Columns("product", "contact"),
                    "description",
                    Columns("delivered_on", "color"),
                    "places",
                    hint="What the agency buys, in the words of the contract.",
                ),
                Fieldset("Answer", "answer", "side", "verdict", "methods", "levels"),
                FieldHint("Files are checked before anybody sees them."),
                "manual",
                "measured",
                "password",
                "confirmed",
            ),
        )


class SampleVerdict(forms.Form):
    """The form at the right of the desk."""

    verdict = forms.ChoiceField(
        choices=[
            ("met", "Met"),
            ("other", "By other part"),
            ("partly", "Partly"),
            ("not_met", "Not met"),
            ("not_applicable", "Not applicable"),
            ("none", "No evidence"),
        ],
        widget=RadioTiles(
            keys={"met": "1", "other": "2", "partly": "3", "not_met": "4", "not_applicable": "5", "none": "6"},
            compact=True,
        ),
    )
    methods = forms.MultipleChoiceField(
        label="Method and strength",
        choices=[("examine", "Examine"), ("test", "Test")],
        widget=CheckboxTiles(keys={"examine": "e", "test": "t"}, compact=True),
        help_text="Strength 4 of 4: verified by the agency",
    )
    reason = forms.CharField(widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = AssayFormHelper(css_class="a-form--dense")


class SampleRow(forms.Form):
    """One row of the sample formset."""

    component = forms.CharField()
    firmware = forms.CharField(help_text="As the device reports it.")


SampleRows = forms.formset_factory(SampleRow, extra=0, min_num=2)


def filled_form() -> SampleForm:
    """Return the form as it is when somebody comes back to it."""
    return SampleForm(
        ident="filled",
        initial={"product": "Lanternfish LF-420", "answer": "partly", "verdict": "partly", "levels": ["examine"]},
    )


def wrong_form() -> SampleForm:
    """Return the form with a mistake in every field."""
    form = SampleForm({"product": "", "contact": "lena@", "color": "red", "places": ["red"]}, ident="wrong")
    form.is_valid()
    form.add_error(None, "The product and the version do not belong together; choose another version.")
    form.add_error("methods", "Choose at least one method.")
    return form


def wrong_rows() -> forms.BaseFormSet[SampleRow]:
    """Return a formset with a mistake in its second row."""
    data = {"rows-TOTAL_FORMS": "2", "rows-INITIAL_FORMS": "0", "rows-0-component": "Camera"}
    rows = SampleRows({**data, "rows-0-firmware": "3.8.2", "rows-1-component": "Gateway"}, prefix="rows")
    rows.is_valid()
    return rows


def samples() -> dict[str, Any]:
    """Return the forms of the page of forms, by the name the template uses."""
    return {
        "empty": SampleForm(),
        "filled": filled_form(),
        "wrong": wrong_form(),
        "formset": wrong_rows(),
        "rows_helper": AssayFormHelper(Submit.primary("Save rows")),
    }
