"""The form of the public check."""

from typing import Any

from django import forms

from apps.core.forms import AssayFormHelper, Submit


class VerifyForm(forms.Form):
    """A report to check."""

    file = forms.FileField(
        label="Report (PDF)", help_text="The file is compared and forgotten.", allow_empty_file=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = AssayFormHelper(Submit.primary("Check the file"))
