"""`manage.py save_together`: many people save on one review at the same time, and nothing may be lost."""

import json
import logging
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.audit import chain
from apps.core.errors import DomainError
from config.scale.guard import check_may_write
from config.together import busiest_review, save_together


class Command(BaseCommand):
    help = (
        "Let several reviewers save verdicts on one review at the same time, half of them on the same requirements; "
        "exit 1 when an update was lost or an error shown. Writes verdicts: refuses where a real organization has data."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--people", type=int, default=8, help="how many people (8)")
        parser.add_argument("--saves", type=int, default=40, help="how many saves each (40)")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        logging.disable(logging.WARNING)
        try:
            check_may_write()
            review = busiest_review()
            started = time.monotonic()
            outcome, lost = save_together(review, people=options["people"], saves=options["saves"])
        except DomainError as error:
            raise CommandError(error.message) from error
        figures = {
            "people": options["people"],
            "saves": len(outcome.saved),
            "conflicts_shown": outcome.conflicts,
            "errors": len(outcome.errors),
            "lost": len(lost),
            "chain_faults": sum(1 for _ in chain.faults()),
            "seconds": round(time.monotonic() - started, 1),
        }
        if options["json"]:
            self.stdout.write(json.dumps(figures))
        else:
            self.stdout.write(", ".join(f"{name.replace('_', ' ')} {value}" for name, value in figures.items()))
        wrong = [*outcome.errors, *lost]
        if wrong or figures["chain_faults"]:
            raise CommandError(
                "; ".join(wrong[:5]) or "The record of acts is not intact; run `manage.py verify_audit`."
            )
