"""What a manufacturer says to a request of an agency: it takes it on, or declines it with the reason."""

from datetime import datetime

from django.db import transaction

from apps.accounts.actors import Actor
from apps.audit import chain
from apps.core.errors import Invalid, NotNow
from apps.devices import notices, permissions, policies
from apps.devices.models import AnswerRequest


def accept_request(request: AnswerRequest, *, by: Actor, at: datetime) -> AnswerRequest:
    """Tell the agency that a declaration will come; raise NotNow when that was said or the request is closed."""
    with transaction.atomic():
        request = _locked(request, by)
        if request.accepted_at is not None:
            raise NotNow("The agency has been told already that you answer.")
        _write(request, accepted_at=at, accepted_by=by.user)
        chain.record("devices.request_accepted", by=by, target=request, subject=request.product)
        notices.request_accepted(request, by=by, at=at)
    return request


def decline_request(request: AnswerRequest, *, by: Actor, at: datetime, reason: str) -> AnswerRequest:
    """Close the request without an answer; the agency reads the reason. Raise Invalid without one."""
    if not reason.strip():
        raise Invalid("Say why you decline; the agency reads the reason and decides how it goes on.")
    with transaction.atomic():
        request = _locked(request, by)
        _write(request, declined_at=at, declined_by=by.user, decline_reason=reason.strip(), closed_at=at)
        chain.record("devices.request_declined", by=by, target=request, subject=request.product, reason=reason.strip())
        notices.request_declined(request, by=by, at=at)
    return request


def _locked(request: AnswerRequest, by: Actor) -> AnswerRequest:
    found = (
        AnswerRequest.objects.select_for_update(of=("self",))
        .select_related("product__organization", "agency")
        .get(pk=request.pk)
    )
    permissions.check_user_can_close_request(by, found)
    policies.check_request_is_open(found)
    return found


def _write(request: AnswerRequest, **values: object) -> None:
    AnswerRequest.objects.filter(pk=request.pk).update(**values)
    for name, value in values.items():
        setattr(request, name, value)
