from django.apps import AppConfig


class DevicesConfig(AppConfig):
    """Registers the app devices."""

    name = "apps.devices"
    label = "devices"
