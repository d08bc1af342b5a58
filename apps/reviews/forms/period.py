"""The period of a list that the law asks for; it stays in the address."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from crispy_forms.layout import Field
from django import forms

from apps.core.forms import AssayFormHelper, Columns, DateInput, Layout, Link, Submit


class PeriodForm(forms.Form):
    """From and until, both optional; `show` is kept for lists that have a choice beside the period."""

    show = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    start = forms.DateField(label="From", required=False, widget=DateInput())
    end = forms.DateField(label="Until and including", required=False, widget=DateInput())

    def __init__(self, *args: Any, clear_url: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = AssayFormHelper(
            Submit.secondary("Show the period"),
            Link.cancel(clear_url, "Show everything"),
            method="get",
            layout=Layout(Field("show"), Columns("start", "end")),
        )

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it starts."""
        cleaned = super().clean() or {}
        start, end = cleaned.get("start"), cleaned.get("end")
        if start and end and end < start:
            self.add_error("end", "The last day lies before the first. Check the two dates.")
        return cleaned

    def period(self) -> tuple[date | None, date | None]:
        """Return the first and the last day; a period typed wrong narrows nothing, and the page says so."""
        return (self.cleaned_data["start"], self.cleaned_data["end"]) if self.is_valid() else (None, None)

    def query(self, **more: str) -> str:
        """Return the period and more as the end of an address."""
        start, end = self.period()
        given = {"start": start.isoformat() if start else "", "end": end.isoformat() if end else "", **more}
        text = urlencode({name: value for name, value in given.items() if value})
        return f"?{text}" if text else ""
