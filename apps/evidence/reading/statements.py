"""What CSAF, OpenVEX and CycloneDX say about known vulnerabilities, brought to one form."""

from collections import Counter
from dataclasses import dataclass

from apps.evidence.reading.outcome import Document, Table, count, listed

AFFECTED, FIXED, NOT_AFFECTED, INVESTIGATED, OPEN = (
    "affected",
    "fixed",
    "not affected",
    "under investigation",
    "not assessed",
)
ORDER = (AFFECTED, INVESTIGATED, OPEN, FIXED, NOT_AFFECTED)


@dataclass(frozen=True)
class Statement:
    """Where a product stands with one vulnerability; `action` is what to do, `fix` tells that it is an update."""

    vulnerability: str
    status: str
    product: str
    action: str
    place: str
    fix: bool = False


def tell(document: Document, statements: list[Statement], place: str) -> None:
    """Add the statements to summary and facts."""
    if not statements:
        return
    tally = Counter(one.status for one in statements)
    said = ", ".join(f"{tally[status]} {status}" for status in ORDER if tally[status])
    document.tell("Known vulnerabilities", f"{count(len(statements), 'statement')}: {said}")
    table = Table("Known vulnerabilities by status", ["Vulnerability", "Status", "About", "What to do"])
    for one in sorted(statements, key=lambda one: ORDER.index(one.status)):
        table.add(one.vulnerability, one.status, one.product, one.action or "not stated")
    document.tables.append(table)
    document.fact("vex.statements", "shows", f"It makes {count(len(statements), 'statement')}: {said}.", place)
    _actions(document, [one for one in statements if one.status == AFFECTED], place)
    fixes = [one for one in statements if one.fix]
    if fixes:
        names = listed(sorted({one.vulnerability for one in fixes}))
        document.fact("vex.fixes", "shows", f"It names the update that corrects {names}.", fixes[0].place)


def _actions(document: Document, affected: list[Statement], place: str) -> None:
    bare = [one for one in affected if not one.action]
    if bare:
        names = listed([one.vulnerability for one in bare])
        text = f"It says that the product is affected by {names}, and not what to do about it."
        document.fact("vex.actions", "opposite", text, bare[0].place)
    elif affected:
        text = f"It says what to do about each vulnerability that affects the product ({len(affected)})."
        document.fact("vex.actions", "shows", text, affected[0].place)
    else:
        document.fact("vex.actions", "silent", "It states no vulnerability that affects the product.", place)
