"""Founding organizations is the operator's act."""

import re

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from apps.accounts import actions
from apps.accounts.models import Organization
from apps.accounts.roles import OrganizationKind
from apps.audit.models import Event
from apps.core.errors import Invalid

pytestmark = pytest.mark.django_db


def test_the_command_founds_and_prints_a_link_that_works(client: Client, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("found_organization", kind="agency", name="Office of Civic Records", administrator="first@example.gov")
    link = re.search(r"http://127.0.0.1:8000(\S+)", capsys.readouterr().out).group(1)
    answer = client.post(link, {"name": "Fay First", "password": "seven quiet lanterns drift"})
    assert answer.status_code == 302
    assert [event.verb for event in Event.objects.filter(verb__startswith="accounts.").order_by("sequence")] == [
        "accounts.organization_founded",
        "accounts.person_invited",
        "accounts.invitation_accepted",
        "accounts.signed_in",
    ]


@pytest.mark.parametrize(
    ("name", "administrator", "sentence"),
    [("Taken", "a@example.gov", "already"), ("Free", "no-address", "not an e-mail"), (" ", "a@example.gov", "a name")],
)
def test_the_command_refuses_in_one_sentence_and_founds_nothing(name: str, administrator: str, sentence: str) -> None:
    actions.found_organization(kind=OrganizationKind.AGENCY, name="Taken")
    with pytest.raises(CommandError, match=sentence):
        call_command("found_organization", kind="agency", name=name, administrator=administrator)
    assert Organization.objects.count() == 1


def test_names_differ_by_more_than_case_and_blanks() -> None:
    actions.found_organization(kind=OrganizationKind.AGENCY, name="Office  of Records")
    with pytest.raises(Invalid, match="already"):
        actions.found_organization(kind=OrganizationKind.MANUFACTURER, name="office of records ")
