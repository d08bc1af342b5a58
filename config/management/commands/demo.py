"""`manage.py demo`: from an empty machine to a running site with three told cases, in one command."""

import contextlib
import io
import logging
import signal
import socket
import subprocess
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from apps.core.assets import ensure_assets
from apps.core.errors import DomainError
from apps.reports.pdf import check_pango
from config.demo.tell import accounts, tell


class Command(BaseCommand):
    help = (
        "Set up everything, tell the demo cases, print the accounts and serve on this machine. Again: changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="port on 127.0.0.1 (8000)")
        parser.add_argument("--no-serve", action="store_true", help="stop before serving")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("The demo has public passwords: it runs in trial mode only. Unset ASSAY_MODE.")
        if not options["no_serve"]:
            self._check_port(options["port"])
        if problem := check_pango():
            raise CommandError(problem)
        try:
            ensure_assets(self._say)
        except DomainError as error:
            raise CommandError(error.message) from error
        self._prepare()
        self.stdout.write("\n".join(["", *accounts(), ""]))
        if not options["no_serve"]:
            self._serve(options["port"])

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()

    def _check_port(self, port: int) -> None:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError as error:
                raise CommandError(
                    f"Port {port} is in use. Choose another: manage.py demo --port {port + 1}"
                ) from error

    def _prepare(self) -> None:
        self._say("Preparing the database.")
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        call_command("load_catalog", verbosity=0, stdout=self.stdout, stderr=io.StringIO())
        # Hundreds of acts are told; their log lines would hide what the reader needs: the accounts.
        logging.disable(logging.INFO)
        told = tell(self._say)
        logging.disable(logging.NOTSET)
        self._say("The demo is ready." if told else "The demo was there already; nothing was changed.")

    def _serve(self, port: int) -> None:
        """Run the web server and the worker until Ctrl-C; when one ends, both end."""
        manage = str(settings.BASE_DIR / "manage.py")
        web = ["-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "2", "--threads", "4"]
        commands = [[*web, "--log-level", "warning"], [manage, "db_worker"]]
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        running = [subprocess.Popen([sys.executable, *command], cwd=settings.BASE_DIR) for command in commands]  # noqa: S603
        self._say(f"Assay answers on http://127.0.0.1:{port} - stop it with Ctrl-C.")
        with contextlib.suppress(KeyboardInterrupt):
            running[0].wait()
        for process in running:
            process.terminate()
        for process in running:
            with contextlib.suppress(subprocess.TimeoutExpired, KeyboardInterrupt):
                process.wait(timeout=10)
