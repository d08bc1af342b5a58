from django.apps import AppConfig


class CoreConfig(AppConfig):
    """Registers the app core."""

    name = "apps.core"
    label = "core"
