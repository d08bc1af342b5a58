from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    """Registers the app reviews, where its verdicts use evidence, and which questions wait for manufacturers."""

    name = "apps.reviews"
    label = "reviews"

    def ready(self) -> None:
        """Tell the library about verdicts, manufacturers about questions, and the record of acts its words."""
        from apps.audit.sentences import add_phrases
        from apps.catalog import impact
        from apps.devices import waiting
        from apps.evidence import uses
        from apps.reviews import notices  # noqa: F401 - declares what people are told
        from apps.reviews.edition_impact import on_reviews
        from apps.reviews.evidence_uses import VerdictUses
        from apps.reviews.questions_waiting import questions_waiting
        from apps.reviews.workflow import Verb

        uses.register(VerdictUses())
        impact.register("reviews", on_reviews, order=3)
        waiting.register(questions_waiting)
        add_phrases({f"review.{verb.value}": verb.label[0].lower() + verb.label[1:] for verb in Verb})
