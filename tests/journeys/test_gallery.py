"""The gallery in a real browser: axe at both widths, and the shortcuts that can be switched off."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from apps.core.pages import Gallery
from tests.journeys.people import AXE
from tests.journeys.site import Site

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module", params=[(1440, 900), (375, 812)], ids=["wide", "small"])
def page(request: pytest.FixtureRequest, site: Site) -> Iterator[Page]:
    """A page of nobody in particular, wide or small."""
    width, height = request.param
    with site.browser() as browser:
        yield browser.new_page(viewport={"width": width, "height": height})


@pytest.mark.parametrize("name", Gallery.PAGES)
def test_axe_finds_nothing_and_nothing_leaves_the_screen(page: Page, site: Site, name: str) -> None:
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: problems.append(str(error)))

    page.goto(f"{site.url}/gallery/{name}/")
    assert problems == []
    found = Axe().run(page, options=AXE).response["violations"]

    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_one_key_chooses_a_verdict_until_shortcuts_are_switched_off(page: Page, site: Site) -> None:
    chosen = "document.querySelector('input[name=verdict]:checked').value"
    page.goto(f"{site.url}/gallery/desk/")
    page.keyboard.press("1")
    assert page.evaluate(chosen) == "met"

    page.focus("textarea")
    page.keyboard.press("2")
    assert page.evaluate(chosen) == "met"

    page.click("text=Keyboard shortcuts")
    page.click("label[for=keys-on]")
    page.keyboard.press("Escape")
    page.keyboard.press("3")
    assert page.evaluate(chosen) == "met"

    page.reload()
    page.keyboard.press("4")
    assert page.evaluate(chosen) == "partly"


def test_the_summary_of_mistakes_takes_the_focus(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/gallery/forms/")

    assert page.evaluate("document.activeElement.classList.contains('a-error-summary')")


def test_a_menu_closes_with_escape_and_gives_the_focus_back(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/gallery/components/")
    summary = page.locator(".a-confirm > summary")
    summary.click()
    assert page.locator(".a-confirm").get_attribute("open") is not None

    page.keyboard.press("Escape")

    assert page.locator(".a-confirm").get_attribute("open") is None
    assert page.evaluate("document.activeElement.matches('.a-confirm > summary')")
