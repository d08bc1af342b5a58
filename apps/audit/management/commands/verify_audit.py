"""`manage.py verify_audit`: is the record of acts still as it was written?"""

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from apps.audit import chain
from apps.audit.models import Event


class Command(BaseCommand):
    help = "Walk the audit chain; name the first bad row and exit 1, or exit 0."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take `--json` and `--expect-head`."""
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument(
            "--expect-head", default="", help="a head kept elsewhere ('sequence:hash') that must be in the chain"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Walk, print, exit."""
        fault = next(chain.faults(), None)
        problem = f"Row {fault.sequence} {fault.problem}." if fault else self._missing_anchor(options["expect_head"])
        result = {"events": Event.objects.count(), "head": chain.head(), "clean": not problem, "problem": problem}
        if options["json"]:
            self.stdout.write(json.dumps(result))
        else:
            self.stdout.write(problem or f"The chain of {result['events']} events is intact; head {result['head']}.")
        if problem:
            sys.exit(1)

    def _missing_anchor(self, anchor: str) -> str:
        if not anchor:
            return ""
        sequence, _, digest = anchor.partition(":")
        found = sequence.isdecimal() and Event.objects.filter(sequence=int(sequence), hash=digest).exists()
        return "" if found else f"The head {anchor} that was kept elsewhere is not in this chain."
