from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    """Registers the app reviews, and where its verdicts use evidence."""

    name = "apps.reviews"
    label = "reviews"

    def ready(self) -> None:
        """Tell the evidence library about verdicts."""
        from apps.evidence import uses
        from apps.reviews.evidence_uses import VerdictUses

        uses.register(VerdictUses())
