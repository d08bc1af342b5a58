"""Case A: 14 lobby cameras of Halden Ridge Optics for the Office of Civic Records. Does not prevent, three conditions."""

from datetime import date

from apps.accounts.roles import OrganizationKind
from apps.devices import actions as devices
from apps.devices.models import ComponentVersion, FipsCertificate, Product
from apps.devices.workflow import ComponentKind
from apps.reviews import actions
from apps.reviews.models import Review
from apps.reviews.workflow import Occasion, Outcome, Placement, TreatmentKind
from apps.systems import actions as systems
from apps.systems.kinds import Impact, RequirementKind
from apps.systems.models import System
from config.demo.case_a_data import DECLINED, LINES, PAPERS, USE_CASE
from config.demo.chain import add_chain
from config.demo.people import Firm, found
from config.demo.story import Say, Story


def civic_records() -> Firm:
    """Found the agency."""
    return found(OrganizationKind.AGENCY, "Office of Civic Records", "civic-records.example")


def tell(agency: Firm, say: Say) -> Review:
    """Tell the case; return the review, in monitoring with three open conditions."""
    say("Case A: lobby cameras.")
    maker = found(OrganizationKind.MANUFACTURER, "Halden Ridge Optics", "haldenridge.example")
    story = Story(maker, agency, say)
    product, versions = _product(story)
    story.add_papers(PAPERS, days_ago=48)
    system = _system(agency)
    review = _intake(story, product, system)
    story.choose(review, LINES, DECLINED, days_ago=40)
    story.release(review, "Please answer the selected entries for firmware 3.8.2.", days_ago=38)
    declaration = story.declare(product, versions, LINES, days_ago=29)
    story.share(declaration, review, days_ago=28)
    story.receive(review, declaration, days_ago=27)
    _assess(story, review)
    _treat(story, review)
    _decide(story, review)
    return review


def _product(story: Story) -> tuple[Product, list[ComponentVersion]]:
    by = story.maker.actor("drafter")
    product = devices.create_product(
        by=by,
        name="Lanternfish",
        model="LF-420",
        kind="Network camera",
        description="Fixed dome camera with night vision, powered over Ethernet, for lobbies and corridors.",
        intended_use="Watching indoor public areas, recording to a local server.",
        intended_users="Security installers; guards; administrators of the building network.",
        interfaces="Ethernet (PoE), microSD card, alarm relay. No radio. The debug port is not fitted.",
        data_handled="Video; optional sound (microphone can be switched off in hardware); events; settings.",
        hosting="None needed. An optional cloud relay of the manufacturer is off by default.",
        support_until=date(2032, 12, 31),
        disclosure_policy_url="https://haldenridge.example/security/disclosure",
        security_txt_url="https://haldenridge.example/.well-known/security.txt",
        mud_url="https://haldenridge.example/mud/lf-420.json",
        sbom_url="https://haldenridge.example/sbom/lf-420-3.8.2.cdx.json",
    )
    camera = devices.add_component(product, by=by, kind=ComponentKind.DEVICE, name="LF-420 camera")
    manager = devices.add_component(product, by=by, kind=ComponentKind.APP, name="HRO Site Manager")
    devices.add_fips_certificate(
        camera,
        by=by,
        module="HRO Core Crypto 2.4",
        standard=FipsCertificate.Standard.FIPS_140_2,
        status=FipsCertificate.Status.HISTORICAL,
        number="4071",
        level=1,
        sunset_on=date(2026, 9, 21),
    )
    versions = [
        devices.add_version(camera, by=by, hardware="C", software="3.8.2", released_on=story.date(-80)),
        devices.add_version(manager, by=by, software="5.1", released_on=story.date(-120)),
    ]
    return devices.list_for_agencies(product, by=by), versions


def _system(agency: Firm) -> System:
    by = agency.actor("isso")
    system = systems.create_system(
        by=by,
        name="Building video",
        purpose="Watch the public areas of the records building and keep the pictures for 30 days.",
        boundary="Cameras, their network segment, Site Manager and its server; the directory and the log host are outside.",
        owner="Facilities division",
        confidentiality=Impact.MODERATE,
        integrity=Impact.MODERATE,
        availability=Impact.LOW,
        handles_personal_data=True,
    )
    systems.allocate_baseline(system, by=by)
    add_chain(
        by,
        (
            RequirementKind.LAW,
            "Privacy Act of 1974",
            "Personal data of visitors are protected against access and disclosure.",
        ),
        (
            "Protected video",
            "Video is readable only for those who need it.",
            ("SC-8", "SC-8(1)", "SC-13", "SC-28", "AC-3"),
        ),
    )
    add_chain(
        by,
        (
            RequirementKind.POLICY,
            "Network access policy 7",
            "Only known devices with closed services join the building network.",
        ),
        (
            "Known and closed devices",
            "Unknown devices and needless services stay out.",
            ("IA-3", "CM-7", "CM-8", "AC-17"),
        ),
    )
    add_chain(
        by,
        (RequirementKind.ORDER, "Log management directive", "Events of connected devices can be followed for a year."),
        ("Traceable events", "Events are recorded, kept and reported.", ("AU-2", "AU-3", "AU-8", "SI-2", "CM-5")),
    )
    return system


def _intake(story: Story, product: Product, system: System) -> Review:
    procurement = actions.open_procurement(
        by=story.agency.actor("requester"),
        title="Lobby cameras",
        occasion=Occasion.NEW_PROCUREMENT,
        reference="OCR-2026-0417",
        offeror="Brackwater Integrators",
        amount="41300.00",
        created_at=story.day(46),
    )
    review = story.request(procurement, product, system, USE_CASE, quantity=14, days_ago=46)
    actions.categorise(
        review,
        by=story.agency.actor("isso"),
        at=story.day(44),
        boundary="Inside the boundary of Building video.",
        placement=Placement.ELEMENTS,
        privacy_trigger=True,
        privacy_note="Faces of visitors; notice at the doors, 30 days of retention.",
    )
    return review


def _assess(story: Story, review: Review) -> None:
    story.judge(review, LINES, days_ago=20)
    row = review.requirements.select_related("review").get(identifier="LA-IFC.3")
    question = actions.ask(
        row,
        by=story.agency.actor("reviewer"),
        at=story.day(20),
        question="Can units be delivered with the profile applied?",
    )
    actions.release_question(question, by=story.agency.actor("co"), at=story.day(19), due_on=story.date(-9))
    actions.answer_question(
        question, by=story.maker.actor("signer"), at=story.day(17), answer="From lot 26-48 on, as order option SEC-1."
    )
    actions.conclude(review, by=story.agency.actor("reviewer"), at=story.day(15))


def _treat(story: Story, review: Review) -> None:
    crypto = review.requirements.select_related("review").get(identifier="DP-CRY.1")
    change = actions.request_change(
        crypto,
        by=story.agency.actor("reviewer"),
        at=story.day(14),
        key=False,
        reason="The gateway in the wiring closet encrypts with an Active 140-3 module: the protection need not come from the camera.",
    )
    actions.decide_change(
        change, by=story.agency.actor("isso"), at=story.day(13), approved=True, reason="Agreed with the AO."
    )
    story.treat(
        review,
        "DP-CRY.1",
        days_ago=13,
        kind=TreatmentKind.OTHER_ELEMENT,
        description="A gateway with an Active FIPS 140-3 module encrypts from the wiring closet on.",
        owner="Network team",
        verification="Certificate number checked in the list of validated modules; capture behind the gateway.",
        result="Certificate is Active; capture shows the tunnel only.",
    )
    story.treat(
        review,
        "LA-IFC.3",
        days_ago=13,
        kind=TreatmentKind.REIMPLEMENT,
        description="Hardening baseline SEC-1 is checked on every camera at installation.",
        owner="Facilities division",
        verification="Port scan of each unit before acceptance.",
        result="Scan procedure tried on the two test units: only 443 and 322 open.",
    )
    story.treat(
        review,
        "CS-LCT.1",
        days_ago=13,
        kind=TreatmentKind.COMPENSATING,
        description="A log relay in the camera segment takes the plain log and forwards it with TLS.",
        owner="Network team",
        verification="Capture between relay and log host.",
        result="Capture shows TLS 1.3 only.",
    )
    actions.accept_risk(
        story.gap(review, "DP-CRY.1"),
        by=story.agency.actor("ao"),
        at=story.day(11),
        statement="Between camera and wiring closet video is protected by a module that is not validated any more. The closet "
        "segment is locked and short; the risk is within tolerance until the 140-3 firmware is installed.",
        until=story.date(330),
    )
    conditions = (
        (
            "Firmware with an Active FIPS 140-3 module is installed within 12 months.",
            350,
            "Halden Ridge Optics",
            "DP-CRY.1",
        ),
        (
            "Hardening baseline SEC-1 is shown on every unit before acceptance.",
            25,
            "Brackwater Integrators",
            "LA-IFC.3",
        ),
        ("The cloud relay stays off; the contract says so.", 14, "Contracting officer", None),
    )
    for text, due_in, owner, gap in conditions:
        actions.set_condition(
            review,
            by=story.agency.actor("isso"),
            at=story.day(11),
            text=text,
            due_on=story.date(due_in),
            owner=owner,
            gap=story.gap(review, gap) if gap else None,
        )


def _decide(story: Story, review: Review) -> None:
    outcome = Outcome.WITH_CONDITIONS
    actions.recommend(
        review,
        by=story.agency.actor("reviewer"),
        at=story.day(9),
        outcome=outcome,
        text="All key requirements are met or their gaps treated and verified. Three conditions keep it so.",
    )
    actions.concur(review, by=story.agency.actor("ciso"), at=story.day(8), text="I concur.")
    actions.determine(
        review,
        by=story.agency.actor("cio"),
        at=story.day(6),
        outcome=outcome,
        statement="Having reviewed this contract, I determine that the use of these devices does not prevent compliance "
        "with the standards and guidelines under section 4 of the Act, provided that the three conditions are kept.",
    )
    actions.record_award(
        review,
        by=story.agency.actor("co"),
        at=story.day(3),
        contract_number="OCR-26-C-0417",
        clauses="Conditions 1 to 3 as section H.4; vulnerability information as section H.5.",
        awarded_on=story.date(-3),
        checks=[
            actions.Check(
                "Section 889 representation", story.date(-4), "Represents that it does not provide covered equipment."
            ),
            actions.Check("FASCSA orders", story.date(-4), "No order found for offeror, manufacturer or product."),
        ],
        delivered_version="",
    )
