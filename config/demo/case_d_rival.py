"""The second candidate of the badge readers' purchase, so that two products stand side by side on one set."""

from dataclasses import replace
from typing import Any

from apps.accounts.roles import OrganizationKind
from apps.devices import actions as devices
from apps.devices.workflow import ComponentKind
from apps.evidence.kinds import EvidenceKind
from apps.reviews import actions
from apps.reviews.models import Review
from apps.reviews.workflow import Placement
from apps.reviews.workflow import VerdictValue as V
from config.demo.case_d_data import DECLINED, USE_CASE
from config.demo.people import Firm, found
from config.demo.story import Line, Paper, Say, Story

GUIDE = Paper(
    "dl3-guide",
    "Doorlight DL-3 guide for administrators",
    EvidenceKind.DOCUMENT,
    (
        "1  Certificate per unit. 2  A printed code opens the setup page once.",
        "3  Services: 443/tcp only, from the first start on. 4  Module: certificate 4102, Historical.",
    ),
    issuer="Merrow Controls",
    version="1.4.0",
    age=40,
)
# Where it differs from the first candidate.
DIFFERENT: dict[str, dict[str, Any]] = {
    "DP-CRY.1": {
        "claim": "partly",
        "how": "Module of the controller, FIPS 140-2.",
        "verdict": V.NOT_MET,
        "reason": "The certificate is Historical: it does not serve a new purchase.",
    },
    "LA-AUN.1": {
        "claim": "yes",
        "how": "A printed code opens the setup page once.",
        "verdict": V.MET,
        "reason": "Setup page refused without the code.",
    },
    "LA-ACF.1.b": {
        "claim": "partly",
        "how": "Wait of ten seconds after each failure.",
        "verdict": V.PARTLY,
        "reason": "Slows guessing down, does not lock.",
    },
    "LA-IFC.3": {
        "claim": "yes",
        "how": "443/tcp only, from the first start on.",
        "verdict": V.MET,
        "reason": "Scan of a new reader shows 443 only.",
    },
}


def tell(first: Review, agency: Firm, lines: list[Line], say: Say) -> Review:
    """Tell the second candidate up to the same half of the assessment."""
    story = Story(found(OrganizationKind.MANUFACTURER, "Merrow Controls", "merrow.example"), agency, say)
    by = story.maker.actor("drafter")
    product = devices.create_product(
        by=by,
        name="Doorlight",
        model="DL-3",
        kind="Badge reader",
        description="Door reader for badges with a built-in controller.",
        intended_use="Opening doors of office areas for staff.",
        interfaces="Ethernet.",
        data_handled="Badge numbers, time and door.",
        hosting="None.",
        support_until=story.date(1200),
        security_txt_url="https://merrow.example/.well-known/security.txt",
    )
    reader = devices.add_component(product, by=by, kind=ComponentKind.DEVICE, name="DL-3 reader")
    version = devices.add_version(reader, by=by, hardware="1", software="1.4.0", released_on=story.date(-70))
    product = devices.list_for_agencies(product, by=by)
    story.add_papers((GUIDE,), days_ago=20)
    mine = [replace(line, proof=("dl3-guide: p. 1",), **DIFFERENT.get(line.identifier, {})) for line in lines]
    review = story.request(first.procurement, product, first.system, USE_CASE, quantity=22, days_ago=18)  # type: ignore[arg-type]
    actions.categorise(
        review,
        by=agency.actor("isso"),
        at=story.day(16),
        boundary="Inside the boundary of Door control.",
        placement=Placement.ELEMENTS,
        privacy_trigger=True,
        privacy_note="Movement of staff.",
    )
    story.choose(review, mine, DECLINED, days_ago=12)
    story.release(review, "Please answer for firmware 1.4.0.", days_ago=11, due_in=10)
    declaration = story.declare(product, [version], mine, days_ago=7)
    story.share(declaration, review, days_ago=7)
    story.receive(review, declaration, days_ago=6)
    story.judge(review, mine[: len(mine) // 2], days_ago=3)
    return review
