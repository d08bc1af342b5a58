"""Tells the manufacturer's home which questions of agencies wait for an answer."""

from django.urls import reverse

from apps.core.permissions import Actor, Permission
from apps.devices.waiting import Waiting
from apps.reviews.models import Clarification


def questions_waiting(actor: Actor, most: int) -> list[Waiting]:
    """Return the open questions to the company: signers answer them, drafters know the facts; one statement."""
    signs = actor.has_permission(Permission.QUESTION_ANSWER)
    if not signs and not actor.has_permission(Permission.DECLARATION_EDIT):
        return []
    questions = (
        Clarification.objects.visible_to(actor)
        .filter(due_on__isnull=False, answered_at__isnull=True, lapsed_at__isnull=True)
        .select_related("review__organization", "review__product", "requirement")
        .order_by("due_on", "pk")
    )
    return [_waiting(question, signs=signs) for question in questions[:most]]


def _waiting(question: Clarification, *, signs: bool) -> Waiting:
    review, requirement = question.review, question.requirement
    meta = f"{requirement.identifier} {requirement.title}"
    return Waiting(
        title=f"{review.organization} has a question on {review.product}",
        url=reverse("reviews:answer", args=[question.pk])
        if signs
        else f"{reverse('reviews:questions')}#question-{question.pk}",
        button="Answer" if signs else "Read",
        due_on=question.due_on,  # type: ignore[arg-type]
        meta=meta if signs else f"{meta} · a signer answers",
        main=signs,
    )
