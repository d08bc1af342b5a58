"""How one wants to be mailed, topic by topic."""

from collections.abc import Iterable
from typing import Any

from django import forms

from apps.core.forms import AssayFormHelper, Link, RadioTiles, Submit
from apps.notifications.kinds import Topic
from apps.notifications.workflow import Mail


class MailForm(forms.Form):
    """One choice a topic."""

    def __init__(self, *args: Any, topics: Iterable[Topic], cancel_url: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.topics = {f"topic{number}": topic for number, topic in enumerate(topics)}
        for name, topic in self.topics.items():
            self.fields[name] = forms.ChoiceField(
                label=topic.title, help_text=topic.hint, choices=Mail.choices, widget=RadioTiles(compact=True)
            )
        self.helper = AssayFormHelper(Submit.primary("Save"), Link.cancel(cancel_url, "Back"))

    def choices(self) -> dict[str, str]:
        """Return the way of mailing by topic."""
        return {topic.slug: self.cleaned_data[name] for name, topic in self.topics.items()}
