"""Forms of the profile import: the file, and what the new draft is called."""

from typing import Any

from crispy_forms.layout import Layout
from django import forms

from apps.catalog.exchange.content import LIMITS, MOST_BYTES
from apps.catalog.models import Edition
from apps.core.forms import AssayFormHelper, Link, Submit

TOO_LARGE = f"The file is larger than {MOST_BYTES // 1_000_000} MB; a profile needs a tenth of that. Choose another."


class ProfileFileForm(forms.Form):
    """The file and the edition that it is about; `oversized` tells that the upload was cut off."""

    file = forms.FileField(
        label="File",
        help_text=f"An OSCAL profile in JSON, or a table in CSV (UTF-8), up to {MOST_BYTES // 1_000_000} MB.",
        widget=forms.FileInput(attrs={"accept": ".json,.csv,application/json,text/csv"}),
    )
    edition = forms.ModelChoiceField(
        label="Edition",
        queryset=Edition.objects.none(),
        empty_label=None,
        help_text="The edition that the file is made for.",
    )

    def __init__(self, *args: Any, cancel_url: str, oversized: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["edition"].queryset = Edition.objects.published()  # type: ignore[attr-defined]
        messages = self.fields["file"].error_messages
        messages["empty"] = "The file is empty. Check that it was saved completely, then choose it again."
        messages["required"] = TOO_LARGE if oversized else "Choose a file."
        self.helper = AssayFormHelper(
            Submit.primary("Show what it says"), Link.cancel(cancel_url), layout=Layout("file", "edition")
        )

    def clean_file(self) -> bytes:
        """Return the bytes."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(TOO_LARGE)
        data: bytes = file.read()
        return data


class ProfileImportForm(forms.Form):
    """What the new draft is called and is for; `kept` is the signed content of the preview."""

    kept = forms.CharField(widget=forms.HiddenInput, max_length=2_000_000)
    title = forms.CharField(max_length=LIMITS["title"])
    description = forms.CharField(
        label="What it is for", max_length=LIMITS["description"], widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args: Any, action: str, cancel_url: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = AssayFormHelper(
            Submit.primary("Import as a draft"),
            Link.cancel(cancel_url, "Choose another file"),
            layout=Layout("kept", "title", "description"),
            action=action,
        )
