"""The form of the public check."""

from typing import Any

from crispy_forms.layout import Layout
from django import forms

from apps.core.forms import AssayFormHelper, Submit

MAX_BYTES = 25 * 1024 * 1024
NOTHING = "Choose a file, or type the number or the SHA-256 of a report."
TOO_LARGE = "The file is larger than 25 MB; no report is. Choose the report itself, not an archive that holds it."


class VerifyForm(forms.Form):
    """A file, or what is printed on its pages; `oversized` tells that the upload was cut off."""

    file = forms.FileField(
        label="Report (PDF)",
        required=False,
        help_text="The file is compared and forgotten; it is not stored.",
        widget=forms.FileInput(attrs={"accept": "application/pdf"}),
        error_messages={"empty": "The file is empty. Check that it was saved completely, then choose it again."},
    )
    typed = forms.CharField(
        label="Or its number or SHA-256",
        required=False,
        max_length=200,
        help_text="The number is printed at the foot of each page, for instance AR-7K3M-9QXD.",
    )

    def __init__(self, *args: Any, oversized: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.oversized = oversized
        self.helper = AssayFormHelper(Submit.primary("Check"), layout=Layout("file", "typed"))

    def clean_file(self) -> Any:
        """Refuse a file that cannot be a report for its size."""
        file = self.cleaned_data["file"]
        if self.oversized or (file is not None and file.size > MAX_BYTES):
            raise forms.ValidationError(TOO_LARGE)
        return file

    def clean(self) -> dict[str, Any]:
        """Ask for one of the two."""
        cleaned = super().clean() or {}
        if not self.errors and not cleaned.get("file") and not cleaned.get("typed", "").strip():
            raise forms.ValidationError(NOTHING)
        return cleaned
