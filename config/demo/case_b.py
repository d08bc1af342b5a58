"""Case B: 220 infusion pumps. Firmware 4.1.0 prevents compliance; 4.2.0, in a linked review, does not, with conditions."""

from datetime import date

from apps.accounts.roles import OrganizationKind
from apps.devices import actions as devices
from apps.devices.models import Component, ComponentVersion, Declaration, FipsCertificate, Product
from apps.devices.workflow import ComponentKind
from apps.reviews import actions
from apps.reviews.models import Review
from apps.reviews.workflow import Occasion, Outcome, Placement, TreatmentKind
from apps.systems import actions as systems
from apps.systems.kinds import Impact, RequirementKind
from apps.systems.models import System
from config.demo.case_b_data import DECLINED, LINES, PAPERS, PAPERS_42, USE_CASE, lines_42
from config.demo.chain import add_chain
from config.demo.people import found
from config.demo.story import Say, Story


def tell(say: Say) -> tuple[Review, Review]:
    """Tell the case; return both reviews, determined, waiting for the contracting officer."""
    say("Case B: infusion pumps.")
    agency = found(OrganizationKind.AGENCY, "Northmere Veterans Hospital", "northmere.example")
    maker = found(OrganizationKind.MANUFACTURER, "Corvale Medical", "corvale.example")
    story = Story(maker, agency, say)
    product, versions = _product(story)
    story.add_papers(PAPERS, days_ago=100)
    first = _first(story, product, _system(story), versions)
    story.add_papers(PAPERS_42, days_ago=30)
    return first, _second(story, first, versions)


def _product(story: Story) -> tuple[Product, list[ComponentVersion]]:
    by = story.maker.actor("drafter")
    product = devices.create_product(
        by=by,
        name="Meridax",
        model="IV-700",
        kind="Infusion pump",
        description="Large-volume infusion pump with drug library, managed by Meridax Link.",
        intended_use="Giving medication in hospitals, with or without network.",
        intended_users="Nurses, pharmacists, biomedical engineers.",
        interfaces="Wi-Fi; service port behind the battery.",
        data_handled="Orders, patient numbers, doses, events.",
        hosting="Hospital's own server.",
        disclosure_policy_url="https://corvale.example/security",
    )
    pump = devices.add_component(product, by=by, kind=ComponentKind.DEVICE, name="IV-700 pump")
    link = devices.add_component(product, by=by, kind=ComponentKind.GATEWAY, name="Meridax Link")
    devices.add_fips_certificate(
        pump,
        by=by,
        module="Corvale Core 1.2",
        standard=FipsCertificate.Standard.FIPS_140_3,
        status=FipsCertificate.Status.ACTIVE,
        number="5127",
        level=1,
        sunset_on=date(2027, 9, 14),
        caveats="Interim validation (two years).",
    )
    versions = [
        devices.add_version(pump, by=by, hardware="7", software="4.1.0", released_on=story.date(-140)),
        devices.add_version(link, by=by, software="2.3", released_on=story.date(-160)),
    ]
    return devices.list_for_agencies(product, by=by), versions


def _system(story: Story) -> System:
    by = story.agency.actor("isso")
    system = systems.create_system(
        by=by,
        name="Clinical devices",
        purpose="Medical devices at the bedside and the servers that manage them.",
        boundary="Pumps, Meridax Link and the segment for medical devices; the patient record system is outside.",
        owner="Clinical engineering",
        confidentiality=Impact.MODERATE,
        integrity=Impact.HIGH,
        availability=Impact.HIGH,
        handles_personal_data=True,
    )
    systems.allocate_baseline(system, by=by)
    add_chain(
        by,
        (RequirementKind.MISSION, "Patient safety directive", "Nobody but authorized staff changes a therapy."),
        (
            "Genuine software and orders",
            "Only genuine software and orders reach the pump.",
            ("SI-7", "SI-7(15)", "CM-5", "AC-3", "SC-8"),
        ),
    )
    return system


def _first(story: Story, product: Product, system: System, versions: list[ComponentVersion]) -> Review:
    procurement = actions.open_procurement(
        by=story.agency.actor("requester"),
        title="Infusion pumps",
        occasion=Occasion.NEW_PROCUREMENT,
        reference="NVH-26-1103",
        offeror="Corvale Medical",
        amount="1210000.00",
        created_at=story.day(98),
    )
    review = story.request(procurement, product, system, USE_CASE, quantity=220, days_ago=98)
    _categorise(story, review, days_ago=96)
    story.choose(review, LINES, DECLINED, days_ago=92)
    story.release(review, "Please answer for firmware 4.1.0.", days_ago=90)
    declaration = story.declare(product, versions, LINES, days_ago=80)
    story.share(declaration, review, days_ago=79)
    story.receive(review, declaration, days_ago=78)
    story.judge(review, LINES, days_ago=70)
    actions.conclude(review, by=story.agency.actor("reviewer"), at=story.day(66))
    for line in LINES:
        if line.verdict in ("partly", "not_met"):
            story.treat(
                review,
                line.identifier,
                days_ago=64,
                kind=TreatmentKind.NOT_ACQUIRE,
                description="Pumps with firmware 4.1.0 are not acquired; the manufacturer announced a new firmware.",
                owner="Clinical engineering",
                verification="No order is placed.",
            )
            if line.key:
                actions.state_gap(
                    story.gap(review, line.identifier),
                    by=story.agency.actor("isso"),
                    at=story.day(64),
                    statement="Open. No other element of the system provides it, and no control compensates for it.",
                )
    _decide(
        story,
        review,
        Outcome.PREVENTS,
        days_ago=62,
        recommendation="Three key requirements are not met. No ground for a waiver is seen; pause until the new firmware.",
        statement="I determine that the use of these devices with firmware 4.1.0 prevents compliance with the standards and "
        "guidelines under section 4 of the Act. None of the three grounds for a waiver exists. The purchase is paused.",
    )
    return review


def _second(story: Story, first: Review, versions: list[ComponentVersion]) -> Review:
    by = story.maker.actor("drafter")
    pump = devices.add_version(
        versions[0].component,
        by=by,
        hardware="7",
        software="4.2.0",
        released_on=story.date(-35),
        changes="Signed updates, personal service accounts, certificates for Wi-Fi, vulnerability statement, support date.",
    )
    review = actions.open_linked_review(first, by=story.agency.actor("requester"), at=story.day(29))
    actions.submit(review, by=story.agency.actor("requester"), at=story.day(29, 12))
    _categorise(story, review, days_ago=28)
    lines = lines_42()
    story.choose(review, lines, DECLINED, days_ago=26)
    story.release(review, "Please answer for firmware 4.2.0.", days_ago=25, due_in=10)
    declaration = _successor(story, first, [pump, versions[1]], pump.component, versions[1].component)
    story.share(declaration, review, days_ago=20)
    story.receive(review, declaration, days_ago=19)
    story.judge(review, lines, days_ago=14)
    actions.conclude(review, by=story.agency.actor("reviewer"), at=story.day(11))
    _treat_second(story, review)
    _decide(
        story,
        review,
        Outcome.WITH_CONDITIONS,
        days_ago=5,
        recommendation="Five findings of the first review are met by firmware 4.2.0; the two that remain are treated.",
        statement="I determine that the use of these devices with firmware 4.2.0 or later does not prevent compliance with the "
        "standards and guidelines under section 4 of the Act, provided that the conditions are kept.",
    )
    return review


def _successor(
    story: Story, first: Review, versions: list[ComponentVersion], pump: Component, link: Component
) -> Declaration:
    earlier = Declaration.objects.get(sha256=first.declaration_sha256)
    declaration = devices.start_successor(earlier, by=story.maker.actor("drafter"), versions=versions, at=story.day(24))
    story.answer(declaration, lines_42(), [pump, link], days_ago=23)
    return story.sign(declaration, days_ago=21)


def _categorise(story: Story, review: Review, *, days_ago: int) -> None:
    actions.categorise(
        review,
        by=story.agency.actor("isso"),
        at=story.day(days_ago),
        boundary="Inside the boundary of Clinical devices.",
        placement=Placement.ONE_SUBSYSTEM,
        privacy_trigger=True,
        privacy_note="Patient numbers in orders and events.",
    )


def _treat_second(story: Story, review: Review) -> None:
    story.treat(
        review,
        "LA-AUN.1",
        days_ago=10,
        kind=TreatmentKind.COMPENSATING,
        description="Staff badge at the gateway opens the pump, it locks by itself after two minutes, and wards are staffed.",
        owner="Clinical engineering",
        verification="Ten pumps on two wards tried.",
        result="All ten asked for the badge and locked after two minutes.",
    )
    actions.accept_risk(
        story.gap(review, "LA-AUN.1"),
        by=story.agency.actor("ao"),
        at=story.day(9),
        statement="The bedside PIN remains as a fallback in an emergency. The risk is within tolerance on staffed wards.",
    )
    story.treat(
        review,
        "CS-LSR.1",
        days_ago=10,
        kind=TreatmentKind.OTHER_ELEMENT,
        description="Meridax Link pulls the events every 5 minutes and keeps them for one year.",
        owner="Clinical engineering",
        verification="Compare pump and Link after a day.",
        result="No event missing after three days.",
    )
    conditions = (
        ("Interim validation of the crypto module ends in September 2027: re-checked 90 days before.", 200, "ISSO"),
        ("Delivered units have firmware 4.2.0 or later.", 45, "Contracting officer"),
        ("A vulnerability statement comes with each release.", 120, "Corvale Medical"),
    )
    for text, due_in, owner in conditions:
        actions.set_condition(
            review, by=story.agency.actor("isso"), at=story.day(9), text=text, due_on=story.date(due_in), owner=owner
        )


def _decide(story: Story, review: Review, outcome: str, *, days_ago: int, recommendation: str, statement: str) -> None:
    actions.recommend(
        review, by=story.agency.actor("reviewer"), at=story.day(days_ago + 3), outcome=outcome, text=recommendation
    )
    actions.concur(review, by=story.agency.actor("ciso"), at=story.day(days_ago + 1), text="I concur.")
    actions.determine(
        review, by=story.agency.actor("cio"), at=story.day(days_ago), outcome=outcome, statement=statement
    )
