from django.apps import AppConfig


class DevicesConfig(AppConfig):
    """Registers the app devices."""

    name = "apps.devices"
    label = "devices"

    def ready(self) -> None:
        """Tell the evidence library where its items are used, and the catalog what a change of edition means."""
        from apps.catalog import impact
        from apps.devices.edition_impact import on_declarations
        from apps.devices.evidence_uses import AnswersUseEvidence
        from apps.evidence import uses

        uses.register(AnswersUseEvidence())
        impact.register("declarations", on_declarations, order=2)
