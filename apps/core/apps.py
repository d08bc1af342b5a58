from django.apps import AppConfig


class CoreConfig(AppConfig):
    """Registers the app core."""

    name = "apps.core"
    label = "core"

    def ready(self) -> None:
        """Say about an empty field what to do, in place of "This field is required."."""
        from django import forms

        words = (
            (forms.Field, "Fill this in."),
            (forms.BooleanField, "Tick this to go on."),
            (forms.ChoiceField, "Choose one of these."),
            (forms.FileField, "Choose a file."),
        )
        for kind, required in words:
            kind.default_error_messages = kind.default_error_messages | {"required": required}
