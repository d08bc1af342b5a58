from django.apps import AppConfig


class AssayConfig(AppConfig):
    """Carries the commands that need every app: demo, seed_scale, bench."""

    name = "config"
    label = "assay"
