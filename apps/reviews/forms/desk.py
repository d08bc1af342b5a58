"""Forms of the desk: the verdict with the agency's own evidence, and a question to the manufacturer."""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from crispy_forms.layout import Div, Layout, LayoutObject
from crispy_forms.utils import TEMPLATE_PACK
from django import forms
from django.forms.utils import flatatt
from django.template import Context
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from apps.accounts.actors import Actor
from apps.core.forms import AssayFormHelper, CheckboxTiles, RadioTiles, Submit
from apps.evidence.models import EvidenceItem
from apps.reviews.actions import VerdictInput
from apps.reviews.forms.folded import FoldedForm, text_area
from apps.reviews.models import ReviewRequirement, Verdict
from apps.reviews.workflow import Method, VerdictValue

VERDICTS = (
    (VerdictValue.MET, "Met", "1"),
    (VerdictValue.MET_BY_OTHER, "By other part", "2"),
    (VerdictValue.PARTLY, "Partly", "3"),
    (VerdictValue.NOT_MET, "Not met", "4"),
    (VerdictValue.NOT_APPLICABLE, "Not applicable", "5"),
    (VerdictValue.NO_EVIDENCE, "No evidence", "6"),
)
METHOD_KEYS = {Method.EXAMINE: "e", Method.INTERVIEW: "i", Method.TEST: "t"}
FIELD_KEYS = {"strength": "s", "reason": "r"}
STRENGTHS = (
    (0, "none"),
    (1, "unsigned statement"),
    (2, "attested answer or manufacturer document"),
    (3, "verifiable at an independent source"),
    (4, "verified by the agency"),
)
"""The scale of domain.md section 3, in words."""
EVIDENCE_ROWS = 4
"""How many pieces of its own evidence the agency can put behind one verdict."""
ROWS = tuple(range(1, EVIDENCE_ROWS + 1))


class Disclosure(LayoutObject):
    """Fields that stay folded until they are needed."""

    def __init__(self, summary: str, *fields: str, opened: bool = False) -> None:
        self.summary, self.opened = summary, opened
        self.fields = list(fields)

    def render(self, form: Any, context: Context, template_pack: str = TEMPLATE_PACK, **kwargs: Any) -> SafeString:
        """Return the fields inside a details element."""
        fields = self.get_rendered_fields(form, context, template_pack, **kwargs)
        return render_to_string("reviews/_disclosure.html", {"disclosure": self, "fields": fields})


class LibrarySelect(forms.Select):
    """A list of up to two hundred items, written at once: Django draws each option by a template of its own."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """Return the select element."""
        chosen = str(value or "")
        options = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            ((key, SafeString(" selected") if key == chosen else "", label) for key, label in self.choices),
        )
        return format_html(
            '<select name="{}"{}>{}</select>', name, flatatt(self.build_attrs(self.attrs, attrs)), options
        )


class VerdictForm(forms.Form):
    """The verdict on one requirement. The version it carries is the one that the reviewer read."""

    value = forms.ChoiceField(
        label="Verdict",
        choices=[(value.value, label) for value, label, _ in VERDICTS],
        widget=RadioTiles(keys={value.value: key for value, _, key in VERDICTS}, compact=True),
        error_messages={"required": "Choose one of the verdicts."},
    )
    methods = forms.MultipleChoiceField(
        label="Method",
        choices=Method.choices,
        widget=CheckboxTiles(keys={method.value: key for method, key in METHOD_KEYS.items()}, compact=True),
        error_messages={"required": "Say how you checked: examine, interview or test."},
    )
    strength = forms.TypedChoiceField(
        label="Strength of the evidence",
        choices=[("", "Choose"), *((number, f"{number}: {words}") for number, words in STRENGTHS)],
        coerce=int,
        error_messages={"required": "Say how strong the evidence is."},
    )
    reason = text_area("Reason", rows=4, missing="Write the reason: what you saw and why it leads to this verdict.")
    version_reason = text_area(
        "Why evidence of another version counts",
        "Needed for “Met”: a piece of evidence is about a version that the declaration does not cover.",
        rows=2,
        required=False,
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    evidence_read = forms.CharField(widget=forms.HiddenInput, required=False)
    taken_from = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        requirement: ReviewRequirement,
        actor: Actor,
        action: str,
        earlier: Verdict | None = None,
    ) -> None:
        start = entered(earlier) | {"version": 0, "taken_from": earlier.review_id} if earlier else _initial(requirement)
        super().__init__(data, initial=start)
        self.earlier = earlier
        self.actor, self.action, self.save_label = actor, action, "Save verdict"
        for name, key in FIELD_KEYS.items():
            self.fields[name].widget.attrs["data-key"] = key
        self.fields["strength"].help_text = f"“Met” needs at least {requirement.minimum_strength} here."
        for number in ROWS:
            self.fields[f"evidence_{number}"] = forms.UUIDField(
                label=f"Own evidence {number}", required=False, widget=LibrarySelect
            )
            self.fields[f"locator_{number}"] = forms.CharField(label="Where to look", required=False, max_length=120)

    def furnish(
        self, library: Sequence[EvidenceItem], *, other_version: bool, next_identifier: str, reload_after: bool
    ) -> None:
        """Make the form ready to be shown: the agency's library to choose from, and where to go on.

        After a mistake, or where another person's verdict is shown, saving loads the whole page anew.
        """
        used = [item for item in library if getattr(item, "locator", None) is not None][:EVIDENCE_ROWS]
        choices = [("", "None"), *((str(item.pk), item.title) for item in library)]
        for number in ROWS:
            self.fields[f"evidence_{number}"].widget.choices = choices  # type: ignore[attr-defined]
        for number, item in enumerate(used, 1):
            self.initial[f"evidence_{number}"] = item.pk
            self.initial[f"locator_{number}"] = item.locator  # type: ignore[attr-defined]
        # Evidence of an earlier verdict is not this one's before it is saved.
        read = [] if self.earlier else [(item.pk, item.locator) for item in used]  # type: ignore[attr-defined]
        self.initial["evidence_read"] = digest(read)
        buttons = [Submit.primary(self.save_label, title="Ctrl and Enter save too", data_chord="Ctrl Enter")]
        if next_identifier:
            buttons.append(
                Submit.secondary("Save and next", name="next", value=next_identifier, data_chord="Ctrl Shift Enter")
            )
        self.helper = AssayFormHelper(
            *buttons,
            layout=self._layout(len(used), other_version=other_version),
            action=self.action,
            form_id="verdict-form",
            css_class="a-form--dense",
            attrs=self._in_place(reload_after=reload_after or self.is_bound),
        )

    def _in_place(self, *, reload_after: bool) -> dict[str, str | bool]:
        attributes: dict[str, str | bool] = {
            "hx-post": self.action,
            "hx-target": "#verdict-saved",
            "hx-swap": "outerHTML",
            "data-guard": True,
        }
        return attributes | ({"hx-vals": '{"reload": "1"}'} if reload_after else {})

    def _layout(self, used: int, *, other_version: bool) -> Layout:
        filled = [number for number in ROWS if self.is_bound and self.data.get(f"evidence_{number}")]
        shown = min(max([used + 1, *filled]), EVIDENCE_ROWS)
        rows = [Div(f"evidence_{n}", f"locator_{n}", css_class="a-verdict__evidence") for n in ROWS[:shown]]
        asks = other_version or (self.is_bound and bool(self.data.get("version_reason")))
        return Layout(
            "value",
            "methods",
            "strength",
            "reason",
            *(["version_reason"] if asks else []),
            Disclosure(f"Own evidence ({used})", *rows, opened=bool(used or filled)),
            "version",
            "evidence_read",
            "taken_from",
        )

    def read_anew(self, version: int) -> None:
        """Carry the version stored now, so that saving again replaces it knowingly."""
        self.data = self.data.copy()  # type: ignore[attr-defined]
        self.data["version"] = str(version)  # type: ignore[index]
        self.save_label = "Replace it with mine"

    def clean(self) -> dict[str, Any]:
        """Look the chosen evidence up in the agency's own library; unchanged evidence is not looked up at all."""
        cleaned = super().clean() or {}
        picks = [
            (number, cleaned[f"evidence_{number}"], cleaned.get(f"locator_{number}", ""))
            for number in ROWS
            if cleaned.get(f"evidence_{number}")
        ]
        cleaned["digest"] = digest((pk, locator) for _, pk, locator in picks)
        if cleaned["digest"] == cleaned.get("evidence_read", ""):
            cleaned["evidence"] = None
            return cleaned
        own = EvidenceItem.objects.filter(organization=self.actor.own_organization)
        items = own.in_bulk([pk for _, pk, _ in picks])
        chosen: dict[UUID, tuple[EvidenceItem, str]] = {}
        for number, pk, locator in picks:
            if pk not in items:
                self.add_error(f"evidence_{number}", "Choose evidence from your agency's library.")
            elif pk in chosen:
                self.add_error(f"evidence_{number}", "This evidence is chosen twice.")
            else:
                chosen[pk] = (items[pk], locator)
        cleaned["evidence"] = list(chosen.values())
        return cleaned

    def entry(self) -> VerdictInput:
        """Return what was entered, as the action takes it."""
        data = self.cleaned_data
        return VerdictInput(
            value=data["value"],
            examined=Method.EXAMINE in data["methods"],
            interviewed=Method.INTERVIEW in data["methods"],
            tested=Method.TEST in data["methods"],
            strength=data["strength"],
            reason=data["reason"],
            version_reason=data["version_reason"],
            taken_from_id=data["taken_from"],
        )


class AskForm(FoldedForm):
    """A question to the manufacturer, drafted by a reviewer."""

    button = "Draft the question"

    question = text_area(
        "Question",
        "The contracting officer releases it. The manufacturer sees the question and the requirement, nothing else.",
        missing="Write the question.",
    )

    def __init__(self, data: Any = None, *, slug: str, action: str) -> None:
        super().__init__(data, slug=slug, action=action)
        # In place, so that a verdict that is being written beside it stays.
        self.helper.attrs |= {"hx-post": action, "hx-target": "#questions", "hx-swap": "outerHTML"}


def _initial(requirement: ReviewRequirement) -> dict[str, Any]:
    verdict = getattr(requirement, "verdict", None)
    return {"version": 0} if verdict is None else entered(verdict) | {"version": verdict.version}


def entered(verdict: Verdict) -> dict[str, Any]:
    """Return what was entered for a verdict, as the fields of the form take it."""
    used_methods = {
        Method.EXAMINE: verdict.examined,
        Method.INTERVIEW: verdict.interviewed,
        Method.TEST: verdict.tested,
    }
    return {
        "value": verdict.value,
        "methods": [method.value for method, was_used in used_methods.items() if was_used],
        "strength": verdict.strength,
        "reason": verdict.reason,
        "version_reason": verdict.version_reason,
        "taken_from": verdict.taken_from_id,
    }


def digest(picks: Iterable[tuple[UUID, str]]) -> str:
    """Return a short digest of chosen evidence, so that a form can tell that nothing was changed."""
    text = "\x1f".join(sorted(f"{pk}={locator}" for pk, locator in picks))
    return hashlib.sha256(text.encode()).hexdigest()[:16] if text else ""


def strength_words(strength: int) -> str:
    """Return "Strength 3 of 4: verifiable at an independent source"."""
    return f"Strength {strength} of {STRENGTHS[-1][0]}: {STRENGTHS[strength][1]}"
