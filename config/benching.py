"""What `bench` measures: the pages and acts that people wait for, with the fullest object of the present data."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from apps.accounts.models import Membership, Organization, User
from apps.accounts.roles import Role
from apps.devices.models import Declaration
from apps.devices.workflow import DeclarationState
from apps.reviews.models import Review, Verdict
from apps.reviews.workflow import ReviewState, Selection


@dataclass(frozen=True)
class Probe:
    """One page or act; `data` makes it a POST."""

    name: str
    url: str
    arguments: tuple[Any, ...] = ()
    actor: User | None = None
    data: dict[str, Any] | None = None


def probes() -> Iterator[Probe]:
    """Yield what can be measured at the present data; nothing where there are no reviews."""
    yield Probe("catalog page", "catalog:browse")
    yield Probe("catalog entry", "catalog:entry", ("LA-IFC.3",))
    declaration = Declaration.objects.annotate(size=Count("answers")).order_by("-size", "pk").first()
    if declaration is not None:
        drafter = _member(declaration.product.organization, Role.DRAFTER)
        yield Probe("manufacturer home", "devices:home", actor=drafter)
        yield Probe("declaration page", "devices:declaration", (declaration.pk,), drafter)
    following = (
        Declaration.objects.filter(based_on__isnull=False).annotate(size=Count("answers")).order_by("-size", "pk")
    )
    if (newer := following.first()) is not None:
        drafter = _member(newer.product.organization, Role.DRAFTER)
        yield Probe("version line", "devices:version_line", (newer.product_id,), drafter)
        yield Probe("what changed", "devices:changes", (newer.pk,), drafter)
        yield Probe("notifications", "notifications:list", actor=drafter)
    draft = _fullest_draft()
    if draft is not None:
        yield _answering(draft)
    review = _fullest(Review.objects.all())
    if review is not None:
        reviewer = _member(review.organization, Role.REVIEWER)
        yield Probe("agency home", "reviews:home", actor=reviewer)
        yield Probe("board of reviews", "reviews:list", actor=reviewer)
        yield Probe("IoT inventory", "reviews:inventory", actor=reviewer)
        yield Probe("procurements", "reviews:procurements", actor=reviewer)
        yield Probe("evidence library", "evidence:list", actor=reviewer)
        yield Probe("record of acts", "audit:list", actor=_member(review.organization, Role.AUDITOR))
        yield Probe("review overview", "reviews:detail", (review.pk,), reviewer)
        yield Probe("traceability", "reviews:traceability", (review.pk,), reviewer)
    under_way = _fullest(Review.objects.filter(state=ReviewState.ASSESSMENT))
    if under_way is not None:
        yield from _desk(under_way)


def _fullest_draft() -> Declaration | None:
    drafts = Declaration.objects.filter(state=DeclarationState.DRAFT, answers__isnull=False)
    return drafts.annotate(size=Count("answers")).order_by("-size", "pk").first()


def _answering(draft: Declaration) -> Probe:
    answer = draft.answers.select_related("node", "component").order_by("node__path", "component_id")[0]
    entry = {"value": "partly", "explanation": "Measured by bench and rolled back.", "version": str(answer.version)}
    arguments = (draft.pk, answer.node.identifier, answer.component_id)
    return Probe(
        "save an answer", "devices:answer", arguments, _member(draft.product.organization, Role.DRAFTER), entry
    )


def _desk(review: Review) -> Iterator[Probe]:
    reviewer = _member(review.organization, Role.REVIEWER)
    requirement = review.requirements.filter(selection=Selection.SELECTED).order_by("position").first()
    if requirement is None:
        return
    verdict = Verdict.objects.filter(requirement=requirement).first()
    arguments = (review.pk, requirement.identifier)
    entry = {
        "value": "partly",
        "methods": ["examine", "test"],
        "strength": "4",
        "reason": "Measured by bench and rolled back.",
        "version": str(verdict.version if verdict else 0),
    }
    yield Probe("desk, one requirement", "reviews:desk", arguments, reviewer)
    yield Probe("save a verdict", "reviews:verdict", arguments, reviewer, entry)


def _fullest(reviews: Any) -> Review | None:
    return reviews.annotate(size=Count("requirements")).order_by("-size", "pk").first()


def _member(organization: Organization, role: Role) -> User:
    memberships = Membership.objects.active().filter(organization=organization, role_assignments__role=role)
    return memberships.select_related("user").order_by("created_at", "pk")[0].user
