"""Taking a profile as a source of candidates."""

from typing import Any

from django import forms

from apps.core.forms import AssayFormHelper, Link, Submit


class TakeForm(forms.Form):
    """Whether the candidates that the profile excludes are declined too; that is a person's act."""

    decline_excluded = forms.BooleanField(required=False)

    def __init__(self, data: Any = None, *, excluded: int, action: str, cancel_url: str, refused: str = "") -> None:
        super().__init__(data)
        if excluded:
            what = "the one undecided candidate" if excluded == 1 else f"the {excluded} undecided candidates"
            self.fields["decline_excluded"].label = f"Also decline {what} that it excludes"
            self.fields["decline_excluded"].help_text = "Each with the reason of the profile. You can take it back."
        else:
            del self.fields["decline_excluded"]
        self.helper = AssayFormHelper(
            Submit.primary("Take it as a source", disabled_because=refused),
            Link.cancel(cancel_url, "Back to the set"),
            action=action,
        )
