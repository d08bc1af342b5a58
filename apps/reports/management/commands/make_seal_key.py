"""`manage.py make_seal_key -o FILE --name NAME`: a self-made key for a small installation."""

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from apps.reports import sealing


class Command(BaseCommand):
    help = (
        "Make an ECDSA P-256 key with a self-made certificate as PKCS#12, locked with ASSAY_SEAL_PASSWORD(_FILE). "
        "A key issued by the agency's own authority says more: readers of PDFs know it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("-o", "--output", type=Path, required=True, help="the file to write; never overwritten")
        parser.add_argument("--name", required=True, help="the organization, as the certificate names it")
        parser.add_argument("--years", type=int, default=5)

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.SEAL_PASSWORD:
            raise CommandError("Set ASSAY_SEAL_PASSWORD or ASSAY_SEAL_PASSWORD_FILE; it locks the key.")
        if not 1 <= options["years"] <= 20 or not 1 <= len(options["name"].strip()) <= 64:
            raise CommandError("The key lives 1 to 20 years, and its name has 1 to 64 letters.")
        made = sealing.make_key(options["name"].strip(), years=options["years"], password=settings.SEAL_PASSWORD)
        try:
            descriptor = os.open(options["output"], os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        except OSError as error:
            raise CommandError(f"{options['output']} cannot be written: {error.strerror}.") from error
        with os.fdopen(descriptor, "wb") as file:
            file.write(made)
        self.stdout.write(f"{options['output']}: set ASSAY_SEAL_PKCS12 to it where reports are made, and keep a copy.")
