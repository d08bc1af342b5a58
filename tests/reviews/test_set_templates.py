"""Templates of the agency: kept from approved sets, and taken as the start of later ones."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from apps.core.errors import NotPermitted
from apps.reviews import actions
from apps.reviews.models import Review, SetTemplate
from apps.reviews.workflow import ReviewState
from tests.factories.accounts import sign_in
from tests.factories.reviews import KEY, PLAIN, Team, a_template, make_review, make_team, requirement

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def kept_review(kept_team: Team) -> Review:
    """Return a review with an approved set, sent to the manufacturer."""
    return make_review(ReviewState.WITH_MANUFACTURER, team=kept_team)


@pytest.fixture(scope="module")
def kept_open(kept_team: Team) -> Review:
    """Return a review whose set nobody has worked on."""
    return make_review(ReviewState.REQUIREMENTS, team=kept_team)


def post(client: Client, name: str, review: Review, **data: Any) -> Any:
    return client.post(reverse(f"reviews:{name}", args=[review.pk]), data, follow=True)


def test_an_approved_set_is_kept_once_under_a_title(
    client: Client, team: Team, review: Review, kept_open: Review
) -> None:
    sign_in(client, team.reviewer)
    assert (
        "Keep this set as a template" in client.get(reverse("reviews:requirements", args=[review.pk])).content.decode()
    )
    assert "is a template of your agency now" in post(client, "template_save", review, title="Cameras").content.decode()
    assert "exists already" in post(client, "template_save", review, title="Cameras").content.decode()
    early = post(client, "template_save", kept_open, title="Too early")
    assert early.status_code == 422
    assert "Only an approved set" in early.content.decode()
    assert [one.selected for one in SetTemplate.objects.visible_to(team.reviewer)] == [2]
    with pytest.raises(IntegrityError), transaction.atomic():
        SetTemplate.objects.create(
            organization=review.organization,
            title="Cameras",
            edition=review.edition,
            review=review,
            decisions=[],
            saved_by=team.reviewer.user,
            saved_at=review.state_since,
        )


def test_a_later_set_starts_from_it_and_what_is_decided_stays(
    client: Client, team: Team, review: Review, kept_open: Review
) -> None:
    template = a_template(review, team)
    own = {"title": "Lobby", "statement": "It is locked.", "capability_code": "DS", "node_id": None}
    row = template.decisions[0] | own | {"identifier": "OWN-1", "selection": "selected", "decline_reason": ""}
    SetTemplate.objects.filter(pk=template.pk).update(decisions=[*template.decisions, row])
    actions.tailor_requirement(requirement(kept_open, PLAIN), by=team.reviewer, key=False, parameter="Mine")
    sign_in(client, team.reviewer)
    shown = post(client, "requirement_template", kept_open, template=str(template.pk)).content.decode()
    assert "1 added" in shown
    key, plain = requirement(kept_open, KEY), requirement(kept_open, PLAIN)
    assert (key.selection, key.key, key.minimum_strength) == ("selected", True, 3)
    assert key.sources[-1]["detail"] == "template Cameras: selected"
    assert plain.parameter == "Mine"
    assert requirement(kept_open, "OWN-1").statement == "It is locked."
    declined = kept_open.requirements.filter(selection="declined")
    assert set(declined.values_list("decline_reason", flat=True)) == {"The gateway does this."}
    again = post(client, "requirement_template", kept_open, template=str(template.pk))
    assert again.status_code == 422
    assert "nothing was changed" in again.content.decode()


def test_templates_stay_in_their_agency(client: Client, team: Team, review: Review, kept_open: Review) -> None:
    template = a_template(review, team)
    stranger = make_team()
    with pytest.raises(NotPermitted):
        actions.save_template(review, by=stranger.reviewer, at=review.state_since, title="Stolen")
    foreign = make_review(ReviewState.REQUIREMENTS, team=stranger)
    sign_in(client, stranger.reviewer)
    assert (
        "Your agency has no template yet"
        in client.get(reverse("reviews:requirement_template", args=[foreign.pk])).content.decode()
    )
    assert post(client, "requirement_template", foreign, template=str(template.pk)).status_code == 422
