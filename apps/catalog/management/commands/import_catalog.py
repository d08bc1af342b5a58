"""`manage.py import_catalog`: the official workbooks and pages as a draft edition."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from apps.catalog.actions.editions import publish_edition
from apps.catalog.actions.importing import apply_import
from apps.catalog.kinds import EditionStatus
from apps.catalog.models import Edition
from apps.catalog.official.importing import Prepared, prepare, read_files, report
from apps.catalog.official.sources import gather
from apps.catalog.staging import BadSource
from apps.core.errors import DomainError

_NO_CHANGE = "no change"


class Command(BaseCommand):
    help = "Write official workbooks (.xlsx) and pages (.md) as a draft edition; a second run changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="workbook, page, folder or ZIP file")
        parser.add_argument("--label", default="", help="name of the edition; without one it comes from the files")
        parser.add_argument(
            "--code",
            action="append",
            default=[],
            metavar="NAME=CODE",
            help="code of a capability or sub-capability whose printed name is on no list",
        )
        parser.add_argument("--publish", action="store_true", help="publish the draft, unless a decision waits")
        parser.add_argument("--dry-run", action="store_true", help="show what would happen, write nothing")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, compare, write, and say what was found."""
        codes = _codes(options["code"])
        try:
            read = read_files(gather(options["paths"]), label=options["label"], codes=codes)
            if options["dry_run"]:
                prepared = prepare(read)
                edition, result = prepared.present, _NO_CHANGE if prepared.present else "would be imported"
            else:
                applied = apply_import(read, by=None, at=timezone.now())
                edition, prepared = applied.edition, applied.prepared
                result = "imported" if applied.changed else _NO_CHANGE
                if options["publish"] and edition.status == EditionStatus.DRAFT:
                    edition, result = publish_edition(edition, by=None, at=timezone.now()), "published"
        except BadSource as error:
            if options["json"]:
                faults = [vars(fault) for fault in error.faults]
                self.stdout.write(json.dumps({"faults": faults}, ensure_ascii=False, indent=2))
            raise CommandError(f"Nothing was imported.\n{error}") from None
        except DomainError as error:
            raise CommandError(f"The edition stays a draft. {error.message}") from None
        if options["json"]:
            found = report(prepared, edition=edition, status=result)
            self.stdout.write(json.dumps(found, ensure_ascii=False, indent=2))
            return
        self._tell(prepared, edition, result)

    def _tell(self, prepared: Prepared, edition: Edition | None, result: str) -> None:
        for remark in prepared.remarks:
            self.stderr.write(f"{remark.level.capitalize()}: {remark}")
        counts, kinds = prepared.counts, prepared.counts["kinds"]
        self.stdout.write(
            f"{counts['nodes']} entries: {kinds['capability']} capabilities, "
            f"{kinds['subcapability']} sub-capabilities, {kinds['topic']} topics, "
            f"{kinds['element']} elements; {counts['control_pairs']} mappings to "
            f"{counts['controls']} controls ({counts['low_pairs']} low), {counts['csf_pairs']} to the CSF; "
            f"{counts['examples']} examples."
        )
        if result == _NO_CHANGE:
            self.stdout.write(f"No change: these files made the edition {edition}.")
            return
        if prepared.against:
            told = ", ".join(f"{number} {word.replace('_', ' ')}" for word, number in prepared.changes.items())
            self.stdout.write(f"Against {prepared.against}: {told}.")
        if edition is None:
            self.stdout.write(f"Nothing was written; the edition would be called {prepared.staged.label}.")
        else:
            published = edition.status == EditionStatus.PUBLISHED
            self.stdout.write(
                f"Published {edition}." if published else f"Imported the draft {edition}. Look at it, then publish it."
            )


def _codes(given: list[str]) -> dict[str, str]:
    found = {}
    for one in given:
        name, sign, code = one.rpartition("=")
        if not sign or not name.strip() or not code.strip().isalpha() or len(code.strip()) not in (2, 3):
            raise CommandError(f"“{one}” is no NAME=CODE; write the printed name and two or three letters.")
        found[name.strip()] = code.strip().upper()
    return found
