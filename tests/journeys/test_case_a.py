"""Case A from the product's creation to the opened PDF: every office signs in for its own act, in real Chromium."""

import hashlib
import io
import json
from typing import Any

import pikepdf
import pytest

from tests.journeys.people import MANUFACTURER, People, Person, in_days
from tests.journeys.site import Site

pytestmark = pytest.mark.journey

KEY, PLAIN = "DP-CRY.1", "LA-IFC.3"
SCOPE = ("transducer", "network", "own_function", "not_conventional_it", "not_national_security")
USE_CASE = (("benefit",), ("data", "storage"), ("safety_privacy",), ("reliability", "controls"))
"""What each step of a draft needs."""


def test_a_camera_goes_from_its_description_to_the_report(site: Site, people: People) -> None:
    drafter, signer = people("drafter", MANUFACTURER), people("signer", MANUFACTURER)
    describe_product(drafter)
    review = request_review(people.isso, people.requester)
    categorise(people.isso, review)
    choose_requirements(people.reviewer, review)
    approve_and_release(people.isso, people.co, review)
    declare(drafter, signer)
    receive_and_judge(people.reviewer, review)
    confirm_and_conclude(people.reviewer2, people.reviewer, review)
    treat(people.isso, people.isso2, people.reviewer, review)
    decide(people.ciso, people.cio, people.co, review)
    check_report(people.auditor, people.isso, review)
    site.manage("verify_audit")


def describe_product(drafter: Person) -> None:
    drafter.go("/products/new/")
    drafter.fill(
        name="Lanternfish",
        model="LF-420",
        kind="Network camera",
        description="Fixed dome camera for lobbies.",
        intended_use="Watching indoor public areas.",
    )
    drafter.submit()
    product = drafter.page.url
    drafter.go("/products/")
    drafter.page.goto(product)
    drafter.click(drafter.page.locator('a[href*="/components/new/"]').first)
    drafter.fill(kind="device", name="LF-420 camera")
    drafter.submit()
    drafter.fill(hardware="C", software="3.8.2")
    drafter.submit()
    drafter.page.goto(product)
    drafter.check()
    drafter.click(drafter.page.locator('form[action$="/list/"] button').first)


def request_review(isso: Person, requester: Person) -> str:
    isso.go("/systems/new/")
    isso.fill(
        name="Building video",
        purpose="Watch public areas.",
        boundary="Cameras and Site Manager.",
        confidentiality="1",
        integrity="1",
        availability="1",
    )
    isso.submit()
    isso.click(isso.page.locator('form[action$="/allocate/"] button').first)
    requester.go("/procurements/new/")
    requester.fill(title="Lobby cameras", occasion="new_procurement", reference="OCR-2026-0417", amount="41300")
    requester.submit()
    requester.click(requester.page.locator('a[href$="/candidates/new/"]').first)
    requester.page.locator('main [name="product"] + label').first.click()
    requester.page.locator('main select[name="system"]').select_option(index=1)
    requester.fill(quantity="14")
    requester.press("Add the candidate")
    for criterion in SCOPE:
        requester.fill(**{f"{criterion}_holds": "yes", f"{criterion}_reason": "See the data sheet."})
    requester.press("Save and go on")
    for step in USE_CASE:
        requester.fill(**dict.fromkeys(step, "As the plan of the facilities division says."))
        requester.press("Save and go on")
    requester.press("Save and go on")
    requester.press("Save and go on")
    requester.press("Submit for intake")
    return requester.page.url.split("/reviews/")[1].split("/")[0]


def categorise(isso: Person, review: str) -> None:
    isso.go("/home/")
    isso.go(f"/reviews/{review}/categorise/")
    isso.fill(boundary="Inside Building video.", placement="elements", privacy_trigger="yes", privacy_note="Faces.")
    isso.submit()


def choose_requirements(reviewer: Person, review: str) -> None:
    address = f"/reviews/{review}/requirements/"
    for identifier, values in (
        (KEY, {"key": True, "key_reason": "Faces of visitors must stay protected."}),
        (PLAIN, {"parameter": "UPnP is off"}),
    ):
        reviewer.go(f"{address}{identifier}/")
        reviewer.fill(selection="selected", **values)
        reviewer.submit()
    reviewer.go(f"{address}?show=undecided")
    reviewer.fill(scope="shown", reason="The network and Site Manager do this.")
    reviewer.press("Decline")
    reviewer.reads("No requirement fits these filters")
    reviewer.go(address)
    reviewer.press("Propose the set")


def approve_and_release(isso: Person, officer: Person, review: str) -> None:
    isso.go(f"/reviews/{review}/requirements/")
    isso.press("Approve the set")
    officer.go(f"/reviews/{review}/requirements/release/")
    officer.fill(due_on=in_days(14), message="Please answer for firmware 3.8.2.")
    officer.submit()


def declare(drafter: Person, signer: Person) -> None:
    drafter.go("/manufacturer/")
    drafter.go("/evidence/new/")
    drafter.fill(kind="document", title="Hardening guide 3.8", subject_version="3.8.2")
    drafter.page.locator('main input[type="file"]').set_input_files(
        {"name": "guide.txt", "mimeType": "text/plain", "buffer": b"Switch off UPnP, see section 3.2.\n"}
    )
    drafter.submit()
    drafter.go("/products/")
    drafter.page.get_by_role("link", name="LF-420").first.click()
    drafter.click(drafter.page.locator('a[href$="/declarations/new/"]').first)
    drafter.submit()
    declaration = drafter.page.url.split("/declarations/")[1].split("/")[0]
    for identifier, value, text in (
        (KEY, "yes", "TLS with a validated module."),
        (PLAIN, "partly", "UPnP is on until the profile is applied."),
    ):
        part = identifier.split(".")[0]
        drafter.go(f"/declarations/{declaration}/entries/?part={part}")
        slot = f"#{identifier.replace('.', '-')}-0"
        answer_in_place(drafter, identifier, value, text)
        assert drafter.page.locator(slot).count() >= 0
    drafter.go(f"/declarations/{declaration}/finish/")
    drafter.press("Finish drafting")
    signer.go(f"/declarations/{declaration}/attest/")
    signer.fill(title="Director of compliance")
    signer.submit()
    signer.go(f"/declarations/{declaration}/sharing/")
    signer.page.locator('main select[name="request"]').select_option(index=1)
    signer.submit()


def answer_in_place(drafter: Person, identifier: str, value: str, text: str) -> None:
    drafter.page.get_by_role("link", name=f"Answer {identifier} for").first.click()
    drafter.page.locator('main [name="explanation"]').first.wait_for()
    drafter.fill(value=value, explanation=text)
    drafter.page.locator("main form:has([name=explanation]) button[type=submit]").first.click()
    drafter.page.get_by_text(text).first.wait_for(timeout=15_000)
    drafter.check()


def receive_and_judge(reviewer: Person, review: str) -> None:
    reviewer.go(f"/reviews/{review}/receive/")
    reviewer.page.locator('main [name="declaration"] + label, main select[name="declaration"]').first.click()
    reviewer.submit()
    judge(reviewer, review, KEY, ("met", "3"), "The certificate of the module is Active.")
    judge(reviewer, review, PLAIN, ("partly", "4"), "Our scan shows UDP 1900 open.")


def judge(reviewer: Person, review: str, identifier: str, verdict: tuple[str, str], reason: str) -> None:
    reviewer.go(f"/reviews/{review}/desk/{identifier}/")
    reviewer.fill("#verdict", value=verdict[0], methods=["examine", "test"], strength=verdict[1], reason=reason)
    reviewer.page.locator("#verdict form:has([name=reason]) button[type=submit]").first.click()
    reviewer.reads("Saved")
    reviewer.check()


def confirm_and_conclude(second: Person, reviewer: Person, review: str) -> None:
    second.go(f"/reviews/{review}/desk/{KEY}/")
    second.press("Confirm as second reviewer")
    reviewer.go(f"/reviews/{review}/conclusion/")
    reviewer.press("Conclude the assessment")


def treat(isso: Person, second: Person, reviewer: Person, review: str) -> None:
    address = f"/reviews/{review}/treatment/"
    isso.go(f"{address}?gap={PLAIN}")
    form = "main form[action$='/treat/']"
    isso.open_folds()
    isso.fill(
        form,
        kind="reimplement",
        description="Hardening profile is checked on every camera.",
        owner="Facilities division",
        due_on=in_days(30),
        verification="Port scan of each unit.",
    )
    isso.send(form)
    isso.go(address)
    isso.open_folds()
    form = "main form[action$='/conditions/set/']"
    isso.fill(
        form, text="The profile is shown on every unit before acceptance.", owner="Brackwater", due_on=in_days(60)
    )
    isso.send(form)
    second.go(f"{address}?gap={PLAIN}")
    second.open_folds()
    form = "main form[action$='/verify/']"
    second.fill(form, result="Only 443 and 322 answer.")
    second.send(form)
    reviewer.go(address)
    reviewer.open_folds()
    form = "main form[action$='/recommend/']"
    reviewer.fill(form, outcome="does_not_prevent_with_conditions", text="One condition keeps it so.")
    reviewer.send(form)


def decide(ciso: Person, cio: Person, officer: Person, review: str) -> None:
    address = f"/reviews/{review}/decision/"
    ciso.go(address)
    ciso.open_folds()
    ciso.press("Concur")
    cio.go(address)
    cio.open_folds()
    form = "main form[action$='/determine/']"
    cio.fill(
        form, outcome="does_not_prevent_with_conditions", statement="I determine that use does not prevent compliance."
    )
    cio.press("Sign the determination")
    cio.reads("I determine that use does not prevent compliance.")
    officer.go(f"/reviews/{review}/award/")
    officer.fill(contract_number="OCR-26-C-0417", awarded_on=in_days(0), clauses="Section H.4.")
    officer.page.locator('main [name^="check_"]').first.fill("Section 889 representation")
    officer.page.locator('main [name^="checked_"]').first.fill(in_days(0))
    officer.page.locator('main [name^="result_"]').first.fill("No covered equipment.")
    officer.submit()
    officer.go(f"/reviews/{review}/conditions/")


def check_report(auditor: Person, isso: Person, review: str) -> None:
    isso.go(f"/reviews/{review}/reports/")
    isso.press("Make a report")
    isso.page.get_by_role("link", name="Download PDF").first.wait_for(timeout=60_000)
    auditor.go(f"/reviews/{review}/")
    auditor.go(f"/reviews/{review}/reports/")
    with auditor.page.expect_download() as download:
        auditor.page.get_by_role("link", name="Download PDF").first.click()
    content = download.value.path().read_bytes()
    assert hashlib.sha256(content).hexdigest() in auditor.page.content()
    with pikepdf.open(io.BytesIO(content)) as document:
        assert "/StructTreeRoot" in document.Root
        record: dict[str, Any] = json.loads(document.attachments["review.json"].get_file().read_bytes())
    text = json.dumps(record)
    for words in ("Lanternfish", "Our scan shows UDP 1900 open.", "I determine that use does not prevent compliance."):
        assert words in text
    auditor.go("/audit/")
    auditor.go("/verify/")
