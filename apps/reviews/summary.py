"""What the overview says about a review: facts, requirements with their verdicts, gaps, conditions, latest acts.

Computed from the record in a few statements, whatever the size of the requirement set; nothing is stored.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import Case, TextField, Value, When
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from apps.core.components import Event, Fact
from apps.core.words import counted
from apps.reviews import readiness
from apps.reviews.board.figures import capability_titles
from apps.reviews.models import Act, Condition, Gap, Review
from apps.reviews.readiness import Finding
from apps.reviews.use_case import QUESTIONS, SCOPE_CRITERIA, step_of
from apps.reviews.workflow import (
    GAP_VERDICTS,
    ConditionState,
    ReviewState,
    Selection,
    TreatmentKind,
    Verb,
    VerdictValue,
)

ACTS_SHOWN = 12
S = ReviewState

PLACES = {
    "requirements": "reviews:requirements",
    "desk": "reviews:desk",
    "questions": "reviews:review_questions",
    "treatment": "reviews:treatment",
    "conditions": "reviews:conditions",
}
"""Where a finding is mended; the system has an address of its own, and a draft its steps."""
DRAFT_STEPS = {"scope": "scope", "use_case": "", "system": "system", "procurement": "contract"}
"""The step of a draft that mends a finding; a question knows its own."""


@dataclass(frozen=True)
class Row:
    """One selected requirement: what it is, its verdict, and what became of the gap."""

    identifier: str
    title: str
    key: bool
    url: str
    verdict: str
    gap: str


@dataclass(frozen=True)
class Part:
    """The selected requirements of one capability."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Counts:
    """How far the assessment is, and what it found. Counts only; never a share of the catalog, never a grade."""

    selected: int = 0
    judged: int = 0
    key: int = 0
    gaps: int = 0
    key_gaps: int = 0


@dataclass(frozen=True)
class GapCounts:
    """What became of the gaps. Treated and accepted are different things and stand apart."""

    total: int
    verified: int
    waiting: int
    accepted: int
    open: int


@dataclass(frozen=True)
class Missing:
    """A finding with the address where it is mended."""

    message: str
    url: str


def findings(review: Review) -> list[Missing]:
    """Return what draft and requirement set still lack; later states say it by their tasks. Four statements."""
    if review.state == S.DRAFT:
        found = readiness.for_submission(review)
    elif review.state == S.REQUIREMENTS:
        found = readiness.for_proposal(review)
    else:
        return []
    return [Missing(finding.message, place_of(review, finding)) for finding in found]


def step_of_finding(finding: Finding) -> str:
    """Return the step of a draft in which the finding is mended."""
    return DRAFT_STEPS[finding.place] or step_of(finding.identifier)


def place_of(review: Review, finding: Finding) -> str:
    """Return the address where the finding is mended."""
    if finding.place == "system" and review.system is not None:
        return review.system.get_absolute_url()
    if finding.place in DRAFT_STEPS:
        address = reverse("reviews:edit_step", args=[review.pk, step_of_finding(finding)])
        return f"{address}#id_{finding.identifier}" if finding.place == "use_case" else address
    return reverse(PLACES[finding.place], args=[review.pk])


def parts(review: Review) -> tuple[list[Part], Counts]:
    """Return the selected requirements by capability, and their counts; three statements."""
    rows: Any = (
        review.requirements.filter(selection=Selection.SELECTED)
        .order_by("position", "pk")
        .values_list("identifier", "title", "key", "capability_code", "verdict__value", "gap__pk")
    )
    listed = list(rows)
    address = _address_of(review)
    words = {value.value: _status(value) for value in VerdictValue}
    became = _became(review) if any(row[5] for row in listed) else {}
    grouped: dict[str, list[Row]] = {}
    for identifier, title, key, code, verdict, gap in listed:
        row = Row(identifier, title, key, address.format(identifier), words.get(verdict, ""), became.get(gap, ""))
        grouped.setdefault(code, []).append(row)
    titles = capability_titles(grouped)
    gaps = [row for row in listed if row[4] in GAP_VERDICTS]
    counts = Counts(
        selected=len(listed),
        judged=sum(1 for row in listed if row[4]),
        key=sum(1 for row in listed if row[2]),
        gaps=len(gaps),
        key_gaps=sum(1 for row in gaps if row[2]),
    )
    found = [Part(titles.get(code, "The agency's own"), tuple(group)) for code, group in grouped.items()]
    return found, counts


def _address_of(review: Review) -> str:
    """Return the address of a requirement's page, to be filled with its identifier."""
    name = "desk" if review.state not in (S.REQUIREMENTS, S.WITH_MANUFACTURER) else "requirement_tailor"
    return reverse(f"reviews:{name}", args=[review.pk, "IDENTIFIER"]).replace("IDENTIFIER", "{}")


def _status(value: VerdictValue) -> SafeString:
    shown = {"label": value.label, "icon": value.icon, "tone": value.tone}
    return render_to_string("components/status.html", shown)


def _gaps(review: Review) -> Iterable[Gap]:
    return review.gaps.filter(resolved_at__isnull=True).select_related("acceptance").prefetch_related("treatments")


def _standing(gap: Gap) -> str:
    if getattr(gap, "acceptance", None) is not None:
        return "risk accepted"
    treatments = [each for each in gap.treatments.all() if each.kind != TreatmentKind.NOT_ACQUIRE]
    if not treatments:
        return "open"
    return "treated and verified" if all(each.verified_at for each in treatments) else "treated, not yet verified"


def _became(review: Review) -> dict[Any, str]:
    return {gap.pk: _standing(gap) for gap in _gaps(review)}


def gap_counts(found: Iterable[Part]) -> GapCounts | None:
    """Return what became of the gaps, or None before there are any; no statement of its own."""
    standings = [row.gap for part in found for row in part.rows if row.gap]
    if not standings:
        return None
    return GapCounts(
        total=len(standings),
        verified=standings.count("treated and verified"),
        waiting=standings.count("treated, not yet verified"),
        accepted=standings.count("risk accepted"),
        open=standings.count("open"),
    )


def conditions(review: Review) -> list[Condition]:
    """Return the conditions, those that are not verified first; one statement."""
    found = list(review.conditions.order_by("due_on", "pk"))
    return sorted(found, key=lambda condition: condition.state == ConditionState.VERIFIED)


def use_case(review: Review) -> list[Fact]:
    """Return the answered use-case questions in their order; one statement."""
    return _use_case(dict(review.use_case.values_list("question", "text")))


def use_case_and_scope(review: Review) -> tuple[list[Fact], str]:
    """Return the answered use-case questions, and what the scope test comes to; one statement for both."""
    holds = Case(When(holds=True, then=Value("yes")), default=Value("no"), output_field=TextField())
    scope = review.scope_answers.order_by().values_list(Value("scope"), "criterion", holds)
    texts: dict[str, dict[str, str]] = {"scope": {}, "use case": {}}
    for about, key, said in review.use_case.order_by().values_list(Value("use case"), "question", "text").union(scope):
        texts[about][key] = said
    return _use_case(texts["use case"]), _scope({key: said == "yes" for key, said in texts["scope"].items()})


def _use_case(answers: dict[str, str]) -> list[Fact]:
    return [Fact(question.text, answers[question.slug]) for question in QUESTIONS if answers.get(question.slug)]


def scope_in_words(review: Review) -> str:
    """Return what the answers to the scope test come to; one statement. The acts of intake decide, not this."""
    return _scope(dict(review.scope_answers.values_list("criterion", "holds")))


def _scope(held: dict[str, bool]) -> str:
    if len(held) < len(SCOPE_CRITERIA):
        return "not answered yet" if not held else f"{len(held)} of {len(SCOPE_CRITERIA)} criteria answered"
    failing = sum(1 for holds in held.values() if not holds)
    if not failing:
        return "covered: all five criteria hold"
    return f"not covered by the requester's answers: {counted(failing, 'criterion', 'criteria')} not met"


ACT_MARKS = {
    Verb.DETERMINE: ("account_balance", "info"),
    Verb.GRANT_WAIVER: ("account_balance", "warning"),
    Verb.REFUSE_WAIVER: ("account_balance", "neutral"),
    Verb.RECORD_AWARD: ("check_circle", "success"),
    Verb.RETURN: ("undo", "warning"),
    Verb.SEND_BACK: ("undo", "warning"),
    Verb.ACCEPT_RISK: ("verified_user", "warning"),
    Verb.RECUSE: ("person", "neutral"),
    Verb.WITHDRAW: ("cancel", "neutral"),
}
"""Icon and tone of acts that stand out in the timeline."""


def latest_acts(review: Review) -> list[Event]:
    """Return the latest acts, acts of one kind by one person in a row as one; one statement."""
    rows = review.acts.select_related("by", "requirement").order_by("-at", "-pk")[: ACTS_SHOWN * 10]
    events = []
    for (verb, _), group in groupby(rows, key=lambda act: (act.verb, act.by_id)):
        events.append(_event(Verb(verb), list(group)))
    return events[:ACTS_SHOWN]


def _event(verb: Verb, acts: list[Act]) -> Event:
    act = acts[0]
    icon, tone = ACT_MARKS.get(verb, ("check", "neutral"))
    text = verb.label
    if len(acts) > 1:
        text = f"{verb.label} ({len(acts)} times)"
    elif act.requirement is not None:
        text = f"{verb.label}: {act.requirement.identifier}"
    role = f", {act.get_role_display()}" if act.role else ""
    reason = act.reason if len(acts) == 1 and verb is not Verb.GIVE_VERDICT else ""
    detail = reason if len(reason) <= 180 else f"{reason[:177].rstrip()}…"
    return Event(at=act.at, text=text, by=f"{act.by}{role}", detail=detail, icon=icon, tone=tone)
