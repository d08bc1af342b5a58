"""Reviews for tests; each state is reached by the real actions of the people whose office they are."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone

from apps.accounts.actors import Actor
from apps.accounts.models import Organization
from apps.accounts.roles import OrganizationKind, Role
from apps.catalog.kinds import SP_800_53
from apps.catalog.models import Edition, Node, Reference
from apps.devices import actions as devices
from apps.devices.models import Declaration, Product
from apps.reviews import actions
from apps.reviews.models import Procurement, Review, ReviewRequirement, SetTemplate
from apps.reviews.use_case import QUESTIONS, SCOPE_CRITERIA
from apps.reviews.workflow import (
    GAP_VERDICTS,
    Occasion,
    Outcome,
    Placement,
    ReviewState,
    Selection,
    TreatmentKind,
    VerdictValue,
)
from apps.systems import actions as systems
from apps.systems.kinds import Impact
from apps.systems.models import System
from tests.factories.accounts import make_member, make_organization
from tests.factories.devices import attested, make_component, make_drafter, make_product, make_signer, make_version
from tests.factories.numbers import NUMBERS
from tests.factories.recorded import recorded

S = ReviewState
PATH = (
    S.DRAFT,
    S.INTAKE,
    S.REQUIREMENTS,
    S.WITH_MANUFACTURER,
    S.ASSESSMENT,
    S.TREATMENT,
    S.DECISION,
    S.MONITORING,
    S.CLOSED,
)
KEY, PLAIN = "DI-IMS.1", "DI-IMS.3"
"""Requirements of every review made here: one key requirement (supports IA-3) and one more (supports IA-4)."""


@dataclass(frozen=True)
class Team:
    """People of one agency, each with one office."""

    organization: Organization
    requester: Actor
    reviewer: Actor
    second_reviewer: Actor
    isso: Actor
    second_isso: Actor
    ciso: Actor
    ao: Actor
    cio: Actor
    agency_head: Actor
    contracting_officer: Actor
    auditor: Actor
    administrator: Actor

    def everybody(self) -> dict[str, Actor]:
        """Return the people by the name of their place."""
        return {name: value for name, value in vars(self).items() if isinstance(value, Actor)}


@recorded
def make_team(agency: Organization | None = None) -> Team:
    """Return an agency with a person for every office."""
    agency = agency or make_organization(OrganizationKind.AGENCY)
    roles = {
        "requester": Role.REQUESTER,
        "reviewer": Role.REVIEWER,
        "second_reviewer": Role.REVIEWER,
        "isso": Role.ISSO,
        "second_isso": Role.ISSO,
        "ciso": Role.CISO,
        "ao": Role.AUTHORIZING_OFFICIAL,
        "cio": Role.CIO,
        "agency_head": Role.AGENCY_HEAD,
        "contracting_officer": Role.CONTRACTING_OFFICER,
        "auditor": Role.AUDITOR,
        "administrator": Role.ADMINISTRATOR,
    }
    return Team(agency, **{name: make_member(agency, role) for name, role in roles.items()})


@recorded
def make_system(*, by: Actor, impact: Impact | None = Impact.LOW, **fields: Any) -> System:
    """Return a system with two allocated controls (IA-3 and IA-4), so that the candidates stay few."""
    values = {"confidentiality": impact, "integrity": impact, "availability": impact}
    system = systems.create_system(
        by=by,
        name=f"System {next(NUMBERS)}",
        purpose="Watch the building.",
        boundary="The camera network.",
        **values,
        **fields,
    )
    for identifier in ("IA-3", "IA-4"):
        control = Reference.objects.get(framework__name=SP_800_53, identifier=identifier)
        systems.add_control(system, by=by, control=control, reason="Devices must be known.")
    return system


@recorded
def make_listed_product() -> Product:
    """Return a product that agencies can find, of a manufacturer with a drafter and a signer."""
    return make_product(listed=True)


@recorded
def make_procurement(*, by: Actor, **fields: Any) -> Procurement:
    """Return a procurement with its contract reference."""
    fields = {
        "title": f"Lobby cameras {next(NUMBERS)}",
        "reference": "47QX-1180",
        "occasion": Occasion.NEW_PROCUREMENT,
        **fields,
    }
    return actions.open_procurement(by=by, **fields)


@recorded
def make_declaration_for(
    review: Review, *, answers: dict[str, str] | None = None, edition: Edition | None = None
) -> Declaration:
    """Return an attested declaration on the review's product, shared with its agency; on its edition if no other."""
    edition = edition or review.edition
    organization = review.product.organization
    drafter = make_drafter(organization)
    signer = make_signer(organization)
    component = review.product.components.first() or make_component(review.product, by=drafter)
    version = make_version(component, by=drafter)
    declaration = devices.start_declaration(
        review.product, by=drafter, versions=[version], edition=edition, at=timezone.now()
    )
    for identifier, value in (answers or {KEY: "yes", PLAIN: "yes"}).items():
        devices.save_answer(
            declaration,
            by=drafter,
            at=timezone.now(),
            node=Node.objects.get(edition=edition, identifier=identifier),
            component=component,
            value=value,
            explanation="Each unit has a certificate of its own.",
            version=0,
        )
    declaration = attested(declaration, by=drafter, signer=signer)
    devices.share(
        declaration,
        by=signer,
        at=timezone.now(),
        agency=review.organization,
        request=review.request,
        include_proprietary=True,
    )
    return declaration


def requirement(review: Review, identifier: str = KEY) -> ReviewRequirement:
    """Return the requirement as it stands now."""
    return ReviewRequirement.objects.select_related("review").get(review=review, identifier=identifier)


def give(
    review: Review,
    by: Actor,
    identifier: str = KEY,
    value: str = VerdictValue.MET,
    *,
    strength: int = 3,
    version: int = 0,
) -> None:
    """Give a verdict by examination and test."""
    entry = actions.VerdictInput(
        value=value,
        examined=True,
        interviewed=False,
        tested=True,
        strength=strength,
        reason="We saw it on a delivered unit.",
    )
    actions.give_verdict(requirement(review, identifier), by=by, at=timezone.now(), entry=entry, version=version)


@recorded
def make_review(
    state: str = ReviewState.DRAFT,
    *,
    team: Team | None = None,
    product: Product | None = None,
    verdicts: dict[str, str] | None = None,
    outcome: str = Outcome.DOES_NOT_PREVENT,
    condition: bool = False,
    impact: Impact = Impact.LOW,
) -> Review:
    """Return a review brought to `state`; `verdicts` by identifier default to met.

    Gaps are treated with a verified compensating control. From `monitoring` on, the outcome must allow an award.
    """
    team = team or make_team()
    now = timezone.now()
    review = actions.open_review(
        make_procurement(by=team.requester),
        by=team.requester,
        at=now,
        product=product or make_listed_product(),
        system=make_system(by=team.isso, impact=impact),
        quantity=14,
    )
    use_case = {question.slug: "As described in the plan." for question in QUESTIONS}
    actions.edit_draft(review, by=team.requester, system=review.system, quantity=14, use_case=use_case)
    scope = {criterion.slug: (True, "As its data sheet says.") for criterion in SCOPE_CRITERIA}
    actions.answer_scope(review, by=team.requester, at=now, answers=scope)
    steps = {
        S.INTAKE: lambda: actions.submit(review, by=team.requester, at=now),
        S.REQUIREMENTS: lambda: _categorise(review, team),
        S.WITH_MANUFACTURER: lambda: _release(review, team),
        S.ASSESSMENT: lambda: actions.receive(
            review, by=team.reviewer, at=now, declaration=make_declaration_for(review)
        ),
        S.TREATMENT: lambda: _assess(review, team, verdicts or {}),
        S.DECISION: lambda: _treat(review, team, outcome, condition),
        S.MONITORING: lambda: _award(review, team, outcome),
        S.CLOSED: lambda: actions.close(review, by=team.reviewer, at=now),
    }
    for step in PATH[1 : PATH.index(S(state)) + 1]:
        steps[step]()
    return Review.objects.get(pk=review.pk)


@recorded
def make_determined_review(
    outcome: str = Outcome.DOES_NOT_PREVENT, *, team: Team | None = None, **fields: Any
) -> Review:
    """Return a review in the state decision, with the CISO's concurrence and the CIO's determination."""
    team = team or make_team()
    review = make_review(S.DECISION, team=team, outcome=outcome, **fields)
    determine(review, team, outcome)
    return Review.objects.get(pk=review.pk)


def determine(review: Review, team: Team, outcome: str = Outcome.DOES_NOT_PREVENT) -> None:
    """Concur and determine."""
    actions.concur(review, by=team.ciso, at=timezone.now(), text="Agreed.")
    actions.determine(
        review,
        by=team.cio,
        at=timezone.now(),
        outcome=outcome,
        statement="Having reviewed the record, I determine as stated.",
    )


def make_waiver(review: Review, team: Team, *, ground: str = "C", verified: bool = True) -> Any:
    """Return a waiver requested on a review whose use prevents compliance."""
    waiver = actions.request_waiver(
        review,
        by=team.requester,
        at=timezone.now(),
        ground=ground,
        facts="The sensors write to one hub only.",
        devices="SN-001\nSN-002",
        ends_on=timezone.localdate() + timedelta(days=200),
        methods=["Own network segment"] if ground == "C" else [],
    )
    if verified:
        for method in waiver.methods.all():
            actions.verify_method(method, by=team.isso, at=timezone.now(), result="Seen in the switch configuration.")
    return waiver


def _categorise(review: Review, team: Team) -> None:
    actions.categorise(
        review,
        by=team.isso,
        at=timezone.now(),
        boundary="The camera network of the building.",
        placement=Placement.ELEMENTS,
        privacy_trigger=True,
        privacy_note="Faces of visitors.",
    )


def _release(review: Review, team: Team) -> None:
    others = review.requirements.exclude(identifier__in=[KEY, PLAIN]).values_list("identifier", flat=True)
    actions.decide_candidates(
        review,
        by=team.reviewer,
        identifiers=others,
        selection=Selection.DECLINED,
        decline_reason="The gateway does this.",
    )
    actions.tailor_requirement(
        requirement(review, KEY), by=team.reviewer, key=True, key_reason="Without it no unit can be told from another."
    )
    actions.tailor_requirement(requirement(review, PLAIN), by=team.reviewer, key=False)
    actions.propose(review, by=team.reviewer, at=timezone.now())
    actions.approve(review, by=team.isso, at=timezone.now())
    actions.release(
        review,
        by=team.contracting_officer,
        at=timezone.now(),
        due_on=timezone.localdate() + timedelta(days=14),
        message="Please answer by the date given.",
    )


def _assess(review: Review, team: Team, verdicts: dict[str, str]) -> None:
    for identifier in (KEY, PLAIN):
        give(review, team.reviewer, identifier, verdicts.get(identifier, VerdictValue.MET))
    actions.confirm_verdict(requirement(review, KEY), by=team.second_reviewer, at=timezone.now(), version=1)
    actions.conclude(review, by=team.reviewer, at=timezone.now())


def _treat(review: Review, team: Team, outcome: str, condition: bool) -> None:
    for gap in review.gaps.filter(requirement__verdict__value__in=GAP_VERDICTS):
        treatment = actions.treat(
            gap,
            by=team.isso,
            at=timezone.now(),
            kind=TreatmentKind.COMPENSATING,
            description="The gateway keeps a list of certificates.",
            owner="Network team",
            due_on=timezone.localdate() + timedelta(days=30),
            verification="Look at the gateway's list.",
        )
        actions.verify_treatment(treatment, by=team.second_isso, at=timezone.now(), result="The list is there.")
    if condition or outcome == Outcome.WITH_CONDITIONS:
        actions.set_condition(
            review,
            by=team.isso,
            at=timezone.now(),
            text="Firmware 4 is installed.",
            due_on=timezone.localdate() + timedelta(days=90),
            owner="Program office",
        )
    actions.recommend(review, by=team.reviewer, at=timezone.now(), outcome=outcome, text="The record supports this.")


def _award(review: Review, team: Team, outcome: str) -> None:
    determine(review, team, outcome)
    actions.record_award(
        review,
        by=team.contracting_officer,
        at=timezone.now(),
        contract_number="47QX-1180-0001",
        clauses="52.239-1; hardening before acceptance",
        awarded_on=timezone.localdate(),
        checks=[actions.Check("Section 889 representation", timezone.localdate(), "No covered equipment.")],
    )


def current_edition() -> Edition:
    """Return the edition that new reviews are made on."""
    return Edition.objects.current()


def a_template(review: Review, team: Team, title: str = "Cameras") -> SetTemplate:
    """Return a template kept from the review's approved set."""
    return actions.save_template(review, by=team.reviewer, at=timezone.now(), title=title)
