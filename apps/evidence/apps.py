from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    """Registers the app evidence."""

    name = "apps.evidence"
    label = "evidence"
