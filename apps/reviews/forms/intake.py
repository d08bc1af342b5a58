"""Forms of the intake: use case, scope, categorization, and stepping out of a case."""

from typing import Any

from django import forms

from apps.core.forms import AssayFormHelper, Link, RadioTiles, Submit
from apps.core.ids import uuid7
from apps.reviews.forms.folded import text_area
from apps.reviews.use_case import SCOPE_CRITERIA
from apps.reviews.workflow import Placement


class _ActForm(forms.Form):
    """A form of one act; `refusal` disables its button and says why."""

    button = ""
    danger = False

    def __init__(self, *args: Any, cancel_url: str, refusal: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = Submit.danger if self.danger else Submit.primary
        self.add_fields()
        self.helper = AssayFormHelper(kind(self.button, disabled_because=refusal), Link.cancel(cancel_url))

    def add_fields(self) -> None:
        """Add the fields that come from a list."""


class ScopeForm(_ActForm):
    """A reason per criterion of the Act."""

    button = "Propose as not covered"

    def add_fields(self) -> None:
        """Ask for a reason under each criterion."""
        for criterion in SCOPE_CRITERIA:
            self.fields[criterion.slug] = text_area(
                criterion.text,
                "Does it hold? Say why, or why not.",
                rows=2,
                missing="Give a reason for this criterion.",
            )


class ConfirmForm(_ActForm):
    """Nothing but the act itself."""

    button = "Confirm: not covered by the Act"
    danger = True


class CategoriseForm(_ActForm):
    """Boundary, placement and privacy; the FIPS 199 values are those of the system."""

    button = "Categorize and gather the candidates"

    boundary = text_area(
        "Authorization boundary",
        "What of the product lies inside the boundary of the system, and what outside.",
        missing="Say where the authorization boundary runs.",
    )
    placement = forms.ChoiceField(label="Where the product stands", choices=Placement, widget=RadioTiles)
    privacy_trigger = forms.TypedChoiceField(
        label="Does the product handle personal data?",
        choices=[("yes", "Yes"), ("no", "No")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    privacy_note = text_area(
        "Which personal data, and what is done about it", "Needed when personal data is involved.", required=False
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the note when personal data is involved."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("privacy_trigger") and not cleaned.get("privacy_note", "").strip():
            self.add_error("privacy_note", "Say which personal data is involved, and what is done about it.")
        return cleaned


class WithdrawForm(_ActForm):
    """Why a case is ended."""

    button = "Withdraw the review"
    danger = True
    reason = text_area("Reason", missing="Say why the case is withdrawn.")


class RecuseForm(_ActForm):
    """Why a person steps back."""

    button = "Step back from this review"
    danger = True
    reason = text_area("Reason", "It stays in the record.", missing="Say why you step back.")


class LinkedForm(_ActForm):
    """Opens the review that follows; the key lets a form that was sent twice open one."""

    button = "Open the linked review"
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def add_fields(self) -> None:
        """Give the form its key."""
        self.fields["key"].initial = uuid7
