"""A whole installation for the journeys of a process: its own database, server and worker, and one browser."""

import contextlib
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests import databases
from tests.journeys.people import People, Person

__all__ = ["Person", "Site"]

ROOT = Path(__file__).resolve().parents[2]
FOUND = """
from django.core.management import call_command
from apps.accounts.roles import OrganizationKind as K
from config.demo.people import found
found(K.AGENCY, "Office of Civic Records", "civic-records.example")
found(K.MANUFACTURER, "Halden Ridge Optics", "haldenridge.example")
call_command("fetch_assets", verbosity=0)
"""


class Site:
    """The installation. `people` are its accounts, each with a browser that stays signed in."""

    def __init__(self, folder: Path, chromium: str) -> None:
        self.folder, self.chromium = folder, chromium
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.checked: set[tuple[str, str, int, int]] = set()
        self.people = People(self)
        self.environment = os.environ | {
            "ASSAY_VAR_DIR": str(folder),
            "DJANGO_SETTINGS_MODULE": "tests.journeys.settings",
        }

    @contextlib.contextmanager
    def running(self) -> Iterator[None]:
        """Copy the database, found two organizations, run server, worker and browser, and end everything afterwards."""
        with contextlib.ExitStack() as stack:
            if url := os.environ.get("DATABASE_URL"):
                name = f"journey_{secrets.token_hex(4)}"
                self.environment["DATABASE_URL"] = databases.copy_on_server(url, name)
                stack.callback(databases.drop_on_server, url, name)
            else:
                databases.copy_to_file(self.folder / "assay.sqlite3")
            self.python(FOUND)
            web = ["-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{self.port}", "--threads", "4"]
            for arguments in ([*web, "--log-level", "error"], ["manage.py", "db_worker", "--interval", "0.2"]):
                process = subprocess.Popen(
                    [sys.executable, *arguments], cwd=ROOT, env=self.environment, stderr=subprocess.DEVNULL
                )
                stack.callback(_end, process)
            playwright = stack.enter_context(sync_playwright())
            arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
            self.kept_browser = playwright.chromium.launch(executable_path=self.chromium, args=arguments)
            stack.callback(self.kept_browser.close)
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
    def browser(self) -> Iterator[Browser]:
        """Return the browser; what is opened in it is closed afterwards, but for `people`."""
        yield self.kept_browser
        for context in set(self.kept_browser.contexts) - self.people.contexts():
            context.close()


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
