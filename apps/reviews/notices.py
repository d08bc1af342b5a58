"""Who is told when a review goes on: one table from act to sentence and office, read by the frame of every act."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import models
from django.urls import reverse

from apps.accounts.actors import Actor
from apps.accounts.roles import OrganizationKind
from apps.core.permissions import Actor as AnyActor
from apps.core.permissions import Permission as P
from apps.core.templatetags.assay import day
from apps.notifications.actions import notify
from apps.notifications.kinds import Kind, Topic, register
from apps.notifications.workflow import Mail
from apps.reviews.models import Clarification, Review
from apps.reviews.workflow import Verb as V

AGENCY, MAKER = OrganizationKind.AGENCY, OrganizationKind.MANUFACTURER
TURN = Topic("turn", "Your turn in a review", "An act of another office has made yours possible.", AGENCY)
PROGRESS = Topic(
    "progress", "How reviews go on", "Decisions, awards, waivers and what ended without you.", AGENCY, Mail.DAILY
)
TO_MAKERS = Topic("questions", "Questions to manufacturers", "A question waits for release, or is answered.", AGENCY)
OF_AGENCIES = Topic("agency_questions", "Questions of agencies", "An agency asks, or a question lapses.", MAKER)


def _reviews(actor: AnyActor, ids: Collection[UUID]) -> dict[UUID, str]:
    found = Review.objects.visible_to(actor).filter(pk__in=ids).select_related("procurement", "product")
    return {one.pk: str(one) for one in found}


def _questions(actor: AnyActor, ids: Collection[UUID]) -> dict[UUID, str]:
    related = ("review__organization", "review__procurement", "review__product", "requirement")
    found = Clarification.objects.visible_to(actor).filter(pk__in=ids).select_related(*related)
    if actor.is_agency:
        return {one.pk: f"Question {one.number} on {one.requirement.identifier} · {one.review}" for one in found}
    return {one.pk: f"{one.review.organization} on {one.review.product} · due {day(one.due_on)}" for one in found}


def _kind(verb: V, topic: Topic, sentence: str, *audience: P, slug: str = "") -> Kind:
    labels = _questions if topic in {TO_MAKERS, OF_AGENCIES} else _reviews
    return register(Kind(f"reviews.{slug or verb.value}", topic, sentence, audience, labels))


_AFTER: dict[V, tuple[Topic, str, str, tuple[P, ...]]] = {
    V.SUBMIT: (TURN, "A review was submitted for intake.", "reviews:detail", (P.REVIEW_ASSESS, P.REVIEW_SECURE)),
    V.SCOPE_OUT: (TURN, "A review is proposed as not covered.", "reviews:detail", (P.REVIEW_SECURE,)),
    V.CONFIRM_SCOPE_OUT: (PROGRESS, "A review was closed as not covered.", "reviews:detail", (P.REVIEW_REQUEST,)),
    V.CATEGORISE: (TURN, "A requirement set can be drawn up.", "reviews:requirements", (P.REVIEW_ASSESS,)),
    V.PROPOSE: (TURN, "A requirement set waits for approval.", "reviews:requirements", (P.REVIEW_SECURE,)),
    V.SEND_BACK: (TURN, "A requirement set was sent back.", "reviews:requirements", (P.REVIEW_ASSESS,)),
    V.APPROVE: (TURN, "A requirement set can be released.", "reviews:requirements", (P.REVIEW_CONTRACT,)),
    V.RECORD_NO_ANSWER: (TURN, "A review goes on without an answer.", "reviews:detail", (P.REVIEW_ASSESS,)),
    V.REQUEST_CHANGE: (TURN, "A change of a key flag waits.", "reviews:requirements", (P.REVIEW_SECURE,)),
    V.DECIDE_CHANGE: (PROGRESS, "A change of a key flag was decided.", "reviews:requirements", (P.REVIEW_ASSESS,)),
    V.CONCLUDE: (TURN, "An assessment was concluded.", "reviews:treatment", (P.REVIEW_SECURE,)),
    V.RECOMMEND: (TURN, "A recommendation waits for concurrence.", "reviews:decision", (P.REVIEW_CONCUR,)),
    V.CONCUR: (TURN, "A review waits for its determination.", "reviews:decision", (P.REVIEW_DETERMINE,)),
    V.RETURN: (TURN, "A review was returned.", "reviews:detail", (P.REVIEW_ASSESS, P.REVIEW_SECURE)),
    V.DETERMINE: (PROGRESS, "A review was determined.", "reviews:decision", (P.REVIEW_REQUEST, P.REVIEW_CONTRACT)),
    V.REQUEST_WAIVER: (TURN, "A waiver is asked for.", "reviews:waiver", (P.REVIEW_DETERMINE,)),
    V.SUPPORT_WAIVER: (TURN, "A waiver waits for the agency head.", "reviews:waiver", (P.REVIEW_GRANT_WAIVER,)),
    V.REFUSE_WAIVER_SUPPORT: (PROGRESS, "A waiver was not supported.", "reviews:waiver", (P.REVIEW_REQUEST,)),
    V.GRANT_WAIVER: (PROGRESS, "A waiver was granted.", "reviews:waiver", (P.REVIEW_REQUEST, P.REVIEW_CONTRACT)),
    V.REFUSE_WAIVER: (PROGRESS, "A waiver was refused.", "reviews:waiver", (P.REVIEW_REQUEST, P.REVIEW_CONTRACT)),
    V.RECORD_AWARD: (PROGRESS, "An award was recorded.", "reviews:conditions", (P.REVIEW_SECURE,)),
    V.CLOSE_WITHOUT_AWARD: (PROGRESS, "A review was closed without award.", "reviews:detail", (P.REVIEW_REQUEST,)),
    V.PROPOSE_CONDITION_MET: (TURN, "A condition waits to be verified.", "reviews:conditions", (P.REVIEW_ASSESS,)),
    V.VERIFY_CONDITION: (PROGRESS, "A condition was verified.", "reviews:conditions", (P.REVIEW_SECURE,)),
    V.WITHDRAW: (PROGRESS, "A review was withdrawn.", "reviews:detail", (P.REVIEW_ASSESS, P.REVIEW_SECURE)),
}
"""What an act tells, where it is looked at, and the offices that are told; acts that are not here tell nobody."""
AFTER: dict[V, tuple[Kind, str]] = {
    verb: (_kind(verb, topic, sentence, *audience), name) for verb, (topic, sentence, name, audience) in _AFTER.items()
}
ASKED = _kind(V.ASK, TO_MAKERS, "A question to a manufacturer waits for its release.", P.REVIEW_CONTRACT)
ANSWERED = _kind(V.ANSWER, TO_MAKERS, "A manufacturer answered a question.", P.REVIEW_ASSESS, P.REVIEW_CONTRACT)
RELEASED = _kind(V.RELEASE_QUESTION, OF_AGENCIES, "An agency has a question for you.", P.QUESTION_ANSWER)
LAPSED = _kind(V.LAPSE_QUESTION, OF_AGENCIES, "An agency goes on without your answer.", P.QUESTION_ANSWER)


def after(review: Review, verb: V, target: models.Model, *, by: Actor, at: datetime) -> None:
    """Tell the offices that an act concerns, inside its transaction."""
    if isinstance(target, Clarification):
        _about_question(target, verb, by=by, at=at)
    elif verb in AFTER:
        kind, name = AFTER[verb]
        url = reverse(name, args=[review.pk])
        notify(kind, about=review, url=url, organization=review.organization, by=by, at=at)


def _about_question(question: Clarification, verb: V, *, by: Actor, at: datetime) -> None:
    """Tell the other side, or the office that releases; the caller's copy may be older than the act."""
    review = question.review
    match verb:
        case V.ASK:
            url = reverse("reviews:review_questions", args=[review.pk])
            notify(ASKED, about=question, url=url, organization=review.organization, by=by, at=at)
        case V.ANSWER:
            url = reverse("reviews:desk", args=[review.pk, question.requirement.identifier])
            asked = [key for key in (question.drafted_by_id, question.released_by_id) if key is not None]
            notify(ANSWERED, about=question, url=url, organization=review.organization, by=by, at=at, only=asked)
        case V.RELEASE_QUESTION:
            url = reverse("reviews:answer", args=[question.pk])
            notify(RELEASED, about=question, url=url, organization=review.product.organization, by=by, at=at)
        case V.LAPSE_QUESTION if question.released_at is not None:
            # A question that never left the agency is nobody else's to know of.
            url = f"{reverse('reviews:questions')}#question-{question.pk}"
            notify(LAPSED, about=question, url=url, organization=review.product.organization, by=by, at=at)
