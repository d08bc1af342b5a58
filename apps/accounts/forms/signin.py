"""The sign-in library's forms in our words: labels instead of placeholders, rules said before they are broken."""

from typing import Any, ClassVar

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms

from apps.accounts.forms.people import HINT_FOR_PASSWORDS


class _OurWords(forms.BaseForm):
    """Takes placeholders out and puts labels and hints in."""

    words: ClassVar[dict[str, str]] = {}
    hints: ClassVar[dict[str, str]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.words.get(name, field.label)
            field.help_text = self.hints.get(name, field.help_text)
            if field.label:
                field.error_messages["required"] = f"Type the {str(field.label).lower()}."


class LoginForm(_OurWords, account.LoginForm):
    """Address and password."""

    words: ClassVar = {"login": "E-mail address"}


class ReauthenticateForm(_OurWords, account.ReauthenticateForm):
    """The password once more."""


class ResetPasswordForm(_OurWords, account.ResetPasswordForm):
    """The address whose password is lost."""

    words: ClassVar = {"email": "E-mail address"}


class AddEmailForm(_OurWords, account.AddEmailForm):
    """The new address."""

    words: ClassVar = {"email": "New e-mail address"}


class ChangePasswordForm(_OurWords, account.ChangePasswordForm):
    """The present and the new password."""

    words: ClassVar = {
        "oldpassword": "Present password",
        "password1": "New password",
        "password2": "New password, once more",
    }
    hints: ClassVar = {"password1": HINT_FOR_PASSWORDS}


class SetPasswordForm(_OurWords, account.SetPasswordForm):
    """A first password."""

    words: ClassVar = {"password1": "Password", "password2": "Password, once more"}
    hints: ClassVar = {"password1": HINT_FOR_PASSWORDS}


class ResetPasswordKeyForm(_OurWords, account.ResetPasswordKeyForm):
    """A new password, after the link of the mail."""

    words: ClassVar = {"password1": "New password", "password2": "New password, once more"}
    hints: ClassVar = {"password1": HINT_FOR_PASSWORDS}


class AuthenticateForm(_OurWords, mfa.AuthenticateForm):
    """A code of the app, or a recovery code."""


class ReauthenticateByCodeForm(_OurWords, mfa.ReauthenticateForm):
    """The same, to confirm who one is."""


class ActivateAppForm(_OurWords, totp.ActivateTOTPForm):
    """The first code of a new app."""

    words: ClassVar = {"code": "Code of the app"}


class AddKeyForm(_OurWords, webauthn.AddWebAuthnForm):
    """A new passkey or security key."""

    words: ClassVar = {"name": "Name of the key", "passwordless": "Sign in with this key alone"}
    hints: ClassVar = {
        "name": "Tells your keys apart, for example “Desk” or “Blue spare key”.",
        "passwordless": "The key then asks for your finger, face or PIN, and you need no password.",
    }


class EditKeyForm(_OurWords, webauthn.EditWebAuthnForm):
    """Another name for a key."""

    words: ClassVar = {"name": "Name of the key"}
