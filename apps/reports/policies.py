"""When a report can be made."""

from apps.core.errors import NotNow
from apps.reviews.models import Review
from apps.reviews.policies import is_determined

NOT_DETERMINED = "A report can be made once the CIO has determined the case."


def check_make(review: Review) -> None:
    """Refuse before the CIO's determination: a report shows a decided case."""
    if not is_determined(review):
        raise NotNow(NOT_DETERMINED)
