"""Opening a case, and the intake: from draft to requirements."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from apps.accounts.actors import Actor
from apps.audit import chain
from apps.catalog.models import Edition
from apps.core.errors import Invalid, NotPermitted
from apps.core.ids import uuid7
from apps.devices.models import Product
from apps.reviews import permissions, policies, reading
from apps.reviews.actions.acting import acting
from apps.reviews.actions.requirements import add_candidates
from apps.reviews.models import Procurement, Review, ScopeAnswer, UseCaseAnswer
from apps.reviews.use_case import QUESTIONS, SCOPE_CRITERIA
from apps.reviews.workflow import ReviewState, Verb
from apps.systems.models import System

PLACE = ("system", "quantity")
"""What of a draft is kept with the review itself."""


@transaction.atomic
def open_procurement(*, by: Actor, title: str, occasion: str, key: UUID | None = None, **optional: Any) -> Procurement:
    """Open a purchase, renewal or continued use; the same `key` (a form's one-time key) again returns the first."""
    permissions.check_user_can_open_review(by)
    values = {"title": title, "occasion": occasion, "created_by": by.user, **optional}
    procurement, created = Procurement.objects.get_or_create(
        pk=key or uuid7(), defaults={"organization": by.own_organization, **values}
    )
    if not created:
        return _own(procurement, by)
    chain.record("procurement.opened", by=by, target=procurement, after={"title": title, "occasion": occasion})
    return procurement


@transaction.atomic
def edit_procurement(procurement: Procurement, *, by: Actor, read: str | None = None, **values: Any) -> Procurement:
    """Change the fields given of a procurement of one's own agency.

    Raises Stale when `read`, the `reading.procurement_read` that the form carried, is not that of the stored row.
    """
    permissions.check_user_can_open_review(by)
    if not by.acts_for(procurement.organization_id):
        raise NotPermitted("This procurement belongs to another agency.")
    locked = Procurement.objects.select_for_update().get(pk=procurement.pk)
    reading.check_procurement_read(locked, read)
    before = {field: getattr(locked, field) for field in values}
    for field, value in values.items():
        setattr(locked, field, value)
    locked.save(update_fields=[*values])
    chain.record("procurement.edited", by=by, target=locked, before=before, after=values)
    return locked


@transaction.atomic
def open_review(
    procurement: Procurement,
    *,
    by: Actor,
    at: datetime,
    product: Product,
    system: System | None = None,
    quantity: int = 1,
    predecessor: Review | None = None,
    key: UUID | None = None,
) -> Review:
    """Open the review of one candidate product, in the state draft, on the current edition of the catalog.

    The same `key` (a form's one-time key) again returns the first review. Raises Invalid when the product is a
    candidate already, or another review follows the predecessor.
    """
    permissions.check_user_can_open_review(by)
    for part in (procurement, system, predecessor):
        if part is not None and not by.acts_for(part.organization_id):
            raise NotPermitted("Procurement, system and earlier review must be your own agency's.")
    # The lock lets a form that was sent twice find what its first copy made.
    Procurement.objects.select_for_update().get(pk=procurement.pk)
    if earlier := Review.objects.filter(pk=key).first() if key else None:
        return _own(earlier, by)
    if predecessor is None and procurement.reviews.filter(product=product).exists():
        raise Invalid(f"{product} is a candidate of this procurement already.")
    policies.check_not_followed(predecessor)
    review = Review.objects.create(
        pk=key or uuid7(),
        organization=by.own_organization,
        procurement=procurement,
        product=product,
        system=system,
        edition=Edition.objects.current(),
        predecessor=predecessor,
        state_since=at,
        quantity=quantity,
        requested_by=by.user,
    )
    if predecessor is not None:
        _take_over(review, predecessor)
    chain.record(
        "review.opened",
        by=by,
        target=review,
        subject=review,
        after={"product": str(product), "predecessor": predecessor},
    )
    return review


def _take_over(review: Review, predecessor: Review) -> None:
    """Start the draft from what was answered in the review before."""
    UseCaseAnswer.objects.bulk_create(
        UseCaseAnswer(review=review, question=answer.question, text=answer.text)
        for answer in predecessor.use_case.all()
    )
    kept = ("criterion", "holds", "reason", "answered_by_id", "answered_at")
    ScopeAnswer.objects.bulk_create(
        ScopeAnswer(review=review, **{name: getattr(answer, name) for name in kept})
        for answer in predecessor.scope_answers.all()
    )


def _own[Record: (Procurement, Review)](record: Record, by: Actor) -> Record:
    """Return what the same form made before; refuse a key that another agency has used."""
    if not by.acts_for(record.organization_id):
        raise Invalid("This form is out of date. Open it anew and enter it once more.")
    return record


def open_linked_review(review: Review, *, by: Actor, at: datetime, key: UUID | None = None) -> Review:
    """Open a new review that follows this one (new firmware, renewal, missed condition); the old record stays as it is.

    Its requirement set starts from the decisions of the one before.
    """
    policies.check_in_state(review, *policies.LINKABLE)
    return open_review(
        review.procurement,
        by=by,
        at=at,
        product=review.product,
        system=review.system,
        quantity=review.quantity,
        predecessor=review,
        key=key,
    )


@transaction.atomic
def edit_draft(
    review: Review,
    *,
    by: Actor,
    use_case: dict[str, str],
    read: str | None = None,
    **place: Any,
) -> None:
    """Write the use-case answers given, and `system` and `quantity` where they are given too.

    Raises Stale when `read`, the `reading.draft_read` that the form carried, is not that of the stored draft.
    """
    permissions.check_user_can_edit_draft(by, review)
    locked = Review.objects.select_for_update().get(pk=review.pk)
    policies.check_in_state(locked, ReviewState.DRAFT)
    reading.check_step_read(read, reading.draft_read(locked, use_case, place=bool(place)))
    system = place.get("system")
    if system is not None and not by.acts_for(system.organization_id):
        raise NotPermitted("This system belongs to another agency.")
    if place:
        Review.objects.filter(pk=locked.pk).update(**{name: place[name] for name in PLACE if name in place})
    known = {question.slug for question in QUESTIONS}
    for slug, text in use_case.items():
        if slug in known:
            UseCaseAnswer.objects.update_or_create(review=locked, question=slug, defaults={"text": text.strip()})
    chain.record("review.draft_edited", by=by, target=locked, subject=locked, after={"use_case": use_case, **place})
    review.refresh_from_db()


@transaction.atomic
def answer_scope(
    review: Review, *, by: Actor, at: datetime, answers: dict[str, tuple[bool, str]], read: str | None = None
) -> None:
    """Record whether each criterion of the Act given holds, and why; the others stay as they are.

    Raises Stale when `read`, the `reading.scope_read` that the form carried, is not that of the stored answers.
    """
    permissions.check_user_can_edit_draft(by, review)
    locked = Review.objects.select_for_update().get(pk=review.pk)
    policies.check_in_state(locked, ReviewState.DRAFT)
    reading.check_step_read(read, reading.scope_read(locked))
    known = {criterion.slug for criterion in SCOPE_CRITERIA}
    for slug, (holds, reason) in answers.items():
        if slug in known:
            ScopeAnswer.objects.update_or_create(
                review=locked,
                criterion=slug,
                defaults={"holds": holds, "reason": reason.strip(), "answered_by": by.user, "answered_at": at},
            )
    after = {slug: f"{'holds' if holds else 'does not hold'}: {reason}" for slug, (holds, reason) in answers.items()}
    chain.record("review.scope_answered", by=by, target=locked, subject=locked, after=after)


def submit(review: Review, *, by: Actor, at: datetime) -> None:
    """Hand the complete draft to intake."""
    with acting(review, Verb.SUBMIT, by=by, at=at) as work:
        policies.check_submit(work.review)


def scope_out(review: Review, *, by: Actor, at: datetime, reasons: dict[str, str]) -> None:
    """Propose that the Act does not cover the product; every criterion needs a reason."""
    missing = [criterion.text for criterion in SCOPE_CRITERIA if not reasons.get(criterion.slug, "").strip()]
    if missing:
        raise Invalid(f"Give a reason for each criterion of the Act. Missing: {' '.join(missing)}")
    text = "\n".join(f"{criterion.text} {reasons[criterion.slug].strip()}" for criterion in SCOPE_CRITERIA)
    with acting(review, Verb.SCOPE_OUT, by=by, at=at, reason=text) as work:
        work.after = {"reasons": reasons}


def confirm_scope_out(review: Review, *, by: Actor, at: datetime) -> None:
    """Confirm that the Act does not cover the product, on the last proposal."""
    with acting(review, Verb.CONFIRM_SCOPE_OUT, by=by, at=at) as work:
        if not work.review.acts.filter(verb=Verb.SCOPE_OUT).exists():
            raise Invalid("Nobody has proposed yet that this product is not covered; a reviewer does that first.")


def categorise(
    review: Review,
    *,
    by: Actor,
    at: datetime,
    boundary: str,
    placement: str,
    privacy_trigger: bool,
    privacy_note: str = "",
) -> None:
    """Copy the system's FIPS 199 values, record boundary, placement and privacy, and gather the candidates."""
    if not boundary.strip() or not placement:
        raise Invalid("Say where the authorization boundary runs and where the product stands.")
    with acting(review, Verb.CATEGORISE, by=by, at=at) as work:
        system = policies.check_categorise(work.review)
        values = {
            "confidentiality": system.confidentiality,
            "integrity": system.integrity,
            "availability": system.availability,
            "boundary": boundary,
            "placement": placement,
            "privacy_trigger": privacy_trigger,
            "privacy_note": privacy_note,
        }
        Review.objects.filter(pk=work.review.pk).update(**values)
        work.after = values | {"candidates": add_candidates(work.review)}


def withdraw(review: Review, *, by: Actor, at: datetime, reason: str) -> None:
    """End an open case; the record is kept."""
    _require_reason(reason, "Say why the case is withdrawn.")
    with acting(review, Verb.WITHDRAW, by=by, at=at, reason=reason):
        pass


def recuse(review: Review, *, by: Actor, at: datetime, reason: str) -> None:
    """Step back from this review; the person cannot act on it any more."""
    _require_reason(reason, "Say why you step back.")
    with acting(review, Verb.RECUSE, by=by, at=at, reason=reason):
        pass


def _require_reason(reason: str, sentence: str) -> None:
    if not reason.strip():
        raise Invalid(sentence)
