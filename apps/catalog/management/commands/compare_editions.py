"""`manage.py compare_editions A B`: what became of each entry, for people and as JSON."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.catalog.comparison import Comparison, Row, compare
from apps.catalog.comparison_document import comparison_document
from apps.catalog.kinds import Change
from apps.catalog.models import Edition
from apps.core.errors import Invalid

CANNOT = 2
_WORDS = {
    Change.UNCHANGED.value: "unchanged",
    Change.MOVED.value: "moved",
    Change.REWORDED.value: "reworded",
    "proposed": "reworded, to be decided",
    Change.NEW.value: "new",
    Change.RETIRED.value: "retired",
    "mapping": "with a changed mapping",
    "examples": "with changed examples (a note, no changed requirement)",
    "lead_ins": "with a changed lead-in (a note, no changed requirement)",
}


class Command(BaseCommand):
    help = (
        "Compare two editions, each named by its label or its name in addresses. "
        "Exit code 0: compared; 2: they cannot be compared."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("before", metavar="A", help="the earlier edition")
        parser.add_argument("after", metavar="B", help="the later edition")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        """Compare and print; unchanged entries are counted, not listed."""
        try:
            comparison = compare(_edition(options["before"]), _edition(options["after"]))
        except Invalid as error:
            raise CommandError(error.message, returncode=CANNOT) from None
        if options["json"]:
            self.stdout.write(json.dumps(comparison_document(comparison), indent=2, ensure_ascii=False))
        else:
            self.stdout.write("\n".join(_lines(comparison)))


def _edition(name: str) -> Edition:
    found = list(Edition.objects.filter(label=name)[:2]) or list(Edition.objects.filter(slug=name)[:2])
    if len(found) == 1:
        return found[0]
    if found:
        raise Invalid(f"“{name}” names editions of several catalogs; use the label of one of them.")
    known = ", ".join(Edition.objects.order_by("pk").values_list("slug", flat=True)) or "none is loaded"
    raise Invalid(f"There is no edition “{name}”. Known: {known}.")


def _lines(comparison: Comparison) -> list[str]:
    lines = [f"{comparison.before} compared with {comparison.after}"]
    if not comparison.texts_compared:
        lines.append(
            "One is in plain, the other in the official wording: structure and mappings are compared, texts are not."
        )
    lines += [f"{count:>6} {_WORDS[name]}" for name, count in comparison.counts.items()]
    return lines + [_line(row) for row in comparison.rows if row.is_told]


def _line(row: Row) -> str:
    name = row.shown.identifier
    if row.proposed and row.before:
        said = [f"{name}: {row.similarity} % like {row.before.identifier}, to be decided"]
    else:
        said = [f"{name}: {row.change.label.lower()}"]
    if row.moved and row.change != Change.MOVED:
        said.append("moved")
    said += [f"mapping to {change.framework} changed" for change in row.mapping]
    if row.examples_changed:
        said.append("examples changed")
    if row.lead_in_changed:
        said.append("lead-in changed")
    return ", ".join(said)
