"""A case under way, so that desk and home have work: badge readers, two candidates, half assessed."""

import json
from dataclasses import replace
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from apps.accounts.roles import OrganizationKind
from apps.devices import actions as devices
from apps.devices.models import Component, ComponentVersion, Declaration, Product
from apps.devices.workflow import AnswerValue, ComponentKind
from apps.evidence import actions as evidence
from apps.evidence.kinds import EvidenceKind, Marking
from apps.reviews import actions
from apps.reviews.models import Review
from apps.reviews.workflow import Occasion, Placement
from apps.systems import actions as systems
from apps.systems.kinds import Impact
from config.demo import case_d_documents as documents
from config.demo import case_d_rival
from config.demo.case_a_data import LINES
from config.demo.case_d_data import ANSWERS, DECLINED, KEYS, PAPERS, USE_CASE
from config.demo.people import Firm, found
from config.demo.story import Line, Say, Story


def tell(agency: Firm, say: Say) -> Review:
    """Tell the case up to a half-done assessment with one open question."""
    say("A case under way: badge readers.")
    story = Story(found(OrganizationKind.MANUFACTURER, "Quayline Access", "quayline.example"), agency, say)
    by = story.maker.actor("drafter")
    product = devices.create_product(
        by=by,
        name="Quayline",
        model="BR-8",
        kind="Badge reader",
        description="Door reader for badges, with a controller in the wall.",
        intended_use="Opening doors of office areas for staff.",
        interfaces="Ethernet; reader head over a two-wire bus.",
        data_handled="Badge numbers, time and door.",
        hosting="None.",
        support_until=story.date(900),
        security_txt_url="https://quayline.example/.well-known/security.txt",
    )
    reader = devices.add_component(product, by=by, kind=ComponentKind.DEVICE, name="BR-8 reader")
    version = devices.add_version(reader, by=by, hardware="2", software="2.6.1", released_on=story.date(-60))
    product = devices.list_for_agencies(product, by=by)
    story.add_papers(PAPERS, days_ago=20)
    _publish_contact(story)
    lines = _lines()
    review = _intake(story, product)
    story.choose(review, lines, DECLINED, days_ago=12)
    story.release(review, "Please answer for firmware 2.6.1.", days_ago=11, due_in=10)
    declaration = story.declare(product, [version], lines, days_ago=7)
    story.share(declaration, review, days_ago=7)
    story.receive(review, declaration, days_ago=6)
    _assess(story, review, lines)
    _next_firmware(story, declaration, reader)
    case_d_rival.tell(review, agency, lines, say)
    return review


def _lines() -> list[Line]:
    known = {line.identifier: line for line in LINES}
    blank: dict[str, Any] = {"other": None, "parameter": "", "configure": "", "methods": "ET"}
    lines = []
    for identifier, answer in ANSWERS.items():
        line = known[identifier]
        changes: dict[str, Any] = blank | {"key": KEYS.get(identifier, line.key)} | answer
        lines.append(replace(line, **changes))
    return lines


def _intake(story: Story, product: Product) -> Review:
    by = story.agency.actor("isso")
    system = systems.create_system(
        by=by,
        name="Door control",
        purpose="Let staff into office areas and keep others out.",
        boundary="Readers, controllers and the door server.",
        owner="Facilities division",
        confidentiality=Impact.LOW,
        integrity=Impact.MODERATE,
        availability=Impact.MODERATE,
        handles_personal_data=True,
    )
    systems.allocate_baseline(system, by=by)
    procurement = actions.open_procurement(
        by=story.agency.actor("requester"),
        title="Badge readers, north annex",
        occasion=Occasion.NEW_PROCUREMENT,
        reference="OCR-2026-0455",
        offeror="Brackwater Integrators",
        amount="18700.00",
        created_at=story.day(18),
    )
    review = story.request(procurement, product, system, USE_CASE, quantity=22, days_ago=18)
    actions.categorise(
        review,
        by=by,
        at=story.day(16),
        boundary="Inside the boundary of Door control.",
        placement=Placement.ELEMENTS,
        privacy_trigger=True,
        privacy_note="Movement of staff.",
    )
    return review


def _next_firmware(story: Story, declaration: Declaration, reader: Component) -> None:
    """The manufacturer prepares the next declaration; the review under way stays on the one that it has."""
    by = story.maker.actor("drafter")
    version = devices.add_version(
        reader, by=by, hardware="2", software="2.7.0", released_on=story.date(-2), changes="Signed update packages."
    )
    draft = devices.start_successor(declaration, by=by, versions=[version], at=story.day(1))
    _add_documents(story, reader, version)
    devices.save_answer(
        draft,
        by=by,
        at=story.day(1),
        node=draft.edition.nodes.get(identifier="DO-SMP.h.2.2"),
        component=reader,
        value=AnswerValue.NOT_APPLICABLE,
        explanation="No cloud stands behind the reader; it talks to the door server of the customer only.",
        version=0,
    )


def _publish_contact(story: Story) -> None:
    """The security.txt lies in the library before the declaration, which cites its line."""
    content = documents.security_txt(story.day(-200))
    story.papers["br8-security-txt"] = evidence.add_file(
        by=story.maker.actor("drafter"),
        at=story.day(20),
        upload=SimpleUploadedFile("security.txt", content, content_type="text/plain"),
        kind=EvidenceKind.POLICY,
        title="security.txt of quayline.example",
        marking=Marking.PUBLIC,
        valid_until=story.date(200),
    )


def _add_documents(story: Story, reader: Component, version: ComponentVersion) -> None:
    """What the build of the next firmware wrote; beside the draft's answers it speaks."""
    made = (
        ("sbom-br8-2.7.0.cdx.json", "SBOM of BR-8 2.7.0", EvidenceKind.SBOM, documents.sbom),
        ("qa-2026-011.json", "VEX statement QA-2026-011", EvidenceKind.VULNERABILITY_STATEMENT, documents.vex),
        ("br-8.json", "MUD file of the BR-8", EvidenceKind.CONFIGURATION, documents.mud),
    )
    for name, title, kind, content in made:
        evidence.add_file(
            by=story.maker.actor("drafter"),
            at=story.day(1),
            upload=SimpleUploadedFile(name, json.dumps(content(story.day(2)), indent=1).encode()),
            kind=kind,
            title=title,
            issuer="Quayline Access",
            issued_on=story.date(-2),
            subject_component=reader.name,
            subject_version=version.software,
        )


def _assess(story: Story, review: Review, lines: list[Line]) -> None:
    half = lines[: len(lines) // 2]
    story.judge(review, half[:-3], days_ago=3)
    story.judge(review, half[-3:], days_ago=2, second=False)
    row = review.requirements.select_related("review").get(identifier="SU-UPD.5")
    question = actions.ask(
        row,
        by=story.agency.actor("reviewer"),
        at=story.day(2),
        question="Which key signs the packages, and who holds it?",
    )
    actions.release_question(question, by=story.agency.actor("co"), at=story.day(1), due_on=story.date(6))
    row = review.requirements.select_related("review").get(identifier="CS-LCT.1")
    actions.ask(
        row,
        by=story.agency.actor("reviewer"),
        at=story.day(1),
        question="Does the controller keep events while the server is away?",
    )
