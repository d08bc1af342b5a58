"""Answering one entry for one component, and proving the answer."""

from typing import Any

from crispy_forms.layout import Layout
from django import forms

from apps.accounts.actors import Actor
from apps.core.forms import AssayFormHelper, Columns, DateInput, Link, RadioTiles, Submit
from apps.core.ids import uuid7
from apps.devices.models import Answer
from apps.devices.workflow import AnswerValue
from apps.evidence.file_types import ACCEPT, TYPES_IN_WORDS, too_large
from apps.evidence.kinds import EvidenceKind, Marking
from apps.evidence.models import EvidenceItem

WRITTEN = ("value", "explanation", "configuration", "planned_version", "planned_on")
AUTOSAVE = "input delay:1200ms"


class AnswerForm(forms.Form):
    """The answer to one entry for one component; `version` is the edit count that it read.

    With scripts it saves by itself while somebody types; `autosave` is off after a conflict, so that only a
    deliberate press of a button can put one text over the other.
    """

    value = forms.ChoiceField(
        choices=AnswerValue,
        label="Answer",
        widget=RadioTiles(compact=True),
        error_messages={"required": "Choose an answer."},
    )
    explanation = forms.CharField(
        required=False,
        max_length=8000,
        label="How it works",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What the component does, as a reviewer could see it.",
    )
    configuration = forms.CharField(
        required=False, max_length=8000, label="How to configure it", widget=forms.Textarea(attrs={"rows": 2})
    )
    planned_version = forms.CharField(required=False, max_length=60, label="Comes with version")
    planned_on = forms.DateField(required=False, label="Comes on", widget=DateInput)
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, answer: Answer | None, slug: str, action: str, cancel_url: str, autosave: bool, **kwargs: Any
    ) -> None:
        kwargs |= {"auto_id": f"{slug}-%s", "initial": initial_of(answer)}
        super().__init__(*args, **kwargs)
        attrs: dict[str, str | bool] = {
            "hx-post": action,
            "hx-trigger": f"submit, {AUTOSAVE}" if autosave else "submit",
            "hx-target": f"#{slug}-saved",
            "hx-swap": "innerHTML",
            "hx-sync": "this:queue last",
            "data-answer": True,
        }
        self.helper = AssayFormHelper(
            Submit.primary("Save", name="then", value="read"),
            Submit.secondary("Save and add evidence", name="then", value="evidence"),
            Submit.secondary("Save and go on", name="then", value="next"),
            Link.cancel(cancel_url, "Close"),
            action=action,
            css_class="a-form--dense a-answer__form",
            attrs=attrs,
            layout=Layout(
                "version",
                "value",
                "explanation",
                "configuration",
                Columns("planned_version", "planned_on", css_class="a-answer__plan"),
            ),
        )


class AttachForm(forms.Form):
    """An item of the library that proves the answer, and where in it to look."""

    item = forms.ModelChoiceField(queryset=EvidenceItem.objects.none(), label="From your library")
    locator = forms.CharField(
        required=False, max_length=120, label="Where to look", help_text="For instance “p. 12 to 14, 3.2”."
    )

    def __init__(self, *args: Any, actor: Actor, slug: str, action: str, done_url: str, **kwargs: Any) -> None:
        kwargs["auto_id"] = f"{slug}-attach-%s"
        super().__init__(*args, **kwargs)
        item: Any = self.fields["item"]
        item.queryset = EvidenceItem.objects.owned_by(actor.organization).order_by("title", "pk")
        item.empty_label = "Choose evidence"
        item.label_from_instance = _shown_item
        self.helper = AssayFormHelper(
            Submit.primary("Attach"),
            Link.cancel(done_url, "Done"),
            action=action,
            css_class="a-form--dense",
            attrs={"hx-post": action, "hx-target": f"#{slug}", "hx-swap": "outerHTML"},
            layout=Layout(Columns("item", "locator")),
        )


class UploadForm(forms.Form):
    """A new file that proves the answer; it goes into the library and is attached in one go."""

    file = forms.FileField(label="New file", help_text=f"{TYPES_IN_WORDS}.", widget=forms.FileInput({"accept": ACCEPT}))
    title = forms.CharField(max_length=200)
    kind = forms.ChoiceField(choices=[("", "Choose a kind"), *EvidenceKind.choices], label="Kind of evidence")
    marking = forms.ChoiceField(choices=Marking, initial=Marking.PROPRIETARY, label="Who may be shown it")
    locator = forms.CharField(required=False, max_length=120, label="Where to look")
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)

    def __init__(self, *args: Any, slug: str, action: str, oversized: bool = False, **kwargs: Any) -> None:
        kwargs["auto_id"] = f"{slug}-upload-%s"
        super().__init__(*args, **kwargs)
        file = self.fields["file"]
        file.error_messages["empty"] = "The file is empty. Check that it was saved completely, then choose it again."
        file.error_messages["required"] = too_large() if oversized else "Choose a file."
        self.helper = AssayFormHelper(
            Submit.secondary("Upload and attach"),
            action=action,
            css_class="a-form--dense",
            attrs={
                "hx-post": action,
                "hx-target": f"#{slug}",
                "hx-swap": "outerHTML",
                "hx-encoding": "multipart/form-data",
            },
            layout=Layout("key", "file", "title", Columns("kind", "marking"), "locator"),
        )


def initial_of(answer: Answer | None) -> dict[str, Any]:
    """Return what an answer form starts from."""
    if answer is None:
        return {"version": 0}
    return {name: getattr(answer, name) for name in WRITTEN} | {"version": answer.version}


def _shown_item(item: EvidenceItem) -> str:
    about = " ".join(filter(None, (item.subject_component, item.subject_version)))
    return f"{item.title} ({about})" if about else item.title
