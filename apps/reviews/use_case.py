"""The use-case questions (SP 800-213, 3.1, in our words), the Act's scope criteria, the steps of a draft; no ORM."""

from dataclasses import dataclass

from apps.reviews.workflow import Placement


@dataclass(frozen=True)
class Question:
    """One question of the intake; `slug` is stored, so it never changes.

    With `choices` the answer is one of them, kept as its words.
    """

    slug: str
    text: str
    hint: str
    required: bool = True
    choices: tuple[str, ...] = ()


QUESTIONS = (
    Question(
        "benefit", "What will the product do, and for whom?", "The work it supports, who uses it, what it replaces."
    ),
    Question(
        "replaced",
        "Was the thing it replaces connected to a network?",
        "A first connection brings risks that the system has not had before.",
        required=False,
    ),
    Question(
        "data",
        "Which data does it collect or handle?",
        "Personal data, confidential federal information, or data about the surroundings only.",
    ),
    Question(
        "storage",
        "Where are the data stored and sent?",
        "On the device, on premises, in a cloud service (with its FedRAMP status), abroad.",
    ),
    Question(
        "geography",
        "Where will it be used?",
        "Sites, public or restricted areas, outside the United States.",
        required=False,
    ),
    Question(
        "third_parties",
        "Which third parties are involved?",
        "Installers, cloud operators, maintenance, other tenants.",
        required=False,
    ),
    Question(
        "safety_privacy",
        "What can happen to people?",
        "Effects on safety and privacy when it works, when it fails, and when it is misused.",
    ),
    Question(
        "reliability",
        "What happens while it updates or is off line?",
        "How the work goes on, and for how long it can do without.",
    ),
    Question(
        "controls",
        "Could it make existing controls impossible?",
        "An agent that cannot be installed, a scan it does not survive, a password that cannot be changed.",
    ),
    Question(
        "vulnerabilities",
        "Are vulnerabilities known?",
        "Published ones of this product or of its predecessors.",
        required=False,
    ),
    Question(
        "musts",
        "What does the organization insist on?",
        "Zero trust, log-on, logging, network segments: what must hold for everything that is connected.",
        required=False,
    ),
    Question(
        "boundary",
        "What of it lies inside the system's authorization boundary?",
        "Device, gateway, companion app, backend: what is inside, what stays outside. The ISSO decides.",
        required=False,
    ),
    Question(
        "placement",
        "Where does the product stand?",
        "As you see it; the ISSO decides.",
        required=False,
        choices=tuple(Placement.labels),
    ),
    Question(
        "personal_data",
        "Does it handle personal data?",
        "Faces, voices, names, whereabouts: data about people count, also when they are deleted soon.",
        required=False,
        choices=("Yes", "No"),
    ),
)
REQUIRED = frozenset(question.slug for question in QUESTIONS if question.required)


@dataclass(frozen=True)
class Criterion:
    """One criterion of the Act's scope (sec. 3 and 4; 15 USC 278g-3a, -3b); `hint` says what to look at."""

    slug: str
    text: str
    hint: str


SCOPE_CRITERIA = (
    Criterion(
        "transducer",
        "It has at least one sensor or actuator that acts on the physical world.",
        "A camera, a microphone, a thermometer, a lock, a pump, a relay.",
    ),
    Criterion(
        "network",
        "It has at least one network interface.",
        "Ethernet, Wi-Fi, Bluetooth, Zigbee, a mobile network; also one that is switched off.",
    ),
    Criterion(
        "own_function",
        "It can work on its own and is not only a component of something else.",
        "A processor or a radio module alone does not count; the thing that is built from them does.",
    ),
    Criterion(
        "not_conventional_it",
        "It is not conventional IT, such as a laptop or a smartphone.",
        "Conventional IT is looked after by other rules.",
    ),
    Criterion(
        "not_national_security",
        "It is not part of a national security system.",
        "Those are outside the policy part of the Act.",
    ),
)


@dataclass(frozen=True)
class Step:
    """One step of a draft: what it asks on its page."""

    slug: str
    label: str
    title: str
    lead: str
    questions: tuple[str, ...] = ()


STEPS = (
    Step(
        "scope",
        "The Act",
        "Does the Act cover it?",
        "The product is covered when all five hold. No purchase is too small: the Act applies at and below the "
        "simplified acquisition threshold, to renewals and to use as well. A waiver is no exemption and comes later.",
    ),
    Step(
        "use",
        "Use",
        "What is it for?",
        "What the product changes in the system's risk depends on how it is used (SP 800-213).",
        ("benefit", "replaced", "geography", "musts"),
    ),
    Step(
        "data",
        "Data",
        "Which data go where?",
        "What it collects, where that is kept, and who else comes near it.",
        ("data", "storage", "third_parties"),
    ),
    Step(
        "people",
        "People",
        "What can happen to people?",
        "Privacy and safety. If personal data are involved, the ISSO records what is done about it.",
        ("personal_data", "safety_privacy"),
    ),
    Step(
        "operation",
        "Operation",
        "How does it live in the system?",
        "A product that meets everything can still bring risk through integration.",
        ("reliability", "controls", "vulnerabilities"),
    ),
    Step(
        "system",
        "System",
        "Which system will it be part of?",
        "The three FIPS 199 values come from the system's owner; the highest selects the baseline.",
        ("boundary", "placement"),
    ),
    Step("contract", "Contract", "Which purchase is it?", "It stands with all candidates of this procurement."),
)
"""The steps of a draft in their order; after them everything is checked and submitted."""


def step_of(question: str) -> str:
    """Return the step that asks a question."""
    return next(step.slug for step in STEPS if question in step.questions)
