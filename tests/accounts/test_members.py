"""The list of members, and what an administrator changes there."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.accounts import actions
from apps.accounts.actors import Actor
from apps.accounts.models import Membership, RoleAssignment
from apps.accounts.roles import OrganizationKind, Role
from apps.audit.models import Event
from apps.core.errors import Invalid, NotNow, NotPermitted
from tests.factories.accounts import make_member, make_user, reload_actor, sign_in

TODAY = date(2026, 11, 24)


def membership_of(actor: Actor) -> Membership:
    return Membership.objects.get(user=actor.user, organization=actor.organization)


def delegate(to: Actor, of: Actor, by: Actor, **changes: object) -> RoleAssignment:
    values = {
        "membership": membership_of(to),
        "role": Role.CIO,
        "delegated_by": of.user,
        "document": "Memo 26-014",
        "starts_on": timezone.localdate(),
        "ends_on": timezone.localdate() + timedelta(days=10),
        "by": by,
    }
    return actions.delegate(**(values | changes))


def test_the_list_shows_members_roles_delegations_and_invitations_in_few_statements(
    client: Client, administrator: Actor, cio: Actor, stranger: Actor, django_assert_num_queries
) -> None:
    delegate(make_member(administrator.organization, Role.REVIEWER), cio, administrator)
    for number in range(6):
        make_member(administrator.organization, Role.REQUESTER)
        actions.invite(
            organization=administrator.organization,
            email=f"guest{number}@example.gov",
            roles=[Role.CISO],
            at=timezone.now(),
            by=administrator,
        )
    sign_in(client, administrator)

    # Session, person, memberships, roles of the actor; members, their roles, invitations.
    with django_assert_num_queries(7):
        page = client.get(reverse("accounts:members")).content.decode()

    assert "Cora Iverson" in page
    assert "CIO for Cora Iverson" in page
    assert "guest5@example.gov" in page
    assert "Sam Stranger" not in page


def test_new_roles_act_at_the_next_request_and_are_recorded(
    client: Client, administrator: Actor, reviewer: Actor
) -> None:
    sign_in(client, administrator)
    address = reverse("accounts:edit_roles", args=[membership_of(reviewer).pk])

    answer = client.post(address, {"roles": ["reviewer", "auditor"], "seen": "reviewer"})

    assert answer.url == reverse("accounts:members")
    assert reload_actor(reviewer.user, reviewer.organization).roles == {Role.REVIEWER, Role.AUDITOR}
    event = Event.objects.get(verb="accounts.roles_changed")
    assert (event.before, event.after) == ({"roles": ["reviewer"]}, {"roles": ["auditor", "reviewer"]})


def test_roles_that_somebody_else_changed_meanwhile_are_not_overwritten(
    client: Client, administrator: Actor, reviewer: Actor
) -> None:
    sign_in(client, administrator)
    address = reverse("accounts:edit_roles", args=[membership_of(reviewer).pk])

    answer = client.post(address, {"roles": ["ciso"], "seen": "requester"})

    assert answer.status_code == 409
    assert "Somebody else changed" in answer.content.decode()
    assert reload_actor(reviewer.user, reviewer.organization).roles == {Role.REVIEWER}


def test_a_role_of_the_other_side_is_refused(administrator: Actor, reviewer: Actor) -> None:
    with pytest.raises(Invalid, match="Drafter"):
        actions.set_roles(membership=membership_of(reviewer), roles=[Role.DRAFTER], by=administrator)


def test_nobody_keeps_a_membership_without_a_role(administrator: Actor, reviewer: Actor) -> None:
    with pytest.raises(Invalid, match="at least one role"):
        actions.set_roles(membership=membership_of(reviewer), roles=[], by=administrator)


def test_the_last_administrator_cannot_be_taken_away(administrator: Actor) -> None:
    own = membership_of(administrator)
    with pytest.raises(NotNow, match="last administrator"):
        actions.set_roles(membership=own, roles=[Role.REVIEWER], by=administrator)
    with pytest.raises(NotNow, match="last administrator"):
        actions.end_membership(membership=own, at=timezone.now(), by=administrator)


def test_a_second_administrator_can_take_over(administrator: Actor, reviewer: Actor) -> None:
    actions.set_roles(membership=membership_of(reviewer), roles=[Role.ADMINISTRATOR], by=administrator)
    second = reload_actor(reviewer.user, reviewer.organization)
    actions.end_membership(membership=membership_of(administrator), at=timezone.now(), by=second)
    assert reload_actor(administrator.user, administrator.organization).organization is None


@pytest.mark.parametrize("who", ["reviewer", "stranger"])
def test_only_an_administrator_of_this_organization_changes_members(
    request: pytest.FixtureRequest, administrator: Actor, cio: Actor, who: str
) -> None:
    somebody, member, now = request.getfixturevalue(who), membership_of(cio), timezone.now()
    assignment = delegate(make_member(administrator.organization, Role.ISSO), cio, administrator)
    attempts = [
        lambda: actions.set_roles(membership=member, roles=[Role.CISO], by=somebody),
        lambda: actions.end_membership(membership=member, at=now, by=somebody),
        lambda: delegate(administrator, cio, somebody),
        lambda: actions.end_delegation(assignment=assignment, at=now, by=somebody),
        lambda: actions.invite(
            organization=administrator.organization, email="x@example.gov", roles=[Role.CIO], at=now, by=somebody
        ),
    ]
    before = Event.objects.count()
    for attempt in attempts:
        with pytest.raises(NotPermitted, match="Only an administrator"):
            attempt()
    assert Event.objects.count() == before


def test_an_ended_membership_is_out_at_the_next_request(client: Client, administrator: Actor, reviewer: Actor) -> None:
    theirs = sign_in(Client(), reviewer)
    sign_in(client, administrator)
    page = client.get(reverse("accounts:end_membership", args=[membership_of(reviewer).pk])).content.decode()
    assert "loses all roles" in page

    client.post(reverse("accounts:end_membership", args=[membership_of(reviewer).pk]))

    assert "no organization" in theirs.get(reverse("accounts:no_membership")).content.decode()
    assert theirs.get(reverse("audit:list")).status_code == 403
    assert Event.objects.filter(verb="accounts.membership_ended").count() == 1


def test_an_ended_membership_cannot_be_changed(administrator: Actor, reviewer: Actor) -> None:
    member = membership_of(reviewer)
    actions.end_membership(membership=member, at=timezone.now(), by=administrator)
    with pytest.raises(NotNow, match="no longer works"):
        actions.set_roles(membership=member, roles=[Role.CIO], by=administrator)


def test_a_delegate_acts_between_the_two_days_only(administrator: Actor, cio: Actor, reviewer: Actor) -> None:
    delegate(reviewer, cio, administrator, starts_on=TODAY, ends_on=TODAY + timedelta(days=2))
    acting = {day: Role.CIO in reload_on(reviewer, TODAY + timedelta(days=day)).roles for day in (-1, 0, 2, 3)}
    assert acting == {-1: False, 0: True, 2: True, 3: False}


def reload_on(actor: Actor, day: date) -> Actor:
    from apps.accounts.actors import load_actor

    return load_actor(actor.user, today=day, organization_id=str(actor.organization.pk))


def test_the_delegation_is_at_hand_for_the_record(administrator: Actor, cio: Actor, reviewer: Actor) -> None:
    delegate(reviewer, cio, administrator)
    actor = reload_actor(reviewer.user, reviewer.organization)
    assert actor.delegations[Role.CIO].delegated_by == cio.user


def test_a_delegation_through_the_page(client: Client, administrator: Actor, cio: Actor, reviewer: Actor) -> None:
    sign_in(client, administrator)
    address = reverse("accounts:delegate", args=[membership_of(reviewer).pk])
    form = {
        "role": "cio",
        "delegated_by": str(cio.user.pk),
        "document": "Memo 26-014",
        "scope": "Cameras",
        "starts_on": "2026-11-24",
        "ends_on": "2026-11-20",
    }

    refused = client.post(address, form)
    assert refused.status_code == 422
    assert "ends before it starts" in refused.content.decode()

    assert client.post(address, form | {"ends_on": "2026-12-01"}).status_code == 302
    event = Event.objects.get(verb="accounts.office_delegated")
    assert (event.after["document"], event.after["scope"]) == ("Memo 26-014", "Cameras")


def test_a_person_of_another_organization_cannot_be_chosen_as_delegating(
    client: Client, administrator: Actor, reviewer: Actor
) -> None:
    foreign = make_member(OrganizationKind.AGENCY, Role.CIO)
    sign_in(client, administrator)
    answer = client.post(
        reverse("accounts:delegate", args=[membership_of(reviewer).pk]),
        {
            "role": "cio",
            "delegated_by": str(foreign.user.pk),
            "document": "Memo",
            "starts_on": "2026-11-24",
            "ends_on": "2026-12-24",
        },
    )
    assert answer.status_code == 422
    assert not RoleAssignment.objects.delegations().exists()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"role": Role.REVIEWER}, "cannot be delegated"),
        ({"document": " "}, "Name the document"),
        ({"role": Role.AGENCY_HEAD}, "is not Agency head"),
    ],
)
def test_an_impossible_delegation_is_refused(
    administrator: Actor, cio: Actor, reviewer: Actor, changes: dict[str, object], sentence: str
) -> None:
    with pytest.raises(Invalid, match=sentence):
        delegate(reviewer, cio, administrator, **changes)


def test_nobody_delegates_to_themselves_or_twice_in_the_same_days(
    administrator: Actor, cio: Actor, reviewer: Actor
) -> None:
    with pytest.raises(Invalid, match="to themselves"):
        delegate(cio, cio, administrator)
    delegate(reviewer, cio, administrator)
    with pytest.raises(NotNow, match="already"):
        delegate(reviewer, cio, administrator)


def test_a_delegate_cannot_delegate_further(administrator: Actor, cio: Actor, reviewer: Actor) -> None:
    delegate(reviewer, cio, administrator)
    with pytest.raises(Invalid, match="is not CIO"):
        delegate(administrator, reviewer, administrator)


def test_an_ended_delegation_acts_no_longer_and_keeps_its_row(
    client: Client, administrator: Actor, cio: Actor, reviewer: Actor
) -> None:
    assignment = delegate(reviewer, cio, administrator)
    sign_in(client, administrator)

    client.post(reverse("accounts:end_delegation", args=[assignment.pk]))

    assignment.refresh_from_db()
    assert assignment.ended_at is not None
    assert Role.CIO not in reload_actor(reviewer.user, reviewer.organization).roles
    assert delegate(reviewer, cio, administrator).pk != assignment.pk


def test_an_office_that_one_holds_by_oneself_is_no_delegation(administrator: Actor, cio: Actor) -> None:
    second = make_member(administrator.organization, Role.CIO)
    with pytest.raises(NotNow, match="needs no delegation"):
        delegate(second, cio, administrator)


def test_a_person_cannot_be_made_a_member_twice(administrator: Actor, reviewer: Actor) -> None:
    with pytest.raises(NotNow, match="already works"):
        actions.add_member(organization=reviewer.organization, user=reviewer.user, roles=[Role.CIO])


def test_people_may_work_for_several_organizations_and_switch(client: Client, reviewer: Actor) -> None:
    other = make_member(OrganizationKind.MANUFACTURER, Role.DRAFTER, user=reviewer.user)
    sign_in(client, reviewer)

    client.post(reverse("accounts:switch"), {"organization": str(other.organization.pk)})

    assert str(other.organization) in client.get(reverse("accounts:profile")).content.decode()
    assert client.session["organization_id"] == str(other.organization.pk)
    event = Event.objects.get(verb="accounts.organization_switched")
    assert event.after == {"organization": str(other.organization)}


def test_nobody_switches_to_an_organization_that_is_not_theirs(
    client: Client, reviewer: Actor, stranger: Actor
) -> None:
    sign_in(client, reviewer)
    answer = client.post(reverse("accounts:switch"), {"organization": str(stranger.organization.pk)})
    assert answer.status_code == 422
    assert client.session["organization_id"] == str(reviewer.organization.pk)


def test_a_person_without_membership_learns_what_to_do(client: Client, db: None) -> None:
    user = make_user(email="alone@example.gov")
    sign_in(client, Actor(user=user))
    page = client.get(reverse("accounts:no_membership")).content.decode()
    assert "alone@example.gov" in page
    assert "administrator" in page
