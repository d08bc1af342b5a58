from django.apps import AppConfig


class DevicesConfig(AppConfig):
    """Registers the app devices."""

    name = "apps.devices"
    label = "devices"

    def ready(self) -> None:
        """Tell library and catalog where answers use their items and entries, and who notes what agencies open."""
        from apps.catalog import impact
        from apps.devices import notices, reminding  # noqa: F401 - notices declare what people are told
        from apps.devices.actions.openings import note_evidence
        from apps.devices.edition_impact import on_declarations
        from apps.devices.evidence_uses import AnswersUseEvidence, CommonAnswersUseEvidence
        from apps.evidence import openings, uses
        from apps.notifications import reminders

        uses.register(AnswersUseEvidence())
        uses.register(CommonAnswersUseEvidence())
        impact.register("declarations", on_declarations, order=2)
        openings.register(note_evidence)
        reminders.register(reminding.remind)
