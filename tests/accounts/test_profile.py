"""One's own name, title and time zone."""

from django.test import Client
from django.urls import reverse

from apps.accounts.actors import Actor
from apps.audit.models import Event
from tests.factories.accounts import sign_in


def test_a_person_changes_name_title_and_zone(client: Client, reviewer: Actor) -> None:
    sign_in(client, reviewer)
    client.post(
        reverse("accounts:profile"), {"name": "Rhea V. Holt", "title": "Analyst", "time_zone": "America/Denver"}
    )
    reviewer.user.refresh_from_db()
    assert (reviewer.user.name, reviewer.user.time_zone) == ("Rhea V. Holt", "America/Denver")
    assert Event.objects.get(verb="accounts.profile_changed").before["name"] == "Rhea Vance"


def test_an_unknown_zone_or_an_empty_name_is_refused_and_what_was_typed_stays(client: Client, reviewer: Actor) -> None:
    sign_in(client, reviewer)
    answer = client.post(reverse("accounts:profile"), {"name": "", "title": "Kept title", "time_zone": "Mars/Olympus"})
    assert answer.status_code == 422
    assert "Kept title" in answer.content.decode()
    reviewer.user.refresh_from_db()
    assert reviewer.user.time_zone == "UTC"
