"""Case C: 40 environment sensors for a pilot. Prevents compliance; waived on ground (C), the only waiver of the demo."""

from apps.accounts.roles import OrganizationKind, Role
from apps.devices import actions as devices
from apps.devices.models import ComponentVersion, Product
from apps.devices.workflow import ComponentKind
from apps.evidence.kinds import EvidenceKind as K
from apps.reviews import actions
from apps.reviews.models import Review
from apps.reviews.workflow import Occasion, Outcome, Placement, TreatmentKind
from apps.reviews.workflow import VerdictValue as V
from apps.systems import actions as systems
from apps.systems.kinds import Impact, RequirementKind
from apps.systems.models import System
from config.demo.chain import add_chain
from config.demo.people import add_delegate, found
from config.demo.story import Line, Paper, Say, Story

PAPERS = (
    Paper(
        "airnode-sheet",
        "AirNode E5 technical description",
        K.DOCUMENT,
        (
            "Node: radio to the hub only, one-way export of readings. Firmware 1.9, cannot be updated in the field.",
            "All nodes share a factory key with the hub. Hub: local mode or cloud mode.",
        ),
        issuer="Tessarine Environmental",
        version="1.9",
        age=170,
    ),
    Paper(
        "hub-manual",
        "E5-Hub manual",
        K.DOCUMENT,
        ("Local mode keeps all readings on site. Logs of hub and nodes. Signed updates of the hub.",),
        issuer="Tessarine Environmental",
        age=170,
    ),
)
_NODE = "A node that cannot be mended must be kept apart or thrown away."
LINES = (
    Line("DI-IMS.1", "yes", "Serial number on label and in the radio frame.", V.MET, "Read on five nodes.", ("airnode-sheet: p. 1",), "ET", 4),
    Line("DP-CRY.1", "no", "The node uses a cipher of the radio chip without validation.", V.NOT_MET, "No validated module in the node.", ("airnode-sheet: p. 1",), "E", 3),
    Line("DP-STX.2", "partly", "Readings are encrypted on the radio link with the factory key.", V.PARTLY, "One key for all nodes.", ("airnode-sheet: p. 1",), "ET", 4, other=("yes", "The hub exports over TLS 1.3.")),
    Line("LA-ACF.1", "no", "Nodes have one factory key and no accounts.", V.NOT_MET, "The key cannot be changed.", ("airnode-sheet: p. 1",), "ET", 4, key="Whoever has one node has the key of all."),
    Line("LA-IFC.3", "yes", "The node has its radio only.", V.MET, "Opened a node: no connector is fitted.", ("airnode-sheet: p. 1",), "T", 4),
    Line("SU-UPD.1", "no", "Nodes cannot be updated; they are replaced.", V.NOT_MET, "No update path exists.", ("airnode-sheet: p. 1",), "E", 3, key=_NODE, other=("yes", "The hub takes signed updates.")),
    Line("CS-LCT.1", "no", "Nodes keep no logs.", V.NOT_MET, "Nothing is kept on the node.", ("airnode-sheet: p. 1",), "E", 3, other=("yes", "The hub logs what the nodes report.")),
    Line("DO-SMP.h.2.2", "yes", "Cloud mode uses servers abroad; local mode uses none.", V.MET, "Hub set to local mode: no outside connection in a week.", ("hub-manual: p. 1",), "ET", 4, parameter="Local mode"),
)  # fmt: skip
DECLINED = {
    "*": "A node measures temperature, moisture and air; it has no accounts, screens or stored data. The hub is assessed as "
    "part of the building network."
}
USE_CASE = {
    "benefit": "Forty sensors show where air and temperature are poor, for a pilot of nine months.",
    "data": "Temperature, moisture, carbon dioxide. No personal data.",
    "storage": "In the hub, local mode, on site.",
    "safety_privacy": "None: readings are never used to control anything.",
    "reliability": "Missing readings do no harm.",
    "controls": "No agent, no scan; nodes do not speak IP.",
    "third_parties": "None in local mode.",
    "boundary": "Nodes and hub lie outside; the export is a one-way interface.",
    "placement": "Stand-alone subsystem",
    "personal_data": "No",
}
METHODS = (
    ("Nodes have a radio link to the hub only.", "Spectrum watched for a day: frames to the hub only."),
    ("The hub exports one way.", "Firewall rule read; connection attempts inwards refused."),
    ("Own network segment without a route to other systems.", "Route table and scan from the segment."),
    ("A faulty node is replaced, never patched.", "Stock of six spare nodes seen; procedure read."),
    ("Readings are never used for control.", "Interface list of the building automation read: no link exists."),
)


def tell(say: Say) -> Review:
    """Tell the case; return the review, in monitoring under its waiver."""
    story, review = begin(say)
    add_delegate(
        story.agency, Role.AGENCY_HEAD, office="head", title="Deputy administrator", document="Delegation order 26-009"
    )
    _waive(story, review)
    return review


def begin(say: Say) -> tuple[Story, Review]:
    """Tell the case until its gaps are treated as far as that is possible."""
    say("Case C: environment sensors.")
    agency = found(OrganizationKind.AGENCY, "Bureau of Public Buildings", "public-buildings.example")
    maker = found(OrganizationKind.MANUFACTURER, "Tessarine Environmental", "tessarine.example")
    story = Story(maker, agency, say)
    product, versions = _product(story)
    story.add_papers(PAPERS, days_ago=165)
    review = _assess(story, product, _system(story), versions)
    _treat(story, review)
    return story, review


def _product(story: Story) -> tuple[Product, list[ComponentVersion]]:
    by = story.maker.actor("drafter")
    product = devices.create_product(
        by=by,
        name="AirNode",
        model="E5",
        kind="Environment sensor",
        description="Battery sensor for temperature, moisture and carbon dioxide, with a hub.",
        intended_use="Watching indoor climate.",
        interfaces="Node: radio to the hub. Hub: Ethernet.",
        data_handled="Readings without relation to persons.",
        hosting="Local mode: none. Cloud mode: servers abroad.",
    )
    node = devices.add_component(product, by=by, kind=ComponentKind.DEVICE, name="AirNode E5")
    hub = devices.add_component(product, by=by, kind=ComponentKind.GATEWAY, name="E5-Hub")
    versions = [
        devices.add_version(node, by=by, software="1.9", released_on=story.date(-300)),
        devices.add_version(hub, by=by, software="4.4", released_on=story.date(-200)),
    ]
    return devices.list_for_agencies(product, by=by), versions


def _system(story: Story) -> System:
    by = story.agency.actor("isso")
    system = systems.create_system(
        by=by,
        name="Building network",
        purpose="Network for building technology in leased buildings.",
        boundary="Switches, hubs and sensors; building automation is outside.",
        owner="Building technology",
        confidentiality=Impact.LOW,
        integrity=Impact.LOW,
        availability=Impact.LOW,
    )
    systems.allocate_baseline(system, by=by)
    add_chain(
        by,
        (
            RequirementKind.POLICY,
            "Building network policy 3",
            "Building technology cannot be used as a way into other systems.",
        ),
        ("Separated building technology", "Devices stay in their segment.", ("SC-7", "CM-7", "AC-7", "CM-5")),
    )
    return system


def _assess(story: Story, product: Product, system: System, versions: list[ComponentVersion]) -> Review:
    procurement = actions.open_procurement(
        by=story.agency.actor("requester"),
        title="Environment sensors, pilot",
        occasion=Occasion.NEW_PROCUREMENT,
        reference="Purchase card 26-2231",
        offeror="Tessarine Environmental",
        amount="9800.00",
        created_at=story.day(163),
    )
    review = story.request(procurement, product, system, USE_CASE, quantity=40, days_ago=163)
    actions.categorise(
        review,
        by=story.agency.actor("isso"),
        at=story.day(161),
        boundary="Inside the boundary of the building network, in a segment of its own.",
        placement=Placement.STANDALONE_SUBSYSTEM,
        privacy_trigger=False,
    )
    story.choose(review, LINES, DECLINED, days_ago=158)
    story.release(review, "Please answer for nodes and hub.", days_ago=157)
    declaration = story.declare(product, versions, LINES, days_ago=150)
    story.share(declaration, review, days_ago=149)
    story.receive(review, declaration, days_ago=148)
    story.judge(review, LINES, days_ago=145)
    actions.conclude(review, by=story.agency.actor("reviewer"), at=story.day(142))
    return review


def _treat(story: Story, review: Review) -> None:
    for identifier, how in (
        ("DP-CRY.1", "Readings are public within the building; the hub encrypts what leaves the segment."),
        ("DP-STX.2", "Readings are public within the building; a changed reading does no harm."),
        ("CS-LCT.1", "The hub logs joins, losses and readings of all nodes."),
    ):
        story.treat(
            review,
            identifier,
            days_ago=141,
            kind=TreatmentKind.OTHER_ELEMENT,
            description=how,
            owner="Building technology",
            verification="Hub settings and a week of logs.",
            result="Seen in the hub.",
        )
    for identifier in ("LA-ACF.1", "SU-UPD.1"):
        story.treat(
            review,
            identifier,
            days_ago=141,
            kind=TreatmentKind.NOT_ACQUIRE,
            description="Without a waiver the nodes are not acquired.",
            owner="Program office",
            verification="No order is placed without a waiver.",
        )
        actions.state_gap(
            story.gap(review, identifier),
            by=story.agency.actor("isso"),
            at=story.day(141),
            statement="Open: the node itself cannot provide it. Separation and replacement are proposed as alternative methods.",
        )


def _waive(story: Story, review: Review) -> None:
    actions.recommend(
        review,
        by=story.agency.actor("reviewer"),
        at=story.day(139),
        outcome=Outcome.PREVENTS,
        text="Two key requirements are not met by the node.",
    )
    actions.concur(review, by=story.agency.actor("ciso"), at=story.day(138), text="I concur.")
    actions.determine(
        review,
        by=story.agency.actor("cio"),
        at=story.day(136),
        outcome=Outcome.PREVENTS,
        statement="I determine that the use of these devices prevents compliance with the standards and guidelines under "
        "section 4 of the Act.",
    )
    waiver = actions.request_waiver(
        review,
        by=story.agency.actor("requester"),
        at=story.day(134),
        ground="C",
        facts="A pilot of nine months with sensors that only measure. Five alternative methods secure them for this function.",
        devices="\n".join(f"E5-26-{number:04d}" for number in range(101, 141)),
        ends_on=story.date(140),
        methods=[text for text, _ in METHODS],
    )
    results = dict(METHODS)
    for method in waiver.methods.all():
        actions.verify_method(method, by=story.agency.actor("isso"), at=story.day(131), result=results[method.text])
    actions.decide_waiver_support(
        waiver,
        by=story.agency.actor("cio"),
        at=story.day(129),
        supported=True,
        reason="The methods are effective and appropriate to the function; each was verified.",
    )
    actions.decide_waiver(
        waiver,
        by=story.agency.actor("delegate"),
        at=story.day(127),
        granted=True,
        reason="Granted for the forty devices listed and until the pilot ends. A second purchase does not inherit it.",
    )
    actions.record_award(
        review,
        by=story.agency.actor("co"),
        at=story.day(125),
        contract_number="PC-26-2231",
        clauses="Purchase card order; vulnerability information under sec. 5.",
        awarded_on=story.date(-125),
        checks=[actions.Check("Section 889 representation", story.date(-126), "No covered equipment.")],
    )
