"""What tests of reviews share: one team for a module, and one review where the module says which (`kept_review`)."""

import copy

import pytest

from apps.reviews.models import Review
from tests.factories.reviews import Team, make_team


@pytest.fixture(scope="module")
def kept_team(kept_world: None) -> Team:
    """Return an agency with a person for every office, made once for the module."""
    return make_team()


@pytest.fixture
def team(kept_team: Team) -> Team:
    """Return the module's team, as it was made."""
    return copy.deepcopy(kept_team)


@pytest.fixture
def review(kept_review: Review) -> Review:
    """Return the module's review, read anew."""
    return Review.objects.get(pk=kept_review.pk)
