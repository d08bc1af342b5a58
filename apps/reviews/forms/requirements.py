"""Forms of the requirement set: deciding, tailoring, adding, sending back, releasing, changing key flags."""

from collections.abc import Iterable, Sequence
from typing import Any

from crispy_forms.layout import Layout
from django import forms

from apps.core.forms import AssayFormHelper, Columns, DateInput, Link, RadioTiles, Submit
from apps.evidence.kinds import Marking
from apps.reviews.actions import decision_read
from apps.reviews.candidates import OWN
from apps.reviews.forms.desk import STRENGTHS
from apps.reviews.forms.folded import FoldedForm, text_area
from apps.reviews.models import ReviewRequirement
from apps.reviews.workflow import Selection

TICKED, SHOWN = "ticked", "shown"
BULK_FORM = "bulk"
"""The id of the form that the check boxes of the list belong to."""


class BulkForm(forms.Form):
    """Deciding several candidates at once: those that are ticked, or all that the filter shows."""

    scope = forms.ChoiceField(label="Decide about", widget=forms.RadioSelect)
    reason = forms.CharField(
        label="Reason, when you decline",
        required=False,
        max_length=2000,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, data: Any = None, *, shown: int, action: str) -> None:
        super().__init__(data, auto_id="bulk_%s", initial={"scope": TICKED})
        self.fields["scope"].choices = [  # type: ignore[attr-defined]
            (TICKED, "the ticked ones"),
            (SHOWN, f"all {shown} that are listed under this filter" if shown != 1 else "the one that is listed"),
        ]
        self.helper = AssayFormHelper(
            Submit.primary("Select", name="selection", value=Selection.SELECTED),
            Submit.secondary("Decline", name="selection", value=Selection.DECLINED),
            Submit.plain("Set back to undecided", name="selection", value=Selection.CANDIDATE),
            action=action,
            form_id=BULK_FORM,
            css_class="a-form--dense a-bulk",
            attrs={"hx-post": action, "hx-target": "#set", "hx-select": "#set", "hx-swap": "outerHTML"},
        )


class TailorForm(forms.Form):
    """What is decided about one candidate, with its key flag, parameter and least strength of evidence."""

    selection = forms.ChoiceField(
        label="Decision",
        choices=[(Selection.SELECTED, "Select"), (Selection.DECLINED, "Decline"), (Selection.CANDIDATE, "Undecided")],
        widget=RadioTiles(compact=True),
    )
    decline_reason = text_area("Why it is declined", "The reason stays in the record.", rows=2, required=False)
    key = forms.BooleanField(label="Key requirement", required=False)
    key_reason = text_area(
        "Why it is key",
        "It must come from the product or its manufacturer, and without it the product is not securable for this use.",
        rows=2,
        required=False,
    )
    parameter = forms.CharField(
        label="Parameter set by the agency",
        required=False,
        max_length=300,
        help_text="Such as “TLS 1.2 or later” or “lock after 5 failed attempts”.",
    )
    minimum_strength = forms.TypedChoiceField(
        label="Least strength of evidence for “Met”",
        choices=[
            ("", "Default: 2, for a key requirement 3, at high impact 4 for updates and authentication"),
            *((number, f"{number}: {words}") for number, words in STRENGTHS),
        ],
        coerce=int,
        empty_value=None,
        required=False,
    )
    read = forms.CharField(widget=forms.HiddenInput)

    def __init__(
        self,
        data: Any = None,
        *,
        requirement: ReviewRequirement,
        default: int,
        action: str,
        cancel_url: str,
        next_identifier: str,
    ) -> None:
        super().__init__(data, initial=_initial(requirement, default))
        buttons: list[Submit | Link] = [Submit.primary("Save")]
        if next_identifier:
            buttons.append(Submit.secondary("Save and next undecided", name="next", value=next_identifier))
        self.helper = AssayFormHelper(
            *buttons,
            Link.cancel(cancel_url, "Back to the set"),
            action=action,
            css_class="a-tailor",
            layout=Layout(
                "selection", "decline_reason", "key", "key_reason", Columns("parameter", "minimum_strength"), "read"
            ),
        )

    def clean(self) -> dict[str, Any]:
        """Ask for the reason next to the field that needs it."""
        cleaned = super().clean() or {}
        if cleaned.get("selection") == Selection.DECLINED and not cleaned.get("decline_reason", "").strip():
            self.add_error("decline_reason", "Say why it is declined; the reason stays in the record.")
        selected = cleaned.get("selection") == Selection.SELECTED
        if selected and cleaned.get("key") and not cleaned.get("key_reason", "").strip():
            self.add_error("key_reason", "Say why it is key: without it the product is not securable for this use.")
        return cleaned

    def read_anew(self, requirement: ReviewRequirement) -> None:
        """Carry the decision stored now, so that saving again replaces it knowingly."""
        self.data = self.data.copy()  # type: ignore[attr-defined]
        self.data["read"] = decision_read(requirement)  # type: ignore[index]


def _initial(requirement: ReviewRequirement, default: int) -> dict[str, Any]:
    strength = requirement.minimum_strength
    return {
        "selection": Selection.SELECTED if requirement.selection == Selection.CANDIDATE else requirement.selection,
        "decline_reason": requirement.decline_reason,
        "key": requirement.key,
        "key_reason": requirement.key_reason,
        "parameter": requirement.parameter,
        "minimum_strength": "" if strength == default else strength,
        "read": decision_read(requirement),
    }


class AddEntryForm(forms.Form):
    """An entry of the catalog that no control of the system proposes."""

    identifier = forms.ChoiceField(
        label="Entry",
        error_messages={
            "required": "Choose one of the entries.",
            "invalid_choice": "Choose one of the entries listed.",
        },
    )
    reason = text_area(
        "Why is it added?", "It shows in the record as its source.", rows=2, missing="Say why it is added."
    )

    def __init__(self, data: Any = None, *, entries: Iterable[Any], action: str, cancel_url: str) -> None:
        super().__init__(data, auto_id="entry_%s")
        listed = list(entries)
        field = self.fields["identifier"]
        field.widget = RadioTiles(descriptions={entry.identifier: entry.statement for entry in listed})
        field.choices = [(entry.identifier, f"{entry.identifier} {entry.title}") for entry in listed]  # type: ignore[attr-defined]
        self.helper = AssayFormHelper(Submit.primary("Add and select"), Link.cancel(cancel_url), action=action)


class AddOwnForm(forms.Form):
    """A requirement in the agency's own words."""

    title = forms.CharField(max_length=120, error_messages={"required": "Give the requirement a short title."})
    statement = text_area(
        "Statement",
        "One sentence that can be answered and tested: who or what does which thing, under which condition.",
        missing="Write what is required.",
    )
    capability_code = forms.ChoiceField(label="Capability that it belongs to")
    reason = text_area(
        "Where does it come from?",
        "Law, policy, standard or mission; it shows as its source.",
        rows=2,
        missing="Say where it comes from.",
    )

    def __init__(self, data: Any = None, *, capabilities: Sequence[tuple[str, str]], cancel_url: str) -> None:
        super().__init__(data, auto_id="own_%s")
        self.fields["capability_code"].choices = [("", "Choose"), *capabilities]  # type: ignore[attr-defined]
        self.helper = AssayFormHelper(Submit.primary("Add and select"), Link.cancel(cancel_url))


class SendBackForm(FoldedForm):
    """What has to be changed in the set."""

    button = "Send the set back"

    reason = text_area(
        "What has to be changed?",
        "The reviewer reads it above the set.",
        missing="Say what has to be changed in the set.",
    )


class ReleaseForm(forms.Form):
    """Until when, with which words and under which marking the set goes to the manufacturer."""

    due_on = forms.DateField(
        label="The declaration is due on",
        widget=DateInput(),
        error_messages={"required": "Say until when the manufacturer answers, as a date."},
    )
    marking = forms.ChoiceField(label="Marking of the requirement set", choices=Marking.choices)
    message = text_area(
        "Message to the manufacturer",
        "Parameters and requirements in your own words are put below it by themselves.",
        rows=5,
        required=False,
    )

    def __init__(self, data: Any = None, *, cancel_url: str, refused: str = "") -> None:
        super().__init__(data, initial={"marking": Marking.PUBLIC})
        self.helper = AssayFormHelper(
            Submit.primary("Sign and release", disabled_because=refused),
            Link.cancel(cancel_url),
            layout=Layout(Columns("due_on", "marking"), "message"),
        )


class RequestChangeForm(FoldedForm):
    """Why the key flag should change after approval."""

    key = forms.BooleanField(widget=forms.HiddenInput, required=False)
    reason = text_area(
        "Why should the key flag change?",
        "Somebody else decides. The request shows in the record whatever is decided.",
        missing="Say why the key flag should change.",
    )

    def __init__(self, data: Any = None, *, requirement: ReviewRequirement, action: str) -> None:
        self.button = "Ask to take the key flag away" if requirement.key else "Ask to make it a key requirement"  # type: ignore[misc]
        super().__init__(data, slug="change", action=action, initial={"key": not requirement.key})


class DecideChangeForm(FoldedForm):
    """The decision on a change of a key flag."""

    reason = text_area("Reason", rows=2, required=False)

    def buttons(self, disabled_because: str) -> list[Submit | Link]:
        """Return one button for each way to decide."""
        return [
            Submit.primary("Approve the change", name="approved", value="yes", disabled_because=disabled_because),
            Submit.secondary("Refuse the change", name="approved", value="no", disabled_because=disabled_because),
        ]


def capability_choices(titles: dict[str, str]) -> list[tuple[str, str]]:
    """Return the capabilities as choices."""
    return [(code, f"{code} {title}") for code, title in titles.items() if "-" not in code and code != OWN]
