"""What a signer should know before attesting: one function, one list of findings."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from apps.catalog.models import Node
from apps.devices.anchors import anchor_of
from apps.devices.models import Answer, Declaration
from apps.devices.readiness.tallies import Standing
from apps.devices.readiness.versions import DeclaredVersions

MOST_LISTED = 40
MOST_NAMED = 3


@dataclass(frozen=True)
class Finding:
    """One thing that is missing or odd: where it is, and whether it stands in the way of finishing."""

    text: str
    show: str = "all"
    entry: str = ""
    blocks: bool = False

    @property
    def anchor(self) -> str:
        """Return where on its page the entry stands."""
        return anchor_of(self.entry)


def findings(declaration: Declaration, standing: Standing, versions: DeclaredVersions, *, today: date) -> list[Finding]:
    """Return what the declaration lacks, what blocks first; two or three statements besides those of the standing."""
    whole = standing.of()
    found: list[Finding] = []
    if not whole.answered:
        found.append(Finding("Nothing is answered yet.", "unanswered", blocks=True))
    if whole.to_confirm:
        found.append(
            Finding(
                f"{_answers(whole.to_confirm)} carried over from the last declaration and not confirmed.",
                "to-confirm",
                blocks=True,
            )
        )
    asked = standing.requested_entries()
    if asked.open:
        what = (
            "1 entry that an agency asks for has"
            if asked.open == 1
            else f"{asked.open} entries that agencies ask for have"
        )
        found.append(Finding(f"{what} no answer.", "requested"))
    if whole.unproven:
        found.append(Finding(f"{_answers(whole.unproven)} “yes” or “partly” without evidence.", "no-evidence"))
    found += _left_behind(declaration)
    found += _about_evidence(declaration, versions, today)
    if whole.answered and whole.open > 0:
        found.append(Finding(f"{_answers(whole.open)} not given. Not everything has to be answered.", "unanswered"))
    return found


def _left_behind(declaration: Declaration) -> list[Finding]:
    """Return the answers of the last declaration to entries that this one's edition of the catalog lacks."""
    last = declaration.based_on
    if last is None or last.edition_id == declaration.edition_id:
        return []
    here = Node.objects.filter(edition_id=declaration.edition_id, answerable=True).values("entry")
    lost = last.answers.filter(component__versions__declarations=declaration).exclude(node__entry__in=here)
    entries = list(lost.order_by("node__path").values_list("node__identifier", flat=True).distinct())
    if not entries:
        return []
    what = "1 entry" if len(entries) == 1 else f"{len(entries)} entries"
    return [
        Finding(f"Answers to {what} stayed behind, as {declaration.edition} does not ask this: {_listed(entries)}.")
    ]


def _about_evidence(declaration: Declaration, versions: DeclaredVersions, today: date) -> list[Finding]:
    """Return the evidence of other versions and that which has ended: one finding an item, with its first entry."""
    odd = Q(evidence__item__valid_until__lt=today) | ~Q(evidence__item__subject_version="")
    answers = (
        Answer.objects.filter(odd, declaration=declaration)
        .select_related("node")
        .prefetch_related("evidence__item")
        .order_by("node__path", "component_id")
        .distinct()
    )
    entries: dict[tuple[str, str], list[str]] = {}
    for answer in answers:
        for use in answer.evidence.all():
            other = versions.other_version(use.item, answer.component_id)
            if other:
                entries.setdefault((use.item.title, other), []).append(answer.node.identifier)
            if use.item.valid_until is not None and use.item.valid_until < today:
                ended = f"Ended on {use.item.valid_until:%-d %b %Y}."
                entries.setdefault((use.item.title, ended), []).append(answer.node.identifier)
    return [
        Finding(f"“{title}” in {_places(found)}: {sentence[0].lower()}{sentence[1:]}", entry=found[0])
        for (title, sentence), found in entries.items()
    ][:MOST_LISTED]


def _places(identifiers: list[str]) -> str:
    """Return where an item is used: by name as long as that is short."""
    unique = list(dict.fromkeys(identifiers))
    return ", ".join(unique) if len(unique) <= MOST_NAMED else f"{unique[0]} and {len(unique) - 1} more entries"


def _listed(identifiers: list[str]) -> str:
    """Return the identifiers, as many as a sentence holds."""
    more = len(identifiers) - MOST_LISTED
    return ", ".join(identifiers[:MOST_LISTED]) + (f" and {more} more" if more > 0 else "")


def _answers(count: int) -> str:
    return "1 answer is" if count == 1 else f"{count} answers are"
