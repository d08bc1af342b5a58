from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    """Registers the app reviews, and where its verdicts use evidence."""

    name = "apps.reviews"
    label = "reviews"

    def ready(self) -> None:
        """Tell the evidence library about verdicts, and the record of acts the words for the acts of a review."""
        from apps.audit.sentences import add_phrases
        from apps.evidence import uses
        from apps.reviews.evidence_uses import VerdictUses
        from apps.reviews.workflow import Verb

        uses.register(VerdictUses())
        add_phrases({f"review.{verb.value}": verb.label[0].lower() + verb.label[1:] for verb in Verb})
