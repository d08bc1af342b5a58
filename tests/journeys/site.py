"""A whole installation for one journey: its own database, server and worker, and a browser for its people."""

import contextlib
import os
import re
import secrets
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Locator, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "lanterns over quiet water"
FOUND = """
import django; django.setup()
from apps.accounts.roles import OrganizationKind as K
from config.demo.people import found
found(K.AGENCY, "Office of Civic Records", "civic-records.example")
found(K.MANUFACTURER, "Halden Ridge Optics", "haldenridge.example")
"""


class Site:
    """The installation; `visit` opens a browser for one person."""

    def __init__(self, folder: Path, chromium: str) -> None:
        self.folder, self.chromium = folder, chromium
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.checked: set[tuple[str, str, int, int]] = set()
        self.environment = os.environ | {"ASSAY_VAR_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "config.settings"}

    @contextlib.contextmanager
    def running(self) -> Iterator[None]:
        """Prepare the database, run server and worker, and end everything afterwards."""
        with contextlib.ExitStack() as stack:
            if os.environ.get("DATABASE_URL"):
                self.environment["DATABASE_URL"] = stack.enter_context(_own_database(os.environ["DATABASE_URL"]))
            for command in (["migrate", "-v0"], ["createcachetable"], ["load_catalog", "-v0"], ["fetch_assets"]):
                self.manage(*command)
            self._python("-c", FOUND)
            web = ["-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{self.port}", "--threads", "4"]
            for arguments in ([*web, "--log-level", "error"], ["manage.py", "db_worker", "--interval", "0.2"]):
                process = subprocess.Popen(
                    [sys.executable, *arguments], cwd=ROOT, env=self.environment, stderr=subprocess.DEVNULL
                )
                stack.callback(_end, process)
            self._wait()
            yield

    def manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command of the product on this installation."""
        return self._python("manage.py", *arguments)

    def python(self, code: str) -> str:
        """Run code of the product on this installation, and return what it printed."""
        return self._python("-c", f"import django; django.setup()\n{code}").stdout

    def _python(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, *arguments], cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr[-2000:]
        return done

    def _wait(self) -> None:
        for _ in range(150):
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"{self.url}/healthz", timeout=2)
                return
            time.sleep(0.2)
        raise AssertionError("The server did not answer.")

    @contextlib.contextmanager
    def browser(self) -> Iterator[Any]:
        """Return a browser."""
        with sync_playwright() as playwright:
            arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
            browser = playwright.chromium.launch(executable_path=self.chromium, args=arguments)
            yield browser
            browser.close()


class Person:
    """One person with a browser of their own; every page they open is checked with axe."""

    def __init__(self, site: Site, browser: Any, email: str) -> None:
        self.site = site
        self.context: BrowserContext = browser.new_context(viewport={"width": 1280, "height": 900})
        self.page: Page = self.context.new_page()
        self.problems: list[str] = []
        self.page.on("pageerror", lambda error: self.problems.append(f"script error: {error}"))
        self.page.on("console", self._note)
        self.go("/account/login/")
        self.fill(login=email, password=PASSWORD)
        self.press("Sign in")

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
        violations = Axe().run(self.page, options={"preload": False}).response["violations"]
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

    def reads(self, text: str) -> None:
        """Check that the page says `text`."""
        self.page.get_by_text(text).first.wait_for(timeout=15_000)


@contextlib.contextmanager
def _own_database(url: str) -> Iterator[str]:
    """Create a database beside the one of the tests, and drop it afterwards."""
    name = f"journey_{secrets.token_hex(4)}"
    parts = urlsplit(url)
    with psycopg.connect(urlunsplit(parts._replace(path="/postgres")), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        try:
            yield urlunsplit(parts._replace(path=f"/{name}"))
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
