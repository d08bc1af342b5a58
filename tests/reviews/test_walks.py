"""What happens to a decided record afterwards, and what an auditor can do: two walks through the whole case.

The other acceptance walks stand with the page on which they happen.
"""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from apps.audit.models import Event
from apps.devices import actions as devices
from apps.reviews.models import Act, Review
from apps.reviews.workflow import Outcome, VerdictValue
from tests.factories.accounts import sign_in
from tests.factories.reviews import KEY, PLAIN, Team, make_determined_review, make_waiver
from tests.reviews.forbidden import frozen
from tests.reviews.test_newer_declaration import attest_successor

pytestmark = pytest.mark.django_db
PAGES = ("detail", "requirements", "treatment", "decision", "waiver", "conditions", "traceability", "review_questions")
ACTS = ("concur", "determine", "addendum", "award", "close_without_award", "withdraw", "support_waiver", "linked")


@pytest.fixture(scope="module")
def kept_review(kept_team: Team) -> Review:
    return make_determined_review(
        Outcome.PREVENTS, team=kept_team, verdicts={KEY: VerdictValue.NOT_MET, PLAIN: VerdictValue.MET}
    )


def test_new_firmware_leaves_the_decided_record_untouched(client: Client, review: Review, team: Team) -> None:
    before, declaration = frozen(review), review.declaration
    desk = reverse("reviews:desk", args=[review.pk, PLAIN])
    sign_in(client, team.reviewer)
    assertContains(client.get(desk), "Each unit has a certificate of its own.")

    successor = attest_successor(review)

    review = Review.objects.get(pk=review.pk)
    assert frozen(review) == before
    assert (review.declaration, review.declaration.state) == (declaration, "superseded")
    assert devices.content_sha256(review.declaration) == review.declaration_sha256
    page = client.get(desk)
    assertContains(page, "Each unit has a certificate of its own.")
    assertNotContains(page, "Off by default since this version.")
    assertContains(client.get(review.get_absolute_url()), "is superseded since")
    newer = reverse("reviews:switch_declaration", args=[review.pk])
    client.post(newer, {"declaration": successor.pk, "reason": "It is newer."})
    assert frozen(Review.objects.get(pk=review.pk)) == before, "a decided case takes up nothing"


def test_an_auditor_reads_everything_and_changes_nothing(client: Client, review: Review, team: Team) -> None:
    waiver = make_waiver(review, team)
    sign_in(client, team.auditor)
    acts, events = Act.objects.count(), Event.objects.exclude(verb="accounts.access_refused").count()
    pages = [client.get(reverse(f"reviews:{name}", args=[review.pk])) for name in PAGES]
    pages += [client.get(reverse("reviews:desk", args=[review.pk, identifier])) for identifier in (KEY, PLAIN)]
    pages += [client.get(reverse("reviews:waivers")), client.get(reverse("audit:list"))]
    assert [page.status_code for page in pages] == [200] * len(pages)
    for page in pages[:-2]:
        main = page.content.decode().partition("<main")[2].partition("</main>")[0]
        assert 'method="post"' not in main, page.request["PATH_INFO"]
    read = "".join(page.content.decode() for page in pages)
    for words in ("We saw it on a delivered unit.", waiver.facts, "Having reviewed the record, I determine as stated."):
        assert words in read

    answers = {name: client.post(reverse(f"reviews:{name}", args=[review.pk])).status_code for name in ACTS}
    # Two offices may withdraw, so its page is open to readers and the act itself refuses.
    assert {name: status for name, status in answers.items() if status != 403} == {"withdraw": 422}
    verdict = client.post(reverse("reviews:verdict", args=[review.pk, KEY]), {"value": "met"})
    assert verdict.status_code == 403
    assert Act.objects.count() == acts
    assert Event.objects.exclude(verb="accounts.access_refused").count() == events
