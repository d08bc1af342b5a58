"""The verdict on the same declaration in an earlier review of the same agency: a suggestion, never a verdict here.

It counts once the assessment of that review was concluded. Nothing takes it over by itself: a person fills the form
with it, checks it and saves it as their own verdict.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from apps.core.words import capitalized
from apps.reviews.models import Review, ReviewRequirement, Verdict
from apps.reviews.workflow import ReviewState, VerdictValue

CONCLUDED = (ReviewState.TREATMENT, ReviewState.DECISION, ReviewState.MONITORING, ReviewState.CLOSED)


@dataclass(frozen=True)
class Suggestion:
    """An earlier verdict beside the requirement that it may be taken over for."""

    verdict: Verdict
    requirement: ReviewRequirement

    @property
    def cautions(self) -> list[str]:
        """Return what is different here, so that the earlier verdict may not hold."""
        return [f"{capitalized(words)}." for words in self._differences()]

    def _differences(self) -> Iterable[str]:
        earlier, here, verdict = self.verdict.requirement, self.requirement, self.verdict
        if earlier.parameter != here.parameter:
            yield f"the parameter was “{earlier.parameter}” there" if earlier.parameter else "it had no parameter there"
        if here.key and not earlier.key:
            yield "it was no key requirement there"
        if verdict.value in {VerdictValue.MET, VerdictValue.MET_BY_OTHER} and (
            verdict.strength < here.minimum_strength
        ):
            yield f"its evidence has strength {verdict.strength}, and {here.minimum_strength} is needed here"
        if verdict.review.system_id != here.review.system_id:
            yield f"it was made for another system, {verdict.review.system}"


def earlier_verdicts(requirement: ReviewRequirement, review: Review) -> QuerySet[Verdict]:
    """Return the verdicts on the same entry and declaration in concluded reviews of the agency, the latest first."""
    if review.declaration_id is None or requirement.node_id is None:
        return Verdict.objects.none()
    found: QuerySet[Verdict] = Verdict.objects.filter(
        review__organization=review.organization_id,
        review__declaration=review.declaration_id,
        review__state__in=CONCLUDED,
        requirement__node__entry__nodes=requirement.node_id,
    )
    return found.exclude(review=review.pk).order_by("-given_at", "-pk")


def suggestion(requirement: ReviewRequirement, review: Review) -> Suggestion | None:
    """Return the latest earlier verdict, for a requirement that has none of its own; one statement."""
    verdicts = earlier_verdicts(requirement, review).select_related(
        "given_by", "confirmed_by", "requirement", "review__procurement", "review__product", "review__system"
    )
    found = verdicts.first()
    return Suggestion(found, requirement) if found is not None else None
