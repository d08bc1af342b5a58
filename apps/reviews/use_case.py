"""The use-case questions (SP 800-213, 3.1, in our words) and the Act's scope criteria; no ORM."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Question:
    """One question of the intake; `slug` is stored, so it never changes."""

    slug: str
    text: str
    hint: str
    required: bool = True


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
)
REQUIRED = frozenset(question.slug for question in QUESTIONS if question.required)


@dataclass(frozen=True)
class Criterion:
    """One criterion of the Act's scope (sec. 3 and 4; 15 USC 278g-3a, -3b)."""

    slug: str
    text: str


SCOPE_CRITERIA = (
    Criterion("transducer", "It has at least one sensor or actuator that acts on the physical world."),
    Criterion("network", "It has at least one network interface."),
    Criterion("own_function", "It can work on its own and is not only a component of something else."),
    Criterion("not_conventional_it", "It is not conventional IT, such as a laptop or a smartphone."),
    Criterion("not_national_security", "It is not part of a national security system."),
)
