"""What the gallery shows: invented data for every component and a form with every kind of field."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.core.paginator import Page, Paginator

from apps.core.choices import ShownChoices
from apps.core.components import Bar, Choice, Event, Fact, Group, Message, Task
from apps.core.forms import (
    AssayFormHelper,
    CheckboxTiles,
    Columns,
    DateInput,
    FieldHint,
    Fieldset,
    Link,
    MomentInput,
    RadioTiles,
    Submit,
)

STATIONS = ("Intake", "Requirements", "With manufacturer", "Assessment", "Treatment", "Decision")
COLORS = [("white", "White"), ("gray", "Gray"), ("black", "Black")]


class SampleState(ShownChoices):
    """One state of each tone."""

    DRAFT = "draft", "edit", "neutral", "Draft"
    OPEN = "open", "construction", "info", "Under way"
    DONE = "done", "check_circle", "success", "Met"
    PARTLY = "partly", "remove_circle", "warning", "Partly met"
    FAILED = "failed", "cancel", "error", "Not met"


class SampleForm(forms.Form):
    """Every kind of field that the template pack draws."""

    product = forms.CharField(help_text="As printed on the type plate.")
    contact = forms.EmailField(required=False)
    password = forms.CharField(widget=forms.PasswordInput, help_text="15 characters or more.")
    description = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 3}), help_text="What it does and where it stands."
    )
    delivered_on = forms.DateField(label="Day of delivery", widget=DateInput)
    color = forms.ChoiceField(choices=[("", "Choose a color"), *COLORS])
    places = forms.MultipleChoiceField(choices=COLORS, widget=forms.SelectMultiple, required=False)
    answer = forms.ChoiceField(
        choices=[("yes", "Yes"), ("partly", "Partly"), ("no", "No")],
        widget=RadioTiles(descriptions={"partly": "Some of it, or only after a setting was changed."}),
    )
    side = forms.ChoiceField(choices=[("device", "Device"), ("backend", "Backend")], widget=forms.RadioSelect)
    verdict = forms.ChoiceField(
        choices=[("met", "Met"), ("partly", "Partly"), ("not_met", "Not met"), ("none", "No evidence")],
        widget=RadioTiles(keys={"met": "1", "partly": "2", "not_met": "3", "none": "4"}, compact=True),
    )
    methods = forms.MultipleChoiceField(
        choices=[("examine", "Examine"), ("interview", "Interview"), ("test", "Test")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    levels = forms.MultipleChoiceField(
        choices=[("examine", "Examine"), ("test", "Test")],
        widget=CheckboxTiles(keys={"examine": "e", "test": "t"}, compact=True),
        label="Methods as tiles",
    )
    manual = forms.FileField(label="Hardening guide", help_text="PDF, up to 50 MB.")
    measured = forms.SplitDateTimeField(label="Measured at", widget=MomentInput)
    confirmed = forms.BooleanField(label="I have read the whole declaration.")
    version = forms.IntegerField(widget=forms.HiddenInput, initial=1)

    def __init__(self, *args: Any, ident: str = "form", **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": f"{ident}_%s", **kwargs})
        self.helper = AssayFormHelper(
            Submit.primary("Save and go on", key="s"),
            Submit.secondary("Save", name="next", value="stay"),
            Submit.danger("Refuse"),
            Submit.primary("Attest", disabled_because="Three answers are missing."),
            Link.cancel("#"),
            layout=Layout(
                Fieldset(
                    "Product",
                    Columns("product", "contact"),
                    "description",
                    Columns("delivered_on", "color"),
                    "places",
                    hint="What the agency buys, in the words of the contract.",
                ),
                Fieldset("Answer", "answer", "side", "verdict", "methods", "levels"),
                FieldHint("Files are checked before anybody sees them."),
                "manual",
                "measured",
                "password",
                "confirmed",
            ),
        )


class SampleVerdict(forms.Form):
    """The form at the right of the desk."""

    verdict = forms.ChoiceField(
        choices=[
            ("met", "Met"),
            ("other", "By other part"),
            ("partly", "Partly"),
            ("not_met", "Not met"),
            ("not_applicable", "Not applicable"),
            ("none", "No evidence"),
        ],
        widget=RadioTiles(
            keys={"met": "1", "other": "2", "partly": "3", "not_met": "4", "not_applicable": "5", "none": "6"},
            compact=True,
        ),
    )
    methods = forms.MultipleChoiceField(
        label="Method and strength",
        choices=[("examine", "Examine"), ("test", "Test")],
        widget=CheckboxTiles(keys={"examine": "e", "test": "t"}, compact=True),
        help_text="Strength 4 of 4: verified by the agency",
    )
    reason = forms.CharField(widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = AssayFormHelper(css_class="a-form--dense")


class SampleRow(forms.Form):
    """One row of the sample formset."""

    component = forms.CharField()
    firmware = forms.CharField(help_text="As the device reports it.")


SampleRows = forms.formset_factory(SampleRow, extra=0, min_num=2)


def filled_form() -> SampleForm:
    """Return the form as it is when somebody comes back to it."""
    return SampleForm(
        ident="filled",
        initial={"product": "Lanternfish LF-420", "answer": "partly", "verdict": "partly", "levels": ["examine"]},
    )


def wrong_form() -> SampleForm:
    """Return the form with a mistake in every field."""
    form = SampleForm({"product": "", "contact": "lena@", "color": "red", "places": ["red"]}, ident="wrong")
    form.is_valid()
    form.add_error(None, "The product and the version do not belong together; choose another version.")
    form.add_error("methods", "Choose at least one method.")
    return form


def wrong_rows() -> forms.BaseFormSet[SampleRow]:
    """Return a formset with a mistake in its second row."""
    data = {"rows-TOTAL_FORMS": "2", "rows-INITIAL_FORMS": "0", "rows-0-component": "Camera"}
    rows = SampleRows({**data, "rows-0-firmware": "3.8.2", "rows-1-component": "Gateway"}, prefix="rows")
    rows.is_valid()
    return rows


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
