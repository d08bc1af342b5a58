"""What a review still lacks for its next act, as findings with the place to mend them. One function an act."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from apps.core.templatetags.assay import day
from apps.reviews.models import Act, Condition, Gap, Review, ReviewRequirement, Treatment
from apps.reviews.use_case import QUESTIONS, REQUIRED, SCOPE_CRITERIA
from apps.reviews.workflow import Outcome, Selection, Verb


@dataclass(frozen=True)
class Finding:
    """Something that is missing: a sentence, and the part of the case where it is mended."""

    message: str
    place: str
    identifier: str = ""


def for_submission(review: Review) -> list[Finding]:
    """List what draft still lacks: use case, product, system with its three values, contract reference."""
    findings = _for_scope(review)
    answered = set(review.use_case.exclude(text="").values_list("question", flat=True))
    for question in QUESTIONS:
        if question.slug in REQUIRED - answered:
            findings.append(Finding(f"Answer the use-case question: {question.text}", "use_case", question.slug))
    if not review.procurement.reference:
        findings.append(Finding("Enter the contract or requisition reference.", "procurement"))
    if review.system is None:
        findings.append(Finding("Choose the system that the product will be part of.", "system"))
    else:
        for name in ("confidentiality", "integrity", "availability"):
            if getattr(review.system, name) is None:
                findings.append(
                    Finding(
                        f"The system {review.system} has no FIPS 199 value for {name}; its ISSO enters it.", "system"
                    )
                )
    return findings


def _for_scope(review: Review) -> list[Finding]:
    answered = set(review.scope_answers.exclude(reason="").values_list("criterion", flat=True))
    return [
        Finding(f"Say whether it holds, and why: {criterion.text}", "scope", criterion.slug)
        for criterion in SCOPE_CRITERIA
        if criterion.slug not in answered
    ]


def for_proposal(review: Review) -> list[Finding]:
    """List what the requirement set still lacks before it can be proposed."""
    counts = {selection: review.requirements.filter(selection=selection).count() for selection in Selection.values}
    findings = []
    if counts[Selection.CANDIDATE]:
        findings.append(
            Finding(
                f"{counts[Selection.CANDIDATE]} candidates are undecided: select each, or decline it with a reason.",
                "requirements",
            )
        )
    if not counts[Selection.SELECTED]:
        findings.append(Finding("Select at least one requirement.", "requirements"))
    return findings + for_approval(review)


def for_approval(review: Review) -> list[Finding]:
    """List the key flags without a reason."""
    unjustified = review.requirements.filter(selection=Selection.SELECTED, key=True, key_reason="")
    return [
        Finding(f"Say why {identifier} is a key requirement.", "requirements", identifier)
        for identifier in unjustified.order_by("position").values_list("identifier", flat=True)
    ]


def for_conclusion(review: Review) -> list[Finding]:
    """List what the assessment still lacks: verdicts, second reviewers, answers to questions, decided changes."""
    selected = review.requirements.filter(selection=Selection.SELECTED).order_by("position")
    findings = [
        Finding(f"{identifier} has no verdict yet.", "desk", identifier)
        for identifier in selected.filter(verdict__isnull=True).values_list("identifier", flat=True)
    ]
    findings += [
        Finding(f"{identifier} is a key requirement and waits for its second reviewer.", "desk", identifier)
        for identifier in selected.filter(
            key=True, verdict__isnull=False, verdict__confirmed_at__isnull=True
        ).values_list("identifier", flat=True)
    ]
    findings += [
        Finding(
            f"Question {question.number} is open: release it, wait for the answer, or record that it lapsed.",
            "questions",
        )
        for question in review.clarifications.filter(answered_at__isnull=True, lapsed_at__isnull=True).order_by(
            "number"
        )
    ]
    return findings + _open_changes(review)


def _open_changes(review: Review) -> list[Finding]:
    changes = review.requirement_changes.filter(decided_at__isnull=True).select_related("requirement")
    return [
        Finding(
            f"The change of the key flag of {change.requirement.identifier} is not decided.",
            "requirements",
            change.requirement.identifier,
        )
        for change in changes
    ]


def untreated_gaps(review: Review) -> list[Gap]:
    """Return the gaps that have neither a treatment nor an acceptance."""
    return list(
        _open_gaps(review)
        .filter(~Exists(Treatment.objects.filter(gap=OuterRef("pk"))), acceptance__isnull=True)
        .order_by("requirement__position")
    )


def residual_gaps(review: Review) -> list[Gap]:
    """Return the gaps without a verified treatment and without an acceptance (domain.md section 8)."""
    verified = Treatment.objects.filter(gap=OuterRef("pk"), verified_at__isnull=False)
    return list(_open_gaps(review).filter(~Exists(verified), acceptance__isnull=True).order_by("requirement__position"))


def _open_gaps(review: Review) -> QuerySet[Gap]:
    return review.gaps.filter(resolved_at__isnull=True).select_related("requirement", "acceptance")


def for_recommendation(review: Review) -> list[Finding]:
    """List the gaps without treatment or acceptance, and open key gaps without a statement."""
    findings = [
        Finding(
            f"The gap on {gap.requirement.identifier} is neither treated nor accepted.",
            "treatment",
            gap.requirement.identifier,
        )
        for gap in untreated_gaps(review)
    ]
    findings += [
        Finding(
            f"State the position on the open key gap on {gap.requirement.identifier}.",
            "treatment",
            gap.requirement.identifier,
        )
        for gap in residual_gaps(review)
        if gap.requirement.key and not gap.statement
    ]
    return findings + _open_changes(review)


def for_outcome(review: Review, outcome: str) -> list[Finding]:
    """List what speaks against recommending or determining `outcome`."""
    conditions = review.conditions.count()
    if outcome == Outcome.WITH_CONDITIONS and not conditions:
        return [
            Finding("Set at least one condition with a date, or choose the outcome without conditions.", "treatment")
        ]
    if outcome == Outcome.DOES_NOT_PREVENT and conditions:
        return [
            Finding(
                "There are conditions: choose the outcome with conditions, or have an ISSO drop them during treatment.",
                "treatment",
            )
        ]
    return []


def for_closure(review: Review) -> list[Finding]:
    """List the conditions that are not verified."""
    return [
        Finding(f"“{condition.text[:80].rstrip('.')}” is not verified (due {day(condition.due_on)}).", "conditions")
        for condition in Condition.objects.filter(review=review, verified_at__isnull=True).order_by("due_on", "pk")
    ]


def last_set_act(review: Review) -> Act | None:
    """Return the last act on the requirement set: propose, approve or send back."""
    verbs = (Verb.PROPOSE, Verb.APPROVE, Verb.SEND_BACK)
    return review.acts.filter(verb__in=verbs).order_by("-at", "-pk").first()


def desk_counts(review: Review) -> dict[str, int]:
    """Return the counts that the desk and the overview show, in one statement."""
    gap = Q(verdict__value__in=("partly", "not_met", "no_evidence"))
    return ReviewRequirement.objects.filter(review=review, selection=Selection.SELECTED).aggregate(
        total=Count("pk"),
        judged=Count("pk", filter=Q(verdict__isnull=False)),
        keys=Count("pk", filter=Q(key=True)),
        gaps=Count("pk", filter=gap),
        key_gaps=Count("pk", filter=gap & Q(key=True)),
        second=Count("pk", filter=Q(key=True, verdict__isnull=False, verdict__confirmed_at__isnull=True)),
    )
