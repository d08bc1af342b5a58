"""What the record of acts and the counter of failures learn about signing in. Decides nothing about who may enter."""

from typing import Any

from django.db import transaction
from django.db.models import F

from apps.accounts.actors import Actor, Operator
from apps.accounts.models import Membership, User
from apps.audit.chain import record

# NIST SP 800-63B allows 100 consecutive failures; passkeys and other ways in stay open beyond it.
FAILURES_UNTIL_BLOCKED = 50


@transaction.atomic
def note(verb: str, *, by: Actor, after: dict[str, Any] | None = None) -> None:
    """Record something that a signed-in person did to their own sign-in."""
    record(f"accounts.{verb}", by=by, target=by.user, after=after)


@transaction.atomic
def note_refusal(*, by: Actor, view: str, parameters: dict[str, Any], reason: str) -> None:
    """Record that a person asked for something that their role does not include."""
    record("accounts.access_refused", by=by, target_label=view, after=parameters, reason=reason)


@transaction.atomic
def note_failure(*, email: str, request_id: str, step: str = "password") -> bool:
    """Record a failed sign-in and count it; return True when this failure stops sign-in by password.

    An address without an account is recorded without the address: people type passwords into the wrong field.
    """
    user = User.objects.select_for_update().filter(email=email.lower()).first()
    membership = (
        Membership.objects.active().filter(user=user).select_related("organization").order_by("organization__name")
    ).first()
    record(
        "accounts.sign_in_failed",
        by=Operator(membership.organization if membership else None, request_id=request_id),
        target=user,
        target_label=str(user) if user else "unknown account",
        after={"step": step},
    )
    if user is None or step != "password":
        return False
    User.objects.filter(pk=user.pk).update(failed_sign_ins=F("failed_sign_ins") + 1)
    return user.failed_sign_ins + 1 == FAILURES_UNTIL_BLOCKED


def is_blocked(user: User) -> bool:
    """Tell whether sign-in by password has been stopped for this account."""
    return user.failed_sign_ins >= FAILURES_UNTIL_BLOCKED


def clear_failures(user: User) -> None:
    """Start counting anew: the right password was given, or a new one set through the mailbox."""
    User.objects.filter(pk=user.pk, failed_sign_ins__gt=0).update(failed_sign_ins=0)
