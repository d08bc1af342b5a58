"""Several people who save verdicts on one review at the same time, as their browsers would; and what came of it."""

import re
import threading
from dataclasses import dataclass, field
from http import HTTPStatus

from django.db import connection
from django.db.models import Count
from django.test import Client
from django.urls import reverse

from apps.accounts.models import Membership, User
from apps.accounts.roles import Role
from apps.audit.models import Event
from apps.core.errors import NotNow
from apps.reviews.models import Review, ReviewRequirement, Verdict
from apps.reviews.workflow import ReviewState, Selection

CONTESTED = 5
"""How many requirements everybody writes on; the others are each person's own."""
PATIENCE = 200
"""How often a person reads both verdicts and saves anew before we call it an error."""
_VERSION = re.compile(r'name="version" value="(\d+)"')


@dataclass
class Outcome:
    """What the people saw: saves confirmed, conflicts shown with both verdicts, and anything else."""

    saved: list[tuple[str, str]] = field(default_factory=list)
    conflicts: int = 0
    errors: list[str] = field(default_factory=list)


def busiest_review() -> Review:
    """Return the review in assessment with the most requirements; raise NotNow when there is none."""
    reviews = Review.objects.filter(state=ReviewState.ASSESSMENT).annotate(size=Count("requirements"))
    review = reviews.select_related("organization").order_by("-size", "pk").first()
    if review is None:
        raise NotNow("No review is in assessment. Run `manage.py seed_scale --reviews 10` first.")
    return review


def save_together(review: Review, *, people: int, saves: int) -> tuple[Outcome, list[str]]:
    """Let so many reviewers save so many verdicts each; return what they saw and which updates were lost.

    Every second save goes to a requirement that everybody writes on. A conflict is answered as the page asks: read
    both, and save anew. Raises NotNow when the agency has fewer reviewers.
    """
    members = Membership.objects.active().filter(organization=review.organization, role_assignments__role=Role.REVIEWER)
    users = [one.user for one in members.select_related("user").order_by("created_at", "pk")[:people]]
    if len(users) < people:
        raise NotNow(f"{review.organization} has {len(users)} reviewers; {people} are wanted.")
    selected = ReviewRequirement.objects.filter(review=review, selection=Selection.SELECTED).order_by("position")
    identifiers = list(selected.values_list("identifier", flat=True)[: CONTESTED + people * saves])
    before = _versions(review)
    outcome = Outcome()
    threads = [
        threading.Thread(target=_work, args=(review, user, _places(identifiers, number, people, saves), outcome))
        for number, user in enumerate(users)
    ]
    connection.close()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcome, _lost(review, outcome, before)


def _places(identifiers: list[str], number: int, people: int, saves: int) -> list[str]:
    """Return where a person saves: in turn on what everybody writes on, and on what is theirs."""
    shared, own = identifiers[:CONTESTED], identifiers[CONTESTED:][number::people]
    return [shared[at % len(shared)] if at % 2 or not own else own[at // 2 % len(own)] for at in range(saves)]


def _work(review: Review, user: User, places: list[str], outcome: Outcome) -> None:
    try:
        client = Client(SERVER_NAME="127.0.0.1", raise_request_exception=False)
        client.force_login(user)
        for at, identifier in enumerate(places):
            _save(client, review, identifier, f"{user.name}, save {at + 1}.", outcome)
            # As the server does after each request: the connection goes back to the pool.
            connection.close()
    except Exception as error:
        outcome.errors.append(f"{user.name}: {error}")
    finally:
        connection.close()


def _save(client: Client, review: Review, identifier: str, reason: str, outcome: Outcome) -> None:
    page = client.get(reverse("reviews:desk", args=[review.pk, identifier]))
    for _ in range(PATIENCE):
        version = _VERSION.search(page.content.decode())
        if version is None:
            break
        entry = {"value": "partly", "methods": ["examine"], "strength": "2", "reason": reason, "version": version[1]}
        page = client.post(reverse("reviews:verdict", args=[review.pk, identifier]), entry)
        if page.status_code == HTTPStatus.FOUND:
            outcome.saved.append((identifier, reason))
            return
        if page.status_code != HTTPStatus.CONFLICT:
            break
        outcome.conflicts += 1
    outcome.errors.append(f"{identifier}: the answer was {page.status_code}")


def _versions(review: Review) -> dict[str, int]:
    return dict(Verdict.objects.filter(review=review).values_list("requirement__identifier", "version"))


def _lost(review: Review, outcome: Outcome, before: dict[str, int]) -> list[str]:
    """Return what was confirmed to somebody and is not in the record, or did not count as a version."""
    told = Event.objects.filter(subject_id=str(review.pk), verb="review.give_verdict").values_list("reason", flat=True)
    recorded = set(told)
    lost = [f"{place}: {reason}" for place, reason in outcome.saved if reason not in recorded]
    after = _versions(review)
    for place in {place for place, _ in outcome.saved}:
        number = sum(1 for saved, _ in outcome.saved if saved == place)
        if after[place] - before.get(place, 0) != number:
            lost.append(f"{place}: {number} saves, but {after[place] - before.get(place, 0)} versions")
    return lost
