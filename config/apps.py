from django.apps import AppConfig


class AssayConfig(AppConfig):
    """Carries the commands that need every app: demo, bench."""

    name = "config"
    label = "assay"
