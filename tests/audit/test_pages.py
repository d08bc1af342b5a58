"""The record of acts on the page and as CSV."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.accounts.actors import Actor
from apps.accounts.roles import OrganizationKind, Role
from apps.audit import chain
from apps.audit.export import harmless
from apps.audit.models import Event
from apps.audit.sentences import line, phrase
from tests.factories.accounts import make_member, make_organization, sign_in

LIST = "/audit/"


@pytest.fixture
def auditor(db: None) -> Actor:
    """Return the auditor of an agency."""
    return make_member(OrganizationKind.AGENCY, Role.AUDITOR, name="Olga Auditor")


@pytest.fixture
def colleague(auditor: Actor) -> Actor:
    """Return a reviewer of the same agency."""
    return make_member(auditor.organization, Role.REVIEWER, name="Rhea Vance")


def act(by: Actor, verb: str = "reviews.verdict_given", **values: object) -> Event:
    with transaction.atomic():
        return chain.record(verb, by=by, **values)


def page(client: Client, **query: str) -> str:
    return client.get(LIST, query).content.decode()


def test_the_page_tells_acts_of_the_own_organization_in_sentences(
    client: Client, auditor: Actor, colleague: Actor
) -> None:
    act(colleague, target_label="LA-IFC.3", before={"state": "not met"}, after={"state": "met"}, reason="Port closed.")
    act(make_member(OrganizationKind.AGENCY, Role.REVIEWER), target_label="FOREIGN-1")
    sign_in(client, auditor)

    shown = page(client)

    assert "<strong>Rhea Vance (Reviewer)</strong> gave verdict: LA-IFC.3" in shown
    assert "<del>not met</del> → met" in shown
    assert "Port closed." in shown
    assert "FOREIGN-1" not in shown


def test_fifty_rows_a_page_in_a_fixed_number_of_statements(
    client: Client, auditor: Actor, colleague: Actor, django_assert_num_queries
) -> None:
    for number in range(120):
        act(colleague, target_label=f"ROW-{number:03}")
    sign_in(client, auditor)

    # Session, person, memberships, roles; count, rows, head.
    with django_assert_num_queries(7):
        first = page(client)

    assert ("ROW-119" in first, "ROW-070" in first, "ROW-069" in first) == (True, True, False)
    assert "ROW-069" in page(client, page="2")


def test_filters_narrow_by_person_act_object_and_days(client: Client, auditor: Actor, colleague: Actor) -> None:
    other = make_organization(name="Something to point at")
    act(auditor, "audit.looked", target_label="BY-OLGA")
    act(colleague, "evidence.viewed", target_label="BY-RHEA", target=other)
    sign_in(client, auditor)
    today = timezone.localdate()

    def seen(**query: str) -> tuple[bool, bool]:
        shown = page(client, **query)
        return "BY-OLGA" in shown, "BY-RHEA" in shown

    assert seen() == (True, True)
    assert seen(person="olga") == (True, False)
    assert seen(act="viewed") == (False, True)
    assert seen(object=str(other.pk)) == (False, True)
    assert seen(start=str(today), end=str(today)) == (True, True)
    assert seen(end=str(today - timedelta(days=1))) == (False, False)
    assert "Nothing fits this filter" in page(client, person="nobody")


def test_a_span_that_ends_before_it_starts_is_named(client: Client, auditor: Actor) -> None:
    sign_in(client, auditor)
    assert "The last day lies before the first" in page(client, start="2026-11-24", end="2026-11-20")


def test_an_object_id_of_another_organization_shows_nothing(client: Client, auditor: Actor) -> None:
    foreign = make_member(OrganizationKind.AGENCY, Role.REVIEWER)
    act(foreign, target=foreign.organization)
    sign_in(client, auditor)
    assert "Nothing fits this filter" in page(client, object=str(foreign.organization.pk))


def test_the_export_holds_what_the_filter_shows_and_is_itself_an_act(
    client: Client, auditor: Actor, colleague: Actor
) -> None:
    act(colleague, target_label='=HYPERLINK("http://evil.example")', reason="+1")
    act(make_member(OrganizationKind.AGENCY, Role.REVIEWER), target_label="FOREIGN-1")
    sign_in(client, auditor)

    answer = client.post(reverse("audit:export"), {"person": "Rhea"})
    rows = list(csv.DictReader(io.StringIO(answer.getvalue().decode())))

    assert answer["Content-Disposition"] == 'attachment; filename="record-of-acts.csv"'
    assert [row["target_label"] for row in rows] == ['\'=HYPERLINK("http://evil.example")']
    assert rows[0]["reason"] == "'+1"
    event = Event.objects.get(verb="audit.exported")
    assert event.after == {"events": 1, "filter": {"person": "Rhea"}}


@pytest.mark.parametrize("start", list("=+-@\t\r"))
def test_no_cell_starts_like_a_formula(start: str) -> None:
    assert harmless(f"{start}1+1").startswith("'")
    assert harmless(f"plain {start}") == f"plain {start}"


def test_nobody_but_the_auditor_reads_or_exports(client: Client, auditor: Actor, colleague: Actor) -> None:
    sign_in(client, colleague)
    assert client.get(LIST).status_code == 403
    assert client.post(reverse("audit:export")).status_code == 403
    assert not Event.objects.filter(verb="audit.exported").exists()


def test_a_verb_reads_as_the_middle_of_a_sentence() -> None:
    assert phrase("devices.product_added") == "added product"
    assert phrase("system.created") == "created system"
    assert phrase("accounts.roles_changed") == "changed roles"


def test_values_of_every_shape_are_shown_in_words(auditor: Actor) -> None:
    event = act(auditor, before={"key": True, "who": None}, after={"key": False, "roles": ["b", "a"], "n": 3})
    shown = {change.name: (change.before, change.after) for change in line(event).changes}
    assert shown == {"key": ("yes", "no"), "who": ("", ""), "roles": ("", "b, a"), "n": ("", "3")}
