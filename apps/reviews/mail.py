"""Mails about the requirement set and the questions of a review; sent after the commit, in plain text."""

from collections.abc import Iterable

from django.conf import settings
from django.core.mail import send_mail
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse

from apps.accounts.models import Organization, User
from apps.accounts.roles import Role
from apps.reviews.models import Clarification, Review


def set_proposed(review: Review) -> None:
    """Tell the agency's ISSOs that a requirement set waits for approval."""
    _send("set_proposed", {"review": review, "link": _set(review)}, _holding(review.organization, (Role.ISSO,)))


def set_sent_back(review: Review, reason: str) -> None:
    """Tell the agency's reviewers that the set has to be changed, and why."""
    context = {"review": review, "reason": reason, "link": _set(review)}
    _send("set_sent_back", context, _holding(review.organization, (Role.REVIEWER,)))


def set_approved(review: Review) -> None:
    """Tell the contracting officers that the set can go to the manufacturer."""
    recipients = _holding(review.organization, (Role.CONTRACTING_OFFICER,))
    _send("set_approved", {"review": review, "link": _set(review)}, recipients)


def question_drafted(question: Clarification) -> None:
    """Tell the contracting officers that a question waits for its release."""
    question = _as_committed(question)
    link = _address("reviews:review_questions", question.review_id)
    recipients = _holding(question.review.organization, (Role.CONTRACTING_OFFICER,))
    _send("question_drafted", {"question": question, "link": link}, recipients)


def question_released(question: Clarification) -> None:
    """Tell the manufacturer's signers that an agency asks; the mail carries nothing of the review itself."""
    question = _as_committed(question)
    product = question.review.product
    context = {"question": question, "product": product, "link": _address("reviews:answer", question.pk)}
    _send("question_released", context, _holding(product.organization, (Role.SIGNER,)))


def question_answered(question: Clarification) -> None:
    """Tell whoever drafted and released the question that the answer is there."""
    question = _as_committed(question)
    link = _address("reviews:desk", question.review_id, question.requirement.identifier)
    people = User.objects.filter(Q(pk=question.drafted_by_id) | Q(pk=question.released_by_id), is_active=True)
    _send("question_answered", {"question": question, "link": link}, people.values_list("email", flat=True))


def _as_committed(question: Clarification) -> Clarification:
    """Return the question as the act left it; the caller's copy was read before."""
    related = ("requirement", "review__organization", "review__procurement", "review__product__organization")
    return Clarification.objects.select_related(*related).get(pk=question.pk)


def _set(review: Review) -> str:
    return _address("reviews:requirements", review.pk)


def _address(name: str, *args: object) -> str:
    return f"{settings.BASE_URL}{reverse(name, args=args)}"


def _holding(organization: Organization, roles: Iterable[Role]) -> Iterable[str]:
    people = User.objects.filter(
        is_active=True,
        memberships__organization=organization,
        memberships__ended_at__isnull=True,
        memberships__role_assignments__role__in=list(roles),
        memberships__role_assignments__ended_at__isnull=True,
    )
    return people.values_list("email", flat=True)


def _send(event: str, context: dict[str, object], recipients: Iterable[str]) -> None:
    """Send one mail to each person, so that nobody learns the others' addresses; the first line is the subject."""
    subject, _, text = render_to_string(f"emails/reviews/{event}.txt", context).partition("\n")
    for address in sorted(set(recipients)):
        send_mail(subject.strip(), text.lstrip(), None, [address])
