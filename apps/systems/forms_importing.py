"""Forms of the import of controls: the file, and what is done about controls that it does not name."""

from typing import Any

from crispy_forms.layout import Layout
from django import forms

from apps.core.forms import AssayFormHelper, Fieldset, Link, Submit
from apps.systems.exchange.content import MOST_BYTES, MOST_REASON

TOO_LARGE = f"The file is larger than {MOST_BYTES // 1_000_000} MB. Leave out attachments and prose."


class ControlFileForm(forms.Form):
    """The file; `oversized` tells that the upload was cut off."""

    file = forms.FileField(
        label="File",
        help_text=f"CSV (UTF-8), OSCAL profile or system security plan (JSON), up to {MOST_BYTES // 1_000_000} MB.",
        widget=forms.FileInput(attrs={"accept": ".json,.csv,application/json,text/csv"}),
    )

    def __init__(self, *args: Any, cancel_url: str, oversized: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        messages = self.fields["file"].error_messages
        messages["empty"] = "The file is empty. Check that it was saved completely, then choose it again."
        messages["required"] = TOO_LARGE if oversized else "Choose a file."
        self.helper = AssayFormHelper(Submit.primary("Show what it changes"), Link.cancel(cancel_url))

    def clean_file(self) -> tuple[str, bytes]:
        """Return the name and the bytes."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(TOO_LARGE)
        return file.name, file.read()


class ControlImportForm(forms.Form):
    """What is done about controls in force that the file does not name; `kept` is the signed preview."""

    kept = forms.CharField(widget=forms.HiddenInput, max_length=2_000_000)
    remove_missing = forms.BooleanField(label="Remove them by tailoring", required=False)
    reason = forms.CharField(
        label="Reason",
        required=False,
        max_length=MOST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Needed when they are removed; it stays on record with each of them.",
    )

    def __init__(self, *args: Any, action: str, cancel_url: str, missing: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parts: list[Any] = ["kept"]
        if missing:
            noun = "control in force is" if missing == 1 else "controls in force are"
            parts.append(
                Fieldset(
                    f"{missing} {noun} not in the file",
                    "remove_missing",
                    "reason",
                    hint="Without a tick they stay in force as they are.",
                )
            )
        self.helper = AssayFormHelper(
            Submit.primary("Import"),
            Link.cancel(cancel_url, "Choose another file"),
            layout=Layout(*parts),
            action=action,
        )

    def clean(self) -> dict[str, Any]:
        """Ask for the reason next to its field."""
        cleaned = super().clean() or {}
        if cleaned.get("remove_missing") and not cleaned.get("reason", "").strip():
            self.add_error("reason", "Say why the controls that the file does not name are removed.")
        return cleaned
