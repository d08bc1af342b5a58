"""What the pages about editions are asked: two editions to compare, a decision, a reason."""

from typing import Any

from crispy_forms.layout import Layout
from django import forms

from apps.catalog.kinds import RewordingDecision
from apps.catalog.models import Edition
from apps.core.forms import AssayFormHelper, Columns, Submit


class CompareForm(forms.Form):
    """Two editions to be compared."""

    before = forms.ChoiceField(label="Earlier edition")
    after = forms.ChoiceField(label="Later edition")

    def __init__(self, *args: Any, editions: list[Edition], action: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("before", "after"):
            field: Any = self.fields[name]
            field.choices = [(one.slug, f"{one} ({one.get_wording_display().lower()})") for one in editions]
            field.error_messages["invalid_choice"] = "There is no such edition; choose one from the list."
        self.helper = AssayFormHelper(
            Submit.primary("Compare"),
            method="get",
            action=action,
            layout=Layout(Columns("before", "after")),
            css_class="a-form--dense",
        )

    def clean(self) -> dict[str, Any]:
        """Refuse an edition against itself."""
        cleaned = super().clean() or {}
        if cleaned.get("before") and cleaned.get("before") == cleaned.get("after"):
            self.add_error("after", "Choose two different editions; an edition does not differ from itself.")
        return cleaned


class DecisionForm(forms.Form):
    """One decision on one pair, or on all pairs that wait below one entry: the button that was pressed names it."""

    same = forms.IntegerField(required=False)
    different = forms.IntegerField(required=False)
    same_below = forms.CharField(required=False, max_length=40)
    different_below = forms.CharField(required=False, max_length=40)

    @property
    def decision(self) -> str:
        """Return what was decided."""
        said_same = self.cleaned_data.get("same") or self.cleaned_data.get("same_below")
        return RewordingDecision.SAME if said_same else RewordingDecision.DIFFERENT

    @property
    def pair(self) -> int | None:
        """Return the pair that the decision is about, None when it is about many."""
        found: int | None = self.cleaned_data.get("same") or self.cleaned_data.get("different")
        return found

    @property
    def below(self) -> str:
        """Return the entry below which all waiting pairs are decided."""
        found: str = self.cleaned_data.get("same_below") or self.cleaned_data.get("different_below") or ""
        return found
