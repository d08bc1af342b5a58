"""The filter of the record of acts."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from apps.audit.models import EventQuerySet
from apps.core.forms import AssayFormHelper, Columns, DateInput, Layout, Link, Submit


class FilterForm(forms.Form):
    """Which events to show; everything is optional."""

    person = forms.CharField(label="Person", max_length=200, required=False)
    act = forms.CharField(
        label="Act", max_length=60, required=False, help_text="A part of its name, such as “signed” or “roles”."
    )
    object = forms.CharField(
        label="Object", max_length=64, required=False, help_text="Its identifier; a case brings all its parts."
    )
    start = forms.DateField(label="From", required=False, widget=DateInput())
    end = forms.DateField(label="Until and including", required=False, widget=DateInput())

    def __init__(self, *args: Any, clear_url: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = AssayFormHelper(
            Submit.primary("Filter"),
            Link.cancel(clear_url, "Show everything"),
            method="get",
            layout=Layout(Columns("person", "act", "object"), Columns("start", "end")),
        )

    def clean(self) -> dict[str, Any]:
        """Refuse a span that ends before it starts."""
        cleaned = super().clean() or {}
        start, end = cleaned.get("start"), cleaned.get("end")
        if start and end and end < start:
            self.add_error("end", "The last day lies before the first. Check the two dates.")
        return cleaned

    def choose(self, events: EventQuerySet) -> EventQuerySet:
        """Return the events that fit what was typed; nothing typed wrong narrows them."""
        if not self.is_valid():
            return events
        asked = self.cleaned_data
        if asked["object"]:
            events = events.about(asked["object"].strip())
        if asked["person"]:
            events = events.filter(actor_label__icontains=asked["person"].strip())
        if asked["act"]:
            events = events.filter(verb__icontains=asked["act"].strip().replace(" ", "_"))
        if asked["start"]:
            events = events.filter(at__gte=_midnight(asked["start"]))
        if asked["end"]:
            events = events.filter(at__lt=_midnight(asked["end"] + timedelta(days=1)))
        return events


def _midnight(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
