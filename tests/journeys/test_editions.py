"""The operator imports official files, previews them, decides, publishes and compares, in real Chromium."""

from pathlib import Path

import pytest

from tests.factories.official import PAGES, TECHNICAL, make_workbook, zipped
from tests.journeys.site import Person, Site

pytestmark = pytest.mark.journey

OPERATOR = "operator@assay.example"
# A year later one sentence has other words, and one is new between two others.
LATER = [
    *TECHNICAL[:1],
    [None, None, None, "It keeps the number over a restart.", *TECHNICAL[1][4:]],
    [None, None, None, "It glows in the dark.", "AC-3 ACCESS", None],
    *TECHNICAL[2:],
]


def test_the_operator_imports_previews_publishes_and_compares(site: Site, tmp_path: Path) -> None:
    site.manage("shell", "-v0", "-c", "from config.demo.people import add_operator; add_operator()")
    with site.browser() as browser:
        operator = Person(site, browser, OPERATOR)
        import_edition(operator, tmp_path, "First")
        publish(operator, "First")
        import_edition(operator, tmp_path, "Second")
        decide(operator)
        publish(operator, "Second")
        compare(operator)


def import_edition(operator: Person, folder: Path, label: str) -> None:
    later = label == "Second"
    changed = {"technical": LATER, "merged": ("C2:C4", "C7:C8")} if later else {}
    files = {
        "controls.xlsx": make_workbook(**changed),
        "csf.xlsx": make_workbook("csf", **changed),
        "pages.zip": zipped({name: text.encode() for name, text in PAGES.items()}),
    }
    for name, content in files.items():
        (folder / name).write_bytes(content)
    operator.go("/operate/catalog/import/")
    # The pages are of the first year: beside the later workbooks they would be refused.
    for field in ("controls", "csf") if later else ("controls", "csf", "pages"):
        name = next(name for name in files if name.startswith(field))
        operator.page.locator(f"main [name={field}]").set_input_files(folder / name)
    operator.fill(label=label)
    operator.press("Check the files")
    operator.reads("Nothing is written yet.")
    operator.reads("Against First, the newest official edition here" if later else "our own wording of the catalog")
    operator.press("Import as a draft")
    operator.reads("Publish or discard")


def publish(operator: Person, label: str) -> None:
    operator.press("Publish this edition")
    operator.reads(f"{label} is published. Put it in use when new work should start on it.")


def decide(operator: Person) -> None:
    """One pair of alike entries waits; nothing is published before a person has read it."""
    operator.reads("1 pair of entries is alike and not decided yet")
    assert operator.page.locator("li.a-change").inner_text().startswith("DI-IMS.2")
    operator.press("The same entry")
    operator.reads("decided: the same entry, reworded.")


def compare(operator: Person) -> None:
    operator.go("/catalog/editions/")
    operator.fill(before="first", after="second")
    operator.press("Compare")
    operator.reads("It glows in the dark.")
    operator.follow("Reworded")
    operator.reads("DI-IMS.2")
    assert "It glows in the dark" not in operator.page.locator("main").inner_text()
