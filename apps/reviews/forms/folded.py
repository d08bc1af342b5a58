"""Forms that stand beside others on one page: each with ids and an address of its own."""

from typing import Any, ClassVar

from crispy_forms.layout import Layout
from django import forms

from apps.core.forms import AssayFormHelper, Link, Submit

TEXT_LIMIT = 10_000
"""The longest text that a person may enter in one field; the report prints it whole."""


class FoldedForm(forms.Form):
    """A form of one act. `slug` makes its ids unique on the page; `action` is where it is sent."""

    button: ClassVar[str] = "Save"
    danger: ClassVar[bool] = False

    def __init__(
        self, data: Any = None, *, slug: str, action: str, disabled_because: str = "", initial: Any = None
    ) -> None:
        super().__init__(data, auto_id=f"{slug}_%s", initial=initial)
        self.slug = slug
        self.helper = AssayFormHelper(
            *self.buttons(disabled_because), action=action, form_id=f"form_{slug}", layout=self.layout()
        )

    def layout(self) -> Layout | None:
        """Return the order of the fields, or None for the order in which they are declared."""
        return None

    def buttons(self, disabled_because: str) -> list[Submit | Link]:
        """Return the buttons; a sentence disables the act and says why."""
        kind = Submit.danger if self.danger else Submit.primary
        return [kind(self.button, disabled_because=disabled_because)]


def text_area(
    label: str, hint: str = "", *, rows: int = 3, required: bool = True, missing: str = ""
) -> forms.CharField:
    """Return a field for running text; `missing` is the sentence when it stays empty."""
    return forms.CharField(
        label=label,
        help_text=hint,
        required=required,
        max_length=TEXT_LIMIT,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": missing} if missing else None,
    )


def rows_sent(data: Any) -> int:
    """Return how many repeated rows a form was sent with; 0 when it does not say so in digits."""
    sent = str((data or {}).get("rows") or "")
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 4 else 0
