"""People with a browser of their own, and what they do on any page: open, fill, press, read.

A journey takes the fixture `people` and says `people.isso` or `people("drafter", "haldenridge.example")`. Whoever has
signed in once stays signed in for all journeys of the process, so a journey starts by opening an address.
"""

import os
import re
import time
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Locator, Page

if TYPE_CHECKING:
    from tests.journeys.site import Site

PASSWORD = "lanterns over quiet water"
AGENCY, MANUFACTURER = "civic-records.example", "haldenridge.example"
AXE = {"preload": False, "resultTypes": ["violations"]}


def in_days(days: int) -> str:
    """Return a date as a date field takes it."""
    return (timezone.localdate() + timedelta(days=days)).isoformat()


class Person:
    """One person with a browser of their own; every page they open is checked with axe."""

    def __init__(self, site: "Site", browser: Browser, email: str) -> None:
        self.site, self.email = site, email
        self.context: BrowserContext = browser.new_context(viewport={"width": 1280, "height": 900})
        self.page: Page = self.context.new_page()
        self.problems: list[str] = []
        self.page.on("pageerror", lambda error: self.problems.append(f"script error: {error}"))
        self.page.on("console", self._note)
        self._sign_in()

    def _sign_in(self) -> None:
        """Sign in: the first of a site by the page, which is checked; everybody else by the same form without it."""
        if not self.site.checked:
            self.go("/account/login/")
            self.fill(login=self.email, password=PASSWORD)
            self.press("Sign in")
            return
        address = f"{self.site.url}/account/login/"
        page = self.context.request.get(address).text()
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        assert token is not None
        form = {"csrfmiddlewaretoken": token[1], "login": self.email, "password": PASSWORD}
        answer = self.context.request.post(address, form=form, headers={"Referer": address}, max_redirects=0)
        assert answer.status == 302, f"{self.email} was not let in: {answer.status}"
        self.go("/home/")

    def _note(self, message: Any) -> None:
        if message.type == "error" and "Content Security Policy" in message.text:
            self.problems.append(message.text)

    def go(self, path: str) -> None:
        """Open an address and check the page."""
        answer = self.page.goto(self.site.url + path)
        assert answer is not None
        assert answer.status < 400, f"{path} answered {answer.status}"
        self.check()
        self._confirm()

    def check(self) -> None:
        """Check the page with axe; what it finds ends the journey."""
        self.page.wait_for_load_state()
        assert not self.problems, f"{self.page.url}: {self.problems}"
        self._check_with_axe()
        if folder := os.environ.get("ASSAY_JOURNEY_PICTURES"):
            self.page.screenshot(path=f"{folder}/{time.time():.2f}.png", animations="allow", caret="initial")
        self.page.wait_for_timeout(20)
        self.problems.clear()  # axe styles the page for its own measuring, which the policy reports

    def _check_with_axe(self) -> None:
        """Run axe once for each page and state of it: the same address, headline and number of forms is the same.

        Versions of one thing are the same page.
        """
        address = re.sub(r"[0-9a-f-]{36}|(?<=/v)\d+(?=/)", "", urlsplit(self.page.url).path)
        shape = (
            address,
            re.sub(r"version \d+", "", self.page.title()),
            self.page.locator("form").count(),
            self.page.locator("[role=alert]").count(),
        )
        if shape in self.site.checked:
            return
        violations = Axe().run(self.page, options=AXE).response["violations"]
        found = [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in violations]
        assert not found, f"{self.page.url}: {found}"
        self.site.checked.add(shape)

    def fill(self, within: str = "main", /, **values: Any) -> None:
        """Fill fields by name: texts, dates, selects by value, radio buttons by value, check boxes by True."""
        for name, value in values.items():
            field = self.page.locator(f'{within} [name="{name}"]')
            kind = field.first.evaluate("node => node.tagName === 'INPUT' ? node.type : node.tagName.toLowerCase()")
            if kind == "radio":
                self.page.locator(f'{within} [name="{name}"][value="{value}"] + label').click()
            elif kind == "checkbox":
                wanted = value if isinstance(value, list) else ["on" if value is True else value]
                for one in wanted:
                    exact = f'[value="{one}"]' if one != "on" else ""
                    self.page.locator(f'{within} [name="{name}"]{exact} + label').first.click()
            elif kind == "select":
                field.first.select_option(value)
            else:
                field.first.fill(str(value))

    def press(self, name: str) -> None:
        """Press the button, wait for the page and check it."""
        self.click(self.page.get_by_role("button", name=name, exact=True).first)

    def submit(self) -> None:
        """Press the first button of the page's form, and check what comes."""
        buttons = "main form.a-form button[type=submit], main form.a-form input[type=submit]"
        self.click(self.page.locator(buttons).first)

    def send(self, form: str) -> None:
        """Press the first button of the form with that selector, and check what comes."""
        self.click(self.page.locator(f"{form} button[type=submit]").first)

    def click(self, target: Locator) -> None:
        """Click, check the page that comes, and confirm who one is when a signing act asks for it."""
        target.click()
        self.check()
        self._confirm()

    def _confirm(self) -> None:
        if "/account/reauthenticate/" in self.page.url:
            self.fill(password=PASSWORD)
            self.page.get_by_role("button", name="Confirm", exact=True).click()
            self.check()

    def follow(self, name: str) -> None:
        """Follow the link, and check the page."""
        self.click(self.page.get_by_role("link", name=name).first)

    def open_folds(self) -> None:
        """Open every folded form of the page."""
        self.page.evaluate("document.querySelectorAll('main details').forEach(fold => { fold.open = true })")

    def reads(self, text: str) -> None:
        """Check that the page says `text`."""
        self.page.get_by_text(text).first.wait_for(timeout=15_000)


class People:
    """Everybody who has an account on the site, by office; each signs in when first needed and stays signed in."""

    def __init__(self, site: "Site") -> None:
        self._site, self._signed_in = site, {}

    def __call__(self, office: str, domain: str = AGENCY) -> Person:
        """Return the office's person at the organization with that domain."""
        email = f"{office}@{domain}"
        if email not in self._signed_in:
            self._signed_in[email] = Person(self._site, self._site.kept_browser, email)
        person = self._signed_in[email]
        person.problems.clear()
        return person

    def __getattr__(self, office: str) -> Person:
        """Return the person of an office of the agency: `people.ciso`."""
        return self(office)

    def contexts(self) -> set[BrowserContext]:
        """Return the browsers of those who have signed in."""
        return {person.context for person in self._signed_in.values()}
