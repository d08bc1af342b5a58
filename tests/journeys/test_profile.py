"""An agency builds a profile from the moderate baseline and carries it to another edition, in real Chromium."""

import pytest

from tests.journeys.people import People, Person
from tests.journeys.site import Site

pytestmark = pytest.mark.journey

REWORDED, GONE, NEW = "DP-STX.2", "DP-STX.3", "DP-STX.4"
# A year later one entry has another text, one is gone, and one is new. The edition in use stays in use.
ANOTHER_EDITION = f"""
import django; django.setup()
import re, shutil, tempfile
from pathlib import Path
from django.utils import timezone
from apps.catalog import bundle, loading
from apps.catalog.models import Edition
folder = Path(tempfile.mkdtemp()) / "data"
shutil.copytree(bundle.FOLDER, folder)
main, part = folder / "edition.toml", folder / "edition" / "03-DP.toml"
main.write_text(main.read_text().replace('name = "Assay"', 'name = "Later"').replace("{GONE}", "{NEW}"))
text = part.read_text().replace('id = "{GONE}"', 'id = "{NEW}"')
def say(identifier, words):
    global text
    start = text.index('statement = "', text.index(f'id = "{{identifier}}"'))
    text = text[:start] + f'statement = "{{words}}"' + text[text.index(chr(10), start):]
say("{REWORDED}", "What the device sends cannot be read or altered by anybody who is not authorized to.")
say("{NEW}", "Old keys are refused.")
part.write_text(text)
edition = loading.load(bundle.read_bundle(folder), at=timezone.now()).edition
Edition.objects.filter(pk=edition.pk).update(in_use_at=None)
shutil.rmtree(folder.parent)
"""


def test_a_profile_is_built_from_the_moderate_baseline_and_carried_to_another_edition(
    site: Site, people: People
) -> None:
    site.python(ANOTHER_EDITION)
    reviewer = people.reviewer
    build(reviewer)
    publish(reviewer)
    carry(reviewer)
    settle(reviewer)
    publish(reviewer)
    reviewer.go("/profiles/lobby-cameras/versions/")
    reviewer.reads("1 added, 1 removed, 0 otherwise changed")


def build(reviewer: Person) -> None:
    reviewer.go("/profiles/new/")
    moderate = "Candidates for the moderate baseline, derived"
    reviewer.page.locator("main select[name=start]").select_option(label=moderate)
    reviewer.fill(title="Lobby cameras", description="Network cameras in public lobbies.")
    reviewer.press("Make the profile")
    reviewer.page.get_by_role("link", name="DP Data Protection").first.click()
    reviewer.page.get_by_role("link", name=f"Change {REWORDED} ").click()
    form = "main form.a-build__form"
    reviewer.page.locator(form).wait_for()
    reviewer.check()
    reviewer.fill(form, reason="Video leaves the building.", parameter="TLS 1.2 or later", key=True)
    reviewer.page.locator(f"{form} button[type=submit]").click()
    reviewer.reads("1 is key")
    assert reviewer.page.evaluate("document.activeElement.textContent").startswith("Change")


def publish(reviewer: Person) -> None:
    reviewer.page.locator("main summary", has_text="Publish").click()
    reviewer.press("Publish this version")
    reviewer.reads("Reviews can take it as a source.")


def carry(reviewer: Person) -> None:
    reviewer.follow("Carry to another edition")
    edition = reviewer.page.locator("main select[name=edition] option", has_text="Later")
    reviewer.page.locator("main select[name=edition]").select_option(label=edition.first.inner_text())
    reviewer.press("Carry it over")
    reviewer.reads("3 entries wait for you")


def settle(reviewer: Person) -> None:
    for identifiers, state in (([REWORDED, GONE], ""), ([NEW], "recommended")):
        for identifier in identifiers:
            reviewer.page.locator(f'[id="tick-{identifier}"] + label').click()
        reviewer.fill(state=state, note="Read both texts.")
        reviewer.press("Settle the ticked entries")
    reviewer.reads("Everything is settled.")
    reviewer.follow("Go on with the draft")
