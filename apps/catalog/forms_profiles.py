"""Forms of an agency's own profiles: making and describing one, what it says of an entry, carrying, settling."""

from collections.abc import Iterable, Sequence
from typing import Any

from crispy_forms.layout import Layout
from django import forms

from apps.catalog.actions import item_read
from apps.catalog.actions.profile_items import NOTHING
from apps.catalog.kinds import ItemState
from apps.catalog.models import Edition, ProfileItem
from apps.catalog.profile_reading import Row
from apps.core.forms import AssayFormHelper, Columns, Link, RadioTiles, Submit

AS_ABOVE = ""
SETTLE_FORM = "settle"
"""The id of the form that the check boxes of the list belong to."""


def _text(label: str, hint: str, *, limit: int, rows: int = 3, **options: Any) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=hint, max_length=limit, widget=forms.Textarea(attrs={"rows": rows}), **options
    )


class ProfileForm(forms.Form):
    """Title and purpose of a profile, and what a new one starts from."""

    start = forms.ChoiceField(
        label="Start from", help_text="What it says is copied with its reasons; then you change it."
    )
    title = forms.CharField(max_length=160, help_text="Such as “Cameras in public lobbies”.")
    description = _text("What it is for", "Which devices and uses, and who decides when it changes.", limit=2000)
    source = _text("What it rests on", "Policies, standards or decisions behind it.", limit=2000, required=False)
    read = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, starts: Sequence[Any] = (), cancel_url: str, button: str = "Save", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if starts:
            self.fields["start"].choices = starts  # type: ignore[attr-defined]
        else:
            del self.fields["start"]
        self.helper = AssayFormHelper(Submit.primary(button), Link.cancel(cancel_url))


class ItemForm(forms.Form):
    """What the profile says of one entry, with the reason; groups have neither key flag nor parameter."""

    state = forms.ChoiceField(
        label="What the profile says of it", required=False, widget=RadioTiles(attrs={"data-focus": True}, compact=True)
    )
    reason = forms.CharField(
        max_length=500,
        required=False,
        help_text="It stays with the profile, and goes into every review that takes the profile as a source.",
    )
    parameter = forms.CharField(max_length=300, required=False, help_text="Such as “TLS 1.2 or later”.")
    key = forms.BooleanField(
        label="Key requirement", required=False, help_text="Without it the product is not securable for this use."
    )
    read = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, row: Row, item: ProfileItem | None, action: str, cancel_url: str) -> None:
        super().__init__(data, auto_id=f"{row.anchor}_%s", initial=_initial(item))
        above = row.inherited
        inherited = f"{above.state.label}, as {above.said_of}" if above else "Says nothing"
        states = [(state.value, state.label) for state in ItemState]
        self.fields["state"].choices = [(AS_ABOVE, inherited), *states]  # type: ignore[attr-defined]
        layout = Layout("state", "reason", "read")
        if row.is_group:
            del self.fields["key"], self.fields["parameter"]
        else:
            layout = Layout("state", "reason", Columns("parameter", "key"), "read")
        self.helper = AssayFormHelper(
            Submit.primary("Save"),
            Link.cancel(cancel_url, "Close without saving"),
            action=action,
            css_class="a-build__form a-form--dense",
            layout=layout,
            attrs={"hx-post": action, "hx-target": "#profile", "hx-select": "#profile", "hx-swap": "outerHTML"},
        )

    def clean(self) -> dict[str, Any]:
        """Ask for the reason next to its field."""
        cleaned = super().clean() or {}
        if cleaned.get("state") and not cleaned.get("reason", "").strip():
            self.add_error("reason", "Say why; the reason stays with the profile.")
        return cleaned

    def read_anew(self, item: ProfileItem | None) -> None:
        """Carry what is stored now, so that saving again replaces it knowingly."""
        self.data = self.data.copy()  # type: ignore[attr-defined]
        self.data["read"] = item_read(item)  # type: ignore[index]


def _initial(item: ProfileItem | None) -> dict[str, Any]:
    if item is None:
        return {"state": AS_ABOVE, "read": NOTHING}
    said = {"state": item.state, "key": item.key, "parameter": item.parameter, "reason": item.reason}
    return {**said, "read": item_read(item)}


class CarryForm(forms.Form):
    """The edition that a profile is carried to."""

    edition = forms.ChoiceField(
        label="Edition", error_messages={"invalid_choice": "Choose one of the editions in the list."}
    )

    def __init__(self, data: Any = None, *, editions: Iterable[Edition], cancel_url: str) -> None:
        super().__init__(data)
        self.fields["edition"].choices = [(one.slug, one.label) for one in editions]  # type: ignore[attr-defined]
        self.helper = AssayFormHelper(Submit.primary("Carry it over"), Link.cancel(cancel_url))


class SettleForm(forms.Form):
    """What is decided about the entries that are ticked, and the note that stays with them."""

    state = forms.ChoiceField(
        label="Decision",
        required=False,
        choices=[(AS_ABOVE, "Leave as it is"), *((state.value, state.label) for state in ItemState)],
        widget=RadioTiles(compact=True),
    )
    note = forms.CharField(
        max_length=500,
        help_text="What you looked at, and why it is settled so.",
        error_messages={"required": "Write a note: what you looked at, and why it is settled so."},
    )

    def __init__(self, data: Any = None, *, action: str) -> None:
        super().__init__(data, auto_id="settle_%s", initial={"state": AS_ABOVE})
        self.helper = AssayFormHelper(
            Submit.primary("Settle the ticked entries"),
            action=action,
            form_id=SETTLE_FORM,
            css_class="a-form--dense a-settle",
        )
