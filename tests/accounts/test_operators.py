"""Operators are appointed at the command line; they keep the service and open no organization's data."""

import pytest
from django.core.management import CommandError, call_command

from apps.accounts.actors import load_actor
from apps.accounts.models import User
from apps.audit.models import Event
from apps.core.permissions import Permission
from tests.factories.accounts import make_user
from tests.factories.catalog import PUBLISHED_AT

pytestmark = pytest.mark.django_db


def permissions_of(user: User) -> set[Permission]:
    actor = load_actor(User.objects.get(pk=user.pk), today=PUBLISHED_AT.date())
    return {permission for permission in Permission if actor.has_permission(permission)}


def test_an_appointed_person_may_operate_and_nothing_else_until_it_ends() -> None:
    user = make_user()
    call_command("appoint_operator", user.email)
    assert permissions_of(user) == {Permission.OPERATE}
    call_command("appoint_operator", user.email.upper(), end=True)
    assert permissions_of(user) == set()
    verbs = list(Event.objects.filter(target_id=str(user.pk)).order_by("sequence").values_list("verb", flat=True))
    assert verbs[1:] == ["accounts.operator_appointed", "accounts.operator_ended"]


def test_a_new_account_is_made_in_the_name_given_and_told_how_to_sign_in(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("appoint_operator", "ops@example.gov", name="Ola Ops")
    assert "Forgot your password" in capsys.readouterr().out
    assert permissions_of(User.objects.get(email="ops@example.gov")) == {Permission.OPERATE}


def test_what_cannot_be_is_refused_in_one_sentence() -> None:
    user = make_user()
    with pytest.raises(CommandError, match="is no operator"):
        call_command("appoint_operator", user.email, end=True)
    call_command("appoint_operator", user.email)
    with pytest.raises(CommandError, match="an operator already"):
        call_command("appoint_operator", user.email)
    with pytest.raises(CommandError, match="Give --name"):
        call_command("appoint_operator", "nobody@example.gov")
    assert User.objects.count() == 1
