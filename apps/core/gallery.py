"""What the gallery shows: invented data for every component."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.core.paginator import Page, Paginator

from apps.core.choices import ShownChoices
from apps.core.components import Bar, Choice, Event, Fact, Group, Message, Task
from apps.core.gallery_forms import SampleVerdict

STATIONS = ("Intake", "Requirements", "With manufacturer", "Assessment", "Treatment", "Decision")


class SampleState(ShownChoices):
    """One state of each tone."""

    DRAFT = "draft", "edit", "neutral", "Draft"
    OPEN = "open", "construction", "info", "Under way"
    DONE = "done", "check_circle", "success", "Met"
    PARTLY = "partly", "remove_circle", "warning", "Partly met"
    FAILED = "failed", "cancel", "error", "Not met"


def page_of_many() -> Page[int]:
    """Return the fourth page of a long list."""
    return Paginator(range(1, 481), 50).page(4)


@dataclass(frozen=True)
class Row:
    """One review of the sample table."""

    product: str
    purchase: str
    state: SampleState
    age: str
    verdicts: str
    gaps: str


def components(page_url: str) -> dict[str, Any]:
    """Return the sample data of the component pages, by the name the templates use."""
    return {
        "states": list(SampleState),
        "stations": STATIONS,
        "bars": [Bar("Intake", 2, page_url), Bar("Requirements", 3), Bar("With manufacturer", 3), Bar("Decision", 1)],
        "gaps": [Bar("Data Protection", 5, tone="error"), Bar("Software Update", 4, tone="error")],
        "due": [Bar("Overdue", 1, tone="error"), Bar("Next 30 days", 4, tone="light"), Bar("Later", 9, tone="light")],
        "events": _events(),
        "messages_sample": _messages(),
        "tasks": _tasks(page_url),
        "tabs": [Choice("Overview", page_url, current=True), Choice("Desk", page_url, count=46), Choice("Record", "#")],
        "filters": [
            Choice("All", page_url, count=46),
            Choice("Open", page_url, current=True, count=15),
            Choice("Key", page_url, count=11),
            Choice("Gaps", page_url, count=3),
            Choice("Questions", page_url, count=1),
        ],
        "groups": _groups(page_url),
        "facts": [
            Fact("Maker", "Halden Ridge Optics", page_url),
            Fact("Firmware", "3.8.2", note="the newest one"),
            Fact("Support ends", "31 Dec 2031"),
        ],
        "rows": _rows(),
        "listed": page_of_many(),
        "verdict": SampleVerdict(
            initial={
                "verdict": "partly",
                "methods": ["examine", "test"],
                "reason": "Our scan of a delivered unit shows UDP 1900 open. After the hardening profile only 443 "
                "answers. Needs the profile before acceptance.",
            }
        ),
        "sample_messages": [
            {"level_tag": "success", "message": "The verdict is saved."},
            {"level_tag": "error", "message": "The verdict was not saved; somebody else was faster."},
        ],
    }


def _events() -> list[Event]:
    return [
        Event(
            datetime(2026, 11, 3, 9, 12, tzinfo=UTC),
            "Received the declaration",
            "J. Okafor, contracting officer",
            icon="inbox",
        ),
        Event(
            datetime(2026, 11, 12, 14, 2, tzinfo=UTC),
            "Released question 2",
            "M. Reyes, reviewer",
            detail="Needed before the requirement on interfaces can be judged.",
            icon="send",
            tone="info",
        ),
        Event(
            datetime(2026, 11, 14, 16, 40, tzinfo=UTC),
            "Gave a verdict: partly met",
            "M. Reyes, reviewer",
            url="#",
            icon="remove_circle",
            tone="warning",
        ),
    ]


def _messages() -> list[Message]:
    answer = Message("Halden Ridge Optics", "From lot 26-48 on, as order option SEC-1.", "14 Nov 2026")
    return [
        Message(
            "Question 2",
            "Can units be delivered with the profile applied?",
            "released 12 Nov 2026",
            SampleState.OPEN,
            [answer],
        )
    ]


def _tasks(url: str) -> list[Task]:
    return [
        Task(
            "Approve the requirement set",
            url,
            "Open",
            due="2 days late",
            meta="Badge readers, north annex · 52 selected, 9 declined, 12 key · proposed 12 Nov",
            late=True,
            main=True,
        ),
        Task(
            "Second look at 3 key requirements",
            url,
            "Open desk",
            due="26 Nov",
            due_note="in 2 days",
            meta="Lobby cameras, Lanternfish LF-420 · DP-CRY, LA-IFC, SU-UPD",
            main=True,
        ),
        Task(
            "Verify a condition: hardening profile applied",
            url,
            "Verify",
            due="30 Nov",
            meta="Loading dock sensors · contract 47QX-1180 · due before acceptance",
        ),
        Task(
            "FIPS certificate of a decided product ends",
            url,
            "Look",
            due="4 Dec",
            meta="Visitor kiosk · module certificate sunset 4 Dec 2026 · opens a linked review",
        ),
    ]


def _groups(url: str) -> list[Group]:
    def entry(code: str, label: str, state: SampleState, *, key: bool = False, current: bool = False) -> Choice:
        return Choice(label, url, current=current, shown=state, badge="key" if key else "", code=code)

    return [
        Group(
            "DP Data Protection",
            [
                entry("DP-CRY", "Cryptography capabilities", SampleState.FAILED, key=True),
                entry("DP-STO", "Encrypt stored data", SampleState.DONE),
                entry("DP-STX", "Protect data in transit", SampleState.DONE, key=True),
            ],
        ),
        Group(
            "LA Logical Access to Interfaces",
            [
                entry("LA-AUN", "Require authentication", SampleState.DONE, key=True),
                entry("LA-ACF", "Lock after failed attempts", SampleState.PARTLY, key=True),
                entry(
                    "LA-IFC",
                    "Switch off interfaces that are not needed",
                    SampleState.PARTLY,
                    key=True,
                    current=True,
                ),
                entry("LA-IFC", "Restrict device services", SampleState.DRAFT),
            ],
        ),
        Group(
            "SU Software Update",
            [
                entry("SU-UPD", "Accept only genuine updates", SampleState.DONE, key=True),
                entry("SU-UPD", "Who may install", SampleState.DRAFT),
            ],
        ),
    ]


def _rows() -> list[Row]:
    return [
        Row("Lanternfish LF-420", "Lobby cameras · Halden Ridge Optics", SampleState.OPEN, "6 days", "31 of 46", "2"),
        Row("AirNode E5", "Air quality pilot · Tessarine Environmental", SampleState.PARTLY, "3 days", "38 of 38", "2"),
        Row("Meridax IV-700, fw 4.2.0", "Infusion pumps", SampleState.DONE, "1 day", "57 of 57", "0"),
        Row("Quayline BR-8", "Badge readers, north annex", SampleState.DRAFT, "12 days", "none", "none"),
    ]
