"""Forms of the evidence library."""

from typing import Any

from crispy_forms.layout import Layout
from django import forms

from apps.accounts.actors import Actor
from apps.core.fingerprint import fingerprint
from apps.core.forms import AssayFormHelper, Columns, DateInput, Fieldset, Link, RadioTiles, Submit
from apps.core.ids import uuid7
from apps.evidence.actions import METADATA
from apps.evidence.file_types import ACCEPT, TYPES_IN_WORDS, too_large
from apps.evidence.kinds import EvidenceKind, Marking
from apps.evidence.models import EvidenceItem

MARKING_HINTS: dict[str, str] = {
    Marking.PUBLIC: "Published, or may be. Every agency that you share a declaration with sees it.",
    Marking.PROPRIETARY: "Only agencies that you share proprietary evidence with see it.",
    Marking.SOURCE_SELECTION: "Belongs to a competition that is still open.",
}


class MetadataForm(forms.Form):
    """What an auditor asks about a piece of evidence."""

    title = forms.CharField(
        max_length=200, help_text="As a reviewer would cite it, for instance “Hardening guide 3.8”."
    )
    kind = forms.ChoiceField(choices=[("", "Choose a kind"), *EvidenceKind.choices], label="Kind of evidence")
    marking = forms.ChoiceField(
        choices=Marking, label="Who may be shown the content", widget=RadioTiles(descriptions=MARKING_HINTS)
    )
    issuer = forms.CharField(
        max_length=160, required=False, label="Issued by", help_text="Laboratory, program or department."
    )
    issued_on = forms.DateField(required=False, label="Issue date", widget=DateInput)
    valid_until = forms.DateField(required=False, label="Valid until", widget=DateInput)
    subject_component = forms.CharField(
        max_length=120, required=False, label="Product component", help_text="What was examined, for instance “Camera”."
    )
    subject_version = forms.CharField(
        max_length=60,
        required=False,
        label="Version of the component",
        help_text="Evidence of another version is flagged beside the answer.",
    )

    def metadata(self) -> dict[str, Any]:
        """Return the cleaned values as the actions take them."""
        return {name: self.cleaned_data[name] for name in METADATA}


class _NewItemForm(MetadataForm):
    """Adds a one-time key, so that a form sent twice adds one item, and the item that the new one replaces."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    replaces = forms.ModelChoiceField(queryset=EvidenceItem.objects.none(), required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, actor: Actor, cancel_url: str, source: str, button: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].initial = uuid7
        self.fields["replaces"].queryset = EvidenceItem.objects.owned_by(actor.organization)  # type: ignore[attr-defined]
        self.order_fields([source])
        self.helper = AssayFormHelper(
            Submit.primary(button),
            Link.cancel(cancel_url),
            layout=Layout("key", "replaces", source, *METADATA_LAYOUT),
        )


class FileForm(_NewItemForm):
    """A file with its metadata; `oversized` tells that the upload was cut off at the limit."""

    file = forms.FileField(
        label="File", help_text=f"{TYPES_IN_WORDS}.", widget=forms.FileInput(attrs={"accept": ACCEPT})
    )

    def __init__(self, *args: Any, oversized: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, source="file", button="Add file", **kwargs)
        file = self.fields["file"]
        file.error_messages["empty"] = "The file is empty. Check that it was saved completely, then choose it again."
        file.error_messages["required"] = too_large() if oversized else "Choose a file."


class LinkForm(_NewItemForm):
    """The address of published evidence with its metadata."""

    url = forms.URLField(
        label="Address", max_length=500, assume_scheme="https", help_text="A page that stays, not a search result."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, source="url", button="Add link", **kwargs)


class EditForm(MetadataForm):
    """The metadata of an item; carries the fingerprint of what it read."""

    read = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, item: EvidenceItem, cancel_url: str, **kwargs: Any) -> None:
        kwargs["initial"] = {name: getattr(item, name) for name in METADATA} | {"read": fingerprint(item, METADATA)}
        super().__init__(*args, **kwargs)
        self.helper = AssayFormHelper(
            Submit.primary("Save"), Link.cancel(cancel_url), layout=Layout("read", *METADATA_LAYOUT)
        )


class LibraryFilterForm(forms.Form):
    """What the library list shows; all fields are optional."""

    q = forms.CharField(required=False, label="Title or issuer", max_length=100)
    kind = forms.ChoiceField(required=False, choices=[("", "Every kind"), *EvidenceKind.choices], label="Kind")

    def __init__(self, *args: Any, show: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["show"] = forms.CharField(required=False, widget=forms.HiddenInput, initial=show)
        self.helper = AssayFormHelper(
            Submit.secondary("Filter"), method="get", css_class="a-form--line", layout=Layout("show", "q", "kind")
        )


METADATA_LAYOUT = (
    "title",
    "kind",
    "marking",
    Fieldset("Where it comes from", "issuer", Columns("issued_on", "valid_until")),
    Fieldset("What it is about", Columns("subject_component", "subject_version")),
)
