"""Forms of one's own account, and of an invitation."""

import functools
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.contrib.auth.password_validation import validate_password

from apps.accounts.models import Invitation, Membership, User
from apps.core.forms import AssayFormHelper, Link, RadioTiles, Submit

HINT_FOR_PASSWORDS = (
    "At least 15 characters; several unrelated words make a good one. Spaces and pasting are fine. "
    "Nothing that stands on lists of common passwords, and not the name of this service or of your organization."
)


class ProfileForm(forms.Form):
    """Name, title and time zone."""

    name = forms.CharField(label="Full name", max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    title = forms.CharField(
        label="Title or office",
        max_length=120,
        required=False,
        help_text="Stands under your name on what you sign, for example “Chief Information Officer”.",
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
    )
    time_zone = forms.ChoiceField(label="Time zone", help_text="Times on the pages are shown in this zone.")

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"].choices = time_zone_choices(now)  # type: ignore[attr-defined]
        self.helper = AssayFormHelper(Submit.primary("Save profile"))


def time_zone_choices(now: datetime) -> list[tuple[str, Any]]:
    """Return UTC, the zones of the United States, then all others by region, each with its present offset."""
    return _choices_in(now.replace(minute=0, second=0, microsecond=0))


@functools.lru_cache(maxsize=2)
def _choices_in(now: datetime) -> list[tuple[str, Any]]:
    """Return the choices of one hour: looking up five hundred offsets is most of what the page costs."""
    names = sorted(name for name in available_timezones() if "/" in name and not name.startswith("Etc/"))
    american = [name for name in names if name.startswith("US/")]
    others = [name for name in names if name.split("/")[0] in _REGIONS]
    return [
        ("UTC", "UTC"),
        ("United States", [(name, _shown(name, now)) for name in american]),
        ("Elsewhere", [(name, _shown(name, now)) for name in others]),
    ]


_REGIONS = frozenset(
    {"Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"}
)


def _shown(name: str, now: datetime) -> str:
    offset = now.astimezone(ZoneInfo(name)).strftime("%z")
    return f"{name.replace('_', ' ')} (UTC{offset[:3]}:{offset[3:]})"


class NewAccountForm(forms.Form):
    """Name and password of a person who accepts an invitation without having an account."""

    name = forms.CharField(label="Full name", max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    password = forms.CharField(
        label="Password",
        help_text=HINT_FOR_PASSWORDS,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, invitation: Invitation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.invitation = invitation
        self.helper = AssayFormHelper(Submit.primary("Create account and join"))

    def clean(self) -> dict[str, Any]:
        """Check the password against the rules, with what is known of the person."""
        cleaned = super().clean() or {}
        if password := cleaned.get("password"):
            user = User(pk=None, email=self.invitation.email, name=cleaned.get("name", ""))
            user.joining = [self.invitation.organization.name]  # type: ignore[attr-defined]
            try:
                validate_password(password, user)
            except forms.ValidationError as error:
                self.add_error("password", error)
        return cleaned


class JoinForm(forms.Form):
    """One button: join with the account that is signed in."""

    def __init__(self, *args: Any, invitation: Invitation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = AssayFormHelper(Submit.primary(f"Join {invitation.organization}"))


class SwitchForm(forms.Form):
    """Which of one's organizations to act for."""

    organization = forms.ChoiceField(label="Act for", widget=RadioTiles())

    def __init__(self, *args: Any, memberships: tuple[Membership, ...], cancel_url: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["organization"]
        field.choices = [(str(m.organization_id), m.organization.name) for m in memberships]
        field.widget.descriptions = {str(m.organization_id): m.organization.get_kind_display() for m in memberships}
        self.helper = AssayFormHelper(Submit.primary("Switch"), Link.cancel(cancel_url))
