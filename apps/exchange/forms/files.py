"""The upload of a filled file."""

from typing import Any

from crispy_forms.layout import Layout
from django import forms

from apps.core.forms import AssayFormHelper, Submit
from apps.exchange.roundtrip.reading import MOST_BYTES

ACCEPT = ".xlsx,.csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet,text/csv"
TOO_LARGE = "The file is larger than 10 MB; a filled declaration needs a tenth of that. Check which one you chose."


class FilledFileForm(forms.Form):
    """One filled file; `oversized` tells that the upload was cut off."""

    file = forms.FileField(
        label="Filled workbook or CSV",
        help_text="The file that you exported here, filled in; up to 10 MB.",
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
    )

    def __init__(self, *args: Any, action: str, oversized: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["file"]
        field.error_messages["empty"] = "The file is empty. Check that it was saved completely, then choose it again."
        field.error_messages["required"] = TOO_LARGE if oversized else "Choose a file."
        self.helper = AssayFormHelper(Submit.primary("Show what would change"), action=action, layout=Layout("file"))

    def clean_file(self) -> Any:
        """Refuse a file that is too large to be one."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(TOO_LARGE)
        return file
