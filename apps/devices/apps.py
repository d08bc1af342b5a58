from django.apps import AppConfig


class DevicesConfig(AppConfig):
    """Registers the app devices."""

    name = "apps.devices"
    label = "devices"

    def ready(self) -> None:
        """Tell the evidence library where its items are used."""
        from apps.devices.evidence_uses import AnswersUseEvidence
        from apps.evidence import uses

        uses.register(AnswersUseEvidence())
