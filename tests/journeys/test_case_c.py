"""Case C in real Chromium: use prevents compliance, and a waiver on ground (C) takes two acts of two offices.

The product's own actions tell the case until its gaps are treated; from there every office signs in for its own act.
"""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.journeys.site import Person, Site

pytestmark = pytest.mark.journey

DOMAIN = "public-buildings.example"
BEGIN = """
from config.demo import case_c
story, review = case_c.begin(lambda line: None)
print(review.pk)
"""
METHOD = "Nodes have a radio link to the hub only, and a faulty one is replaced."
SERIALS = "\n".join(f"E5-26-{number:04d}" for number in range(101, 141))


def in_days(days: int) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def test_forty_sensors_are_waived_by_two_offices_and_stand_alone_in_the_record(site: Site) -> None:
    review = site.python(BEGIN).strip().splitlines()[-1]
    with site.browser() as browser:
        people: dict[str, Person] = {}

        def office(name: str) -> Person:
            people[name] = people.get(name) or Person(site, browser, f"{name}@{DOMAIN}")
            return people[name]

        prevent(office("reviewer"), office("ciso"), office("cio"), review)
        request(office("requester"), office("isso2"), review)
        support(office("cio"), review)
        delegate(office("head"))
        grant(office("auditor"), office("cio"), review)
        award(office("co"), review)
        check_record(office("auditor"))
    site.manage("verify_audit")


def send(person: Person, form: str, **values: object) -> None:
    """Unfold, fill and send one form of the page."""
    person.page.evaluate("document.querySelectorAll('main details').forEach(fold => { fold.open = true })")
    person.fill(form, **values)
    person.click(person.page.locator(f"{form} button[type=submit]").first)


def prevent(reviewer: Person, ciso: Person, cio: Person, review: str) -> None:
    address = f"/reviews/{review}/decision/"
    reviewer.go(f"/reviews/{review}/treatment/")
    text = "Two key requirements are not met by the node."
    send(reviewer, "main form[action$='/recommend/']", outcome="prevents_compliance", text=text)
    ciso.go(address)
    ciso.reads("Open key gaps")
    ciso.press("Concur")
    cio.go(address)
    send(
        cio,
        "main form[action$='/determine/']",
        outcome="prevents_compliance",
        statement="I determine that the use of these devices prevents compliance.",
    )
    cio.reads("Use prevents compliance")


def request(requester: Person, isso: Person, review: str) -> None:
    address = f"/reviews/{review}/waiver/"
    requester.go(address)
    send(
        requester,
        "main form[action$='/request/']",
        ground="C",
        facts="A pilot of nine months with sensors that only measure.",
        devices=SERIALS,
        ends_on=in_days(270),
        method_1=METHOD,
    )
    isso.go(address)
    send(isso, "main form[action$='/verify/']", result="Seen on site; the record is in the library.")


def support(cio: Person, review: str) -> None:
    cio.go(f"/reviews/{review}/waiver/")
    send(cio, "main form[action$='/support/']", supported="yes", reason="Each method was verified and fits the use.")
    cio.reads("grants or refuses the waiver")


def delegate(head: Person) -> None:
    """The head is away: the office is delegated in writing, for waivers of this pilot, until it ends."""
    head.go("/delegations/new/")
    deputy = head.page.locator('main [name="to"] option', has_text="Auditor").first.get_attribute("value")
    head.fill(
        to=deputy,
        role="agency_head",
        scope="The waiver of the sensor pilot",
        document="Delegation order 26-009",
        starts_on=in_days(0),
        ends_on=in_days(270),
    )
    head.press("Sign the delegation")
    head.reads("The waiver of the sensor pilot")


def grant(deputy: Person, cio: Person, review: str) -> None:
    address = f"/reviews/{review}/waiver/"
    cio.go(address)
    assert cio.page.locator("main form[action$='/decide/']").count() == 0, "the CIO's office ends before the grant"
    deputy.go(address)
    send(deputy, "main form[action$='/decide/']", granted="yes", reason="For the forty devices, until the pilot ends.")
    deputy.reads("Delegation order 26-009: The waiver of the sensor pilot")


def award(officer: Person, review: str) -> None:
    officer.go(f"/reviews/{review}/award/")
    officer.fill(
        "main form.a-form",
        contract_number="PC-26-2231",
        awarded_on=in_days(0),
        clauses="Purchase card order.",
        check_1="Section 889 representation",
        checked_1=in_days(0),
        result_1="No covered equipment.",
        check_2="",
    )
    officer.click(officer.page.locator("main form.a-form button[type=submit]").first)
    officer.reads("The award is recorded.")


def check_record(auditor: Person) -> None:
    auditor.go("/waivers/")
    auditor.reads("by delegation: Delegation order 26-009")
    rows = auditor.page.get_by_role("table", name="Waivers of the agency").locator("tbody tr")
    assert rows.count() == 1, "the one waiver, and nothing else"
    assert rows.locator("[data-label=Devices]").inner_text() == "40"
