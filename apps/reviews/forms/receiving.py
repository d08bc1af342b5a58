"""Forms between release and assessment: which declaration is received, or that none came."""

from collections.abc import Iterable
from typing import Any

from django import forms

from apps.core.forms import AssayFormHelper, Link, RadioTiles, Submit
from apps.core.templatetags.assay import day
from apps.devices.models import Declaration
from apps.reviews.forms.folded import FoldedForm, text_area


class ReceiveForm(forms.Form):
    """One of the declarations that the manufacturer shares with the agency."""

    declaration = forms.ChoiceField(
        label="Which declaration is assessed?",
        help_text="It is pinned by version and hash: what the manufacturer changes later does not reach this review.",
        error_messages={
            "required": "Choose the declaration to assess.",
            "invalid_choice": "This declaration is not shared with your agency any more. Choose another one.",
        },
    )

    def __init__(self, data: Any = None, *, declarations: Iterable[Declaration], total: int, cancel_url: str) -> None:
        super().__init__(data)
        listed = list(declarations)
        field = self.fields["declaration"]
        field.widget = RadioTiles(descriptions={str(one.pk): _in_words(one, total) for one in listed})
        field.choices = [(str(one.pk), _heading(one)) for one in listed]  # type: ignore[attr-defined]
        if len(listed) == 1:
            self.initial["declaration"] = str(listed[0].pk)
        self.helper = AssayFormHelper(Submit.primary("Receive and start the assessment"), Link.cancel(cancel_url))


class NoAnswerForm(FoldedForm):
    """Why the assessment goes on without a declaration."""

    button = "Record that no answer came"
    danger = True

    reason = text_area(
        "How was the manufacturer asked, and until when?",
        "The reason stays in the record. Without a declaration no requirement can rest on the manufacturer's word.",
        missing="Say how the manufacturer was asked and until when.",
    )


class SwitchForm(FoldedForm):
    """Why a newer declaration is taken up."""

    button = "Take up the newer declaration"

    reason = text_area(
        "Reason for taking it up",
        "The reason and the verdicts that are lost stay in the record.",
        rows=2,
        missing="Say why the newer declaration is taken up.",
    )


class KeepForm(FoldedForm):
    """Why the review stays with the declaration that it has."""

    button = "Stay with the declaration received"

    reason = text_area(
        "Reason for staying",
        "For instance: the version bought is the one declared first.",
        rows=2,
        missing="Say why the review stays with the declaration that it has.",
    )


def _heading(declaration: Declaration) -> str:
    return f"Declaration {declaration.number}, attested {day(declaration.attestation.signed_at)}"


def _in_words(declaration: Declaration, total: int) -> str:
    versions = ", ".join(f"{version.component.name}: {version}" for version in declaration.versions.all())
    answered: int = declaration.answered  # type: ignore[attr-defined]
    return (
        f"{versions} · signed by {declaration.attestation.name}, {declaration.attestation.title} · answers {answered} "
        f"of the {total} requirements · SHA-256 {declaration.sha256[:16]}…"
    )
