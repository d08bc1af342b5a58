"""`manage.py seed_scale --reviews N`: a large, invented data set for measuring."""

import logging
import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.test.utils import override_settings

from apps.catalog.models import Edition
from apps.core.errors import DomainError
from apps.reviews.models import Verdict
from config.demo.people import PASSWORD
from config.scale.guard import check_may_write
from config.scale.words import AGENCIES
from config.scale.writing import Writer, written

MOST = 100_000


class Command(BaseCommand):
    help = (
        "Write a large, invented data set until there are N reviews (about 120 verdicts each): the same seed gives the "
        "same cases. Goes on from what an earlier run wrote; refuses where a real organization has data."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--reviews", type=int, required=True, metavar="N", help="how many reviews there shall be")
        parser.add_argument("--seed", type=int, default=8259, help="decides every choice (8259)")

    def handle(self, *args: Any, **options: Any) -> None:
        wanted = options["reviews"]
        if not 1 <= wanted <= MOST:
            raise CommandError(f"--reviews must be a number from 1 to {MOST:,}; it is {wanted:,}.")
        try:
            check_may_write()
        except DomainError as error:
            raise CommandError(error.message) from error
        if not Edition.objects.published().exists():
            call_command("load_catalog", verbosity=0)
        there = written()
        if there >= wanted:
            self.stdout.write(f"There are {there:,} reviews already; nothing was changed.")
            return
        self._write(options["seed"], wanted)

    def _write(self, seed: int, wanted: int) -> None:
        started = time.monotonic()
        logging.disable(logging.INFO)
        with override_settings(MAILERS=_silent()):
            Writer(seed).write_until(wanted, self._say)
        logging.disable(logging.NOTSET)
        seconds = time.monotonic() - started
        self.stdout.write(
            f"{written():,} reviews with {Verdict.objects.count():,} verdicts are there; it took {seconds:,.0f} s.\n"
            f"Sign in as reviewer1@{AGENCIES[0][1]} with the password: {PASSWORD}"
        )

    def _say(self, number: int) -> None:
        if number % 500 == 0:
            self.stdout.write(f"{number:,} reviews written.")
            self.stdout.flush()


def _silent() -> dict[str, Any]:
    """Return the mail settings with a backend that sends nothing: nobody reads the mail of invented people."""
    mailers: dict[str, Any] = settings.MAILERS
    return {**mailers, "default": {"BACKEND": "django.core.mail.backends.dummy.EmailBackend"}}
