"""Editing what a colleague may edit at the same time: after a conflict both texts are shown, and nothing is lost."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpResponse

from apps.core.views import FormPage


@dataclass(frozen=True)
class Conflict:
    """One field whose typed text is not what is stored now, for `components/conflict.html`."""

    field: str
    yours: str
    theirs: str


class EditPage(FormPage):
    """A form page on something that is stored; `stored()` returns its present values with the hidden field `read`.

    After a conflict (409) the page shows both texts for each field that differs and the form carries what is stored
    now, so that the person who has read both can save.
    """

    abstract = True

    def stored(self) -> dict[str, Any]:
        """Return the present values by field, and under `read` what the form has to carry."""
        raise NotImplementedError

    def get_initial(self) -> dict[str, Any]:
        """Fill the form with what is stored."""
        return self.stored()

    def show_again(self, form: Any, *, status: int) -> HttpResponse:
        """Add both texts after a conflict."""
        found: list[Conflict] = []
        if status == 409:
            now = self.stored()
            found = conflicts(form, now)
            form.data = form.data.copy()
            form.data["read"] = now["read"]
        return self.render_to_response(self.get_context_data(form=form, conflicts=found), status=status)


def conflicts(form: forms.BaseForm, stored: Mapping[str, Any]) -> list[Conflict]:
    """Return the shown fields in which the form and the stored values differ, as words."""
    found = []
    for bound in form:
        if bound.is_hidden or bound.name not in stored:
            continue
        yours, theirs = (_words(bound.field, value) for value in (bound.value(), stored[bound.name]))
        if yours != theirs:
            found.append(Conflict(str(bound.label), yours, theirs))
    return found


def _words(field: forms.Field, value: Any) -> str:
    """Return a value as the form shows it: the label of a choice, the text of anything else."""
    value = field.prepare_value(value)
    if isinstance(value, list | tuple):
        return ", ".join(sorted(_words(field, one) for one in value))
    choices = dict(getattr(field, "choices", ()))
    by_text = {str(getattr(key, "value", key)): str(label) for key, label in choices.items()}
    return by_text.get(str(value), "" if value is None else str(value))
