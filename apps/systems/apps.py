from django.apps import AppConfig


class SystemsConfig(AppConfig):
    """Registers the app systems."""

    name = "apps.systems"
    label = "systems"
