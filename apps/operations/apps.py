from django.apps import AppConfig


class OperationsConfig(AppConfig):
    """Keeps the service: backups, and what comes back from them."""

    name = "apps.operations"
    label = "operations"
