"""A manufacturer takes a request on or declines it with a reason, and the agency learns which."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.accounts.actors import Actor
from apps.audit.models import Event
from apps.core.errors import Invalid, NotNow, NotPermitted
from apps.devices import actions
from apps.devices.models import AnswerRequest
from apps.devices.workflow import RequestState
from tests.devices.addresses import address
from tests.factories import devices as make
from tests.factories.accounts import make_member, sign_in

pytestmark = pytest.mark.django_db
REASON = "The LF-420 is not offered to agencies any more; its support ends in March."


@pytest.fixture
def signer() -> Actor:
    return make.make_signer(make.make_drafter().organization)


@pytest.fixture
def officer() -> Actor:
    return make_member("agency", "contracting_officer")


@pytest.fixture
def asked(signer: Actor, officer: Actor) -> AnswerRequest:
    product = make.make_product(by=make.make_drafter(signer.organization))
    return make.make_request(product, by=officer)


def page_of(client: Client, asked: AnswerRequest) -> str:
    return client.get(address("request", asked.pk)).content.decode()


def test_the_agency_learns_that_an_answer_will_come(
    client: Client, signer: Actor, officer: Actor, asked: AnswerRequest
) -> None:
    sign_in(client, signer)
    assert "Tell the agency that you answer" in page_of(client, asked)

    client.post(address("request_accept", asked.pk))
    again = client.post(address("request_accept", asked.pk), follow=True).content.decode()

    asked.refresh_from_db()
    assert (asked.shown_state, asked.accepted_by, asked.closed_at) == (RequestState.ACCEPTED, signer.user, None)
    assert "has been told already" in again
    sign_in(client, officer)
    assert "that a declaration will come" in page_of(client, asked)
    assert "takes on a request of your agency" in client.get(reverse("notifications:list")).content.decode()
    assert Event.objects.filter(verb="devices.request_accepted").count() == 1


def test_declining_closes_it_and_the_agency_reads_why(
    client: Client, signer: Actor, officer: Actor, asked: AnswerRequest
) -> None:
    sign_in(client, signer)
    refused = client.post(address("request_decline", asked.pk), {"reason": " "})
    assert refused.status_code == 422
    assert AnswerRequest.objects.open().count() == 1

    client.post(address("request_decline", asked.pk), {"reason": REASON})

    asked.refresh_from_db()
    assert (asked.shown_state, asked.declined_by) == (RequestState.DECLINED, signer.user)
    listed = {
        show: client.get(address("requests"), {"show": show}).content.decode() for show in ("", "declined", "answered")
    }
    assert [show for show, page in listed.items() if asked.purpose in page] == ["declined"]
    sign_in(client, officer)
    page = page_of(client, asked)
    assert REASON in page
    assert "Declined on" in page
    told = client.get(reverse("notifications:list")).content.decode()
    assert "declined a request of your agency" in told
    assert REASON not in told


def test_what_is_closed_is_neither_taken_on_nor_declined_again(signer: Actor, asked: AnswerRequest) -> None:
    now = timezone.now()
    with pytest.raises(Invalid, match="Say why you decline"):
        actions.decline_request(asked, by=signer, at=now, reason="")
    actions.decline_request(asked, by=signer, at=now, reason=REASON)

    for act in (actions.accept_request, actions.decline_request):
        more: Any = {"reason": REASON} if act is actions.decline_request else {}
        with pytest.raises(NotNow, match="was declined"):
            act(asked, by=signer, at=now, **more)


def test_only_a_signer_of_the_manufacturer_says_it(client: Client, officer: Actor, asked: AnswerRequest) -> None:
    stranger = make.make_signer(make.make_drafter().organization)
    drafter = make.make_drafter(asked.product.organization)
    for actor in (stranger, drafter, officer):
        with pytest.raises(NotPermitted):
            actions.decline_request(asked, by=actor, at=timezone.now(), reason=REASON)
    sign_in(client, drafter)
    assert "Decline the request" not in page_of(client, asked)
    sign_in(client, stranger)
    assert client.post(address("request_decline", asked.pk), {"reason": REASON}).status_code == 404
    assert not AnswerRequest.objects.filter(closed_at__isnull=False).exists()


def test_the_database_keeps_declining_whole(signer: Actor, asked: AnswerRequest) -> None:
    now, request = timezone.now(), AnswerRequest.objects.filter(pk=asked.pk)
    for values in (
        {"declined_at": now},
        {"declined_at": now, "declined_by": signer.user, "closed_at": now},
        {"declined_at": now, "declined_by": signer.user, "decline_reason": REASON},
        {"accepted_at": now},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            request.update(**values)
