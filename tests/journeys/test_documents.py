"""An SBOM contradicts an answer: the drafter sees it beside the answer, changes it, and attaches the proof."""

import json

import pytest

from tests.factories.documents import cyclonedx
from tests.journeys.site import Person, Site

pytestmark = pytest.mark.journey

ENTRY = "DO-SMP.h.2.2"
SLOT = "#DO-SMP-h-2-2--0"
SAID = "It names 1 service: Relay."


def test_an_sbom_contradicts_an_answer_until_a_person_decides(site: Site) -> None:
    with site.browser() as browser:
        drafter = Person(site, browser, "drafter@haldenridge.example")
        declaration = start(drafter)
        answer(drafter, declaration, "not_applicable", "The bridge uses no cloud service.")
        upload_sbom(drafter)
        drafter.go(f"/declarations/{declaration}/documents/")
        drafter.reads("1 proposal waits for your decision")
        set_aside(drafter, declaration)
        drafter.click(drafter.page.get_by_role("button", name="Take it up again").first)
        change(drafter)
        drafter.click(drafter.page.locator(f"{SLOT} .a-said").get_by_role("button", name="Attach as evidence"))
        drafter.page.locator(SLOT).get_by_text("SBOM 1.4, /services/0").wait_for()
        drafter.go(f"/declarations/{declaration}/documents/")
        drafter.reads("Nothing waits for a decision.")


def start(drafter: Person) -> str:
    drafter.go("/products/new/")
    drafter.fill(name="Bridge", model="BG-7", kind="Gateway", description="Bridge.", intended_use="Joins sensors.")
    submit(drafter)
    product = drafter.page.url
    drafter.click(drafter.page.locator('a[href*="/components/new/"]').first)
    drafter.fill(kind="gateway", name="BG-7 bridge")
    submit(drafter)
    drafter.fill(hardware="A", software="1.4")
    submit(drafter)
    drafter.page.goto(product)
    drafter.click(drafter.page.locator('a[href$="/declarations/new/"]').first)
    submit(drafter)
    return drafter.page.url.split("/declarations/")[1].split("/")[0]


def answer(drafter: Person, declaration: str, value: str, text: str) -> None:
    drafter.go(f"/declarations/{declaration}/entries/?open={ENTRY}&mode=answer{SLOT}")
    drafter.fill(f"main {SLOT}", value=value, explanation=text)
    drafter.page.locator(f"{SLOT} form button[type=submit]").first.click()
    drafter.page.locator(SLOT).get_by_text(text).first.wait_for(timeout=15_000)


def upload_sbom(drafter: Person) -> None:
    drafter.go("/evidence/new/")
    drafter.fill(kind="sbom", title="SBOM 1.4", subject_component="BG-7 bridge", subject_version="1.4")
    content = json.dumps(cyclonedx(vulnerabilities=[])).encode()
    drafter.page.locator('main input[type="file"]').set_input_files(
        {"name": "bom.json", "mimeType": "application/json", "buffer": content}
    )
    submit(drafter)
    drafter.reads("CycloneDX 1.6")
    drafter.reads(SAID)


def set_aside(drafter: Person, declaration: str) -> None:
    card = drafter.page.get_by_role("region", name=f"{ENTRY}, BG-7 bridge")
    card.get_by_text("Contradicts").wait_for()
    drafter.click(card.get_by_role("link", name="Set aside"))
    drafter.fill(reason="The relay is another product.")
    submit(drafter)
    drafter.reads("The relay is another product.")


def change(drafter: Person) -> None:
    card = drafter.page.get_by_role("region", name=f"{ENTRY}, BG-7 bridge")
    drafter.click(card.get_by_role("link", name="Change the answer"))
    drafter.fill(f"main {SLOT}", value="yes", explanation="The relay of Tallow Cloud, listed in the SBOM.")
    drafter.page.locator(f"{SLOT} form button[type=submit]").first.click()
    drafter.page.locator(f"{SLOT} .a-said").get_by_text("Supports").wait_for(timeout=15_000)
    drafter.check()


def submit(person: Person) -> None:
    """Press the first button of the page's form, and check what comes."""
    person.click(person.page.locator("main form.a-form button[type=submit]").first)
