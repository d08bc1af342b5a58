"""The assessment: receiving the declaration, verdicts, second reviewers, questions, conclusion."""

from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError
from django.db.models import QuerySet

from apps.accounts.actors import Actor
from apps.core.errors import Invalid, NotNow, Stale
from apps.devices import actions as devices
from apps.devices.models import AnswerEvidence, ComponentVersion, Declaration
from apps.devices.workflow import DeclarationState
from apps.evidence.models import EvidenceItem
from apps.reviews import permissions, policies
from apps.reviews.actions.acting import acting
from apps.reviews.earlier_verdict import earlier_verdicts
from apps.reviews.models import Clarification, Gap, Review, ReviewRequirement, Verdict, VerdictEvidence
from apps.reviews.workflow import GAP_VERDICTS, ReviewState, Selection, Verb, VerdictValue

STALE_VERDICT = "A colleague has written a verdict here since you opened it. Both are shown; nothing is lost."


def receive(review: Review, *, by: Actor, at: datetime, declaration: Declaration) -> None:
    """Pin the attested declaration by version and hash, and start the assessment.

    Raises NotNow when it is not attested, not shared with the agency, of another product, or its content no longer
    gives the attested hash.
    """
    with acting(review, Verb.RECEIVE, by=by, at=at) as work:
        shared = Declaration.objects.visible_to(by).filter(pk=declaration.pk, product=work.review.product).first()
        if shared is None:
            raise NotNow("This declaration is not shared with your agency, or it is of another product.")
        if shared.state != DeclarationState.ATTESTED:
            raise NotNow(
                f"Only an attested declaration can be received; this one is {shared.get_state_display().lower()}."
            )
        if devices.content_sha256(shared) != shared.sha256:
            raise NotNow(
                "The declaration's content does not give the attested hash. Ask the manufacturer for a new one."
            )
        Review.objects.filter(pk=work.review.pk).update(declaration=shared, declaration_sha256=shared.sha256)
        work.after = {"declaration": shared.pk, "number": shared.number, "sha256": shared.sha256}


def record_no_answer(review: Review, *, by: Actor, at: datetime, reason: str) -> None:
    """Record that the manufacturer did not answer; the assessment goes on without a declaration."""
    if not reason.strip():
        raise Invalid("Say how the manufacturer was asked and until when.")
    with acting(review, Verb.RECORD_NO_ANSWER, by=by, at=at, reason=reason):
        pass


@dataclass(frozen=True)
class VerdictInput:
    """What a reviewer enters at the desk."""

    value: str
    examined: bool
    interviewed: bool
    tested: bool
    strength: int
    reason: str
    version_reason: str = ""
    taken_from_id: UUID | None = None
    """The earlier review whose verdict on the same declaration the reviewer started from."""


def give_verdict(
    requirement: ReviewRequirement,
    *,
    by: Actor,
    at: datetime,
    entry: VerdictInput,
    version: int,
    evidence: list[tuple[EvidenceItem, str]] | None = None,
) -> Verdict:
    """Write the verdict on one requirement; `version` is the one that the form read, 0 for none yet.

    Raises Stale when a colleague wrote in between, Invalid when method, reason or strength do not carry the verdict.
    A changed verdict loses its second reviewer. `evidence` None leaves the agency's own evidence as it is.
    """
    with acting(
        requirement.review, Verb.GIVE_VERDICT, by=by, at=at, reason=entry.reason, requirement=requirement
    ) as work:
        policies.check_judge(requirement)
        _check_entry(requirement, entry, work.review, evidence or [])
        stored = getattr(requirement, "verdict", None)
        entry = replace(entry, taken_from_id=_taken_from(requirement, entry, work.review))
        if (stored.version if stored else 0) != version:
            raise Stale(STALE_VERDICT)
        work.before = _shown(stored) if stored else {}
        values = asdict(entry) | {"given_by": by.user, "given_at": at, "confirmed_by": None, "confirmed_at": None}
        verdict = _write_verdict(requirement, stored, values)
        if evidence is not None:
            _replace_evidence(verdict, evidence)
        work.target, work.after = requirement, _shown(verdict)
    return verdict


def _taken_from(requirement: ReviewRequirement, entry: VerdictInput, review: Review) -> UUID | None:
    """Return the earlier review while the verdict is still the one given there; refuse one that cannot be meant."""
    if entry.taken_from_id is None:
        return None
    earlier = earlier_verdicts(requirement, review).filter(review=entry.taken_from_id).first()
    if earlier is None:
        raise Invalid("That earlier review holds no verdict on the same declaration. Give the verdict by itself.")
    return entry.taken_from_id if earlier.value == entry.value else None


def _write_verdict(requirement: ReviewRequirement, stored: Verdict | None, values: dict[str, Any]) -> Verdict:
    """Write the verdict in one statement; raise Stale when the database holds another version than `stored`."""
    if stored is None:
        try:
            return Verdict.objects.create(review=requirement.review, requirement=requirement, **values)
        except IntegrityError as error:
            raise Stale(STALE_VERDICT) from error
    version = stored.version + 1
    if not Verdict.objects.filter(pk=stored.pk, version=stored.version).update(version=version, **values):
        raise Stale(STALE_VERDICT)
    for name, value in {**values, "version": version}.items():
        setattr(stored, name, value)
    return stored


def _check_entry(
    requirement: ReviewRequirement, entry: VerdictInput, review: Review, own: list[tuple[EvidenceItem, str]]
) -> None:
    if entry.value not in VerdictValue.values:
        raise Invalid("Choose one of the verdicts.")
    if not (entry.examined or entry.interviewed or entry.tested):
        raise Invalid("Say how you checked: examine, interview or test.")
    if not entry.reason.strip():
        raise Invalid("Write the reason: what you saw and why it leads to this verdict.")
    if not 0 <= entry.strength <= 4:
        raise Invalid("The strength of evidence is a number from 0 to 4.")
    met = entry.value in (VerdictValue.MET, VerdictValue.MET_BY_OTHER)
    if met and entry.strength < requirement.minimum_strength:
        raise Invalid(
            f"“{VerdictValue(entry.value).label}” needs evidence of strength {requirement.minimum_strength} here; you "
            f"entered {entry.strength}. Get stronger evidence, or give another verdict."
        )
    if met and not entry.version_reason.strip():
        other = [use.item for use in other_version_evidence(requirement, review)]
        other += _not_covered([item for item, _ in own], review)
        if other:
            raise Invalid(
                f"The evidence “{other[0].title}” is for version {other[0].subject_version}, not for the "
                "version declared. Say why it is accepted all the same."
            )


def other_version_evidence(requirement: ReviewRequirement, review: Review) -> list[AnswerEvidence]:
    """Return the answer's evidence that names a version which the pinned declaration does not cover; one statement."""
    if review.declaration_id is None or requirement.node_id is None:
        return []
    uses = AnswerEvidence.objects.filter(
        answer__declaration=review.declaration_id, answer__node__entry__nodes=requirement.node_id
    )
    uses = uses.exclude(item__subject_version="").exclude(item__subject_version__in=_covered_versions(review))
    return list(uses.select_related("item"))


def _not_covered(items: list[EvidenceItem], review: Review) -> list[EvidenceItem]:
    named = [item for item in items if item.subject_version]
    if not named or review.declaration_id is None:
        return []
    covered = set(_covered_versions(review))
    return [item for item in named if item.subject_version not in covered]


def _covered_versions(review: Review) -> QuerySet[ComponentVersion, str]:
    return ComponentVersion.objects.filter(declarations=review.declaration_id).values_list("software", flat=True)


def _replace_evidence(verdict: Verdict, evidence: list[tuple[EvidenceItem, str]]) -> None:
    verdict.evidence.all().delete()
    VerdictEvidence.objects.bulk_create(
        VerdictEvidence(verdict=verdict, item=item, locator=locator) for item, locator in evidence
    )


def _shown(verdict: Verdict) -> dict[str, Any]:
    return {
        "value": verdict.value,
        "methods": verdict.methods,
        "strength": verdict.strength,
        "reason": verdict.reason,
        "version": verdict.version,
        **({"taken_over_from_review": verdict.taken_from_id} if verdict.taken_from_id else {}),
    }


def confirm_verdict(requirement: ReviewRequirement, *, by: Actor, at: datetime, version: int) -> None:
    """Confirm the verdict on a key requirement as second reviewer."""
    with acting(requirement.review, Verb.CONFIRM_VERDICT, by=by, at=at, requirement=requirement) as work:
        stored = Verdict.objects.select_for_update().filter(requirement=requirement).first()
        if stored is None:
            raise NotNow("There is no verdict to confirm yet.")
        if stored.version != version:
            raise Stale("The verdict has changed since you read it. Read it again before you confirm.")
        if not requirement.key:
            raise NotNow("Only key requirements need a second reviewer.")
        if stored.confirmed_at is not None:
            raise NotNow("A second reviewer has confirmed this verdict already.")
        permissions.check_second_reviewer(by, stored)
        Verdict.objects.filter(pk=stored.pk).update(confirmed_by=by.user, confirmed_at=at)
        work.target, work.after = requirement, _shown(stored)


def ask(requirement: ReviewRequirement, *, by: Actor, at: datetime, question: str) -> Clarification:
    """Draft a question to the manufacturer on one requirement; the contracting officer releases it."""
    if not question.strip():
        raise Invalid("Write the question.")
    with acting(requirement.review, Verb.ASK, by=by, at=at, requirement=requirement) as work:
        policies.check_judge(requirement)
        policies.check_new_question(requirement, question)
        clarification = Clarification.objects.create(
            review=work.review,
            requirement=requirement,
            number=work.review.clarifications.count() + 1,
            question=question,
            drafted_by=by.user,
            drafted_at=at,
        )
        work.target, work.after = clarification, {"question": question}
    return clarification


def release_question(question: Clarification, *, by: Actor, at: datetime, due_on: date) -> None:
    """Send a drafted question to the manufacturer."""
    if due_on <= at.date():
        raise Invalid("The answer must be due on a day after today.")
    with acting(question.review, Verb.RELEASE_QUESTION, by=by, at=at, requirement=question.requirement) as work:
        locked = _locked(question)
        policies.check_question_open(locked, released=False)
        Clarification.objects.filter(pk=locked.pk).update(released_by=by.user, released_at=at, due_on=due_on)
        work.target, work.after = locked, {"due_on": due_on}
    question.refresh_from_db()


def answer_question(question: Clarification, *, by: Actor, at: datetime, answer: str) -> None:
    """Answer a released question as the manufacturer's signer; the answer is an annex to the declaration."""
    if not answer.strip():
        raise Invalid("Write the answer.")
    with acting(question.review, Verb.ANSWER, by=by, at=at, requirement=question.requirement) as work:
        locked = _locked(question)
        permissions.check_question_visible(by, locked)
        policies.check_question_open(locked, released=True)
        Clarification.objects.filter(pk=locked.pk).update(answer=answer, answered_by=by.user, answered_at=at)
        work.target, work.after = locked, {"answer": answer}
    question.refresh_from_db()


def lapse_question(question: Clarification, *, by: Actor, at: datetime, reason: str) -> None:
    """Record that a question stays without an answer."""
    if not reason.strip():
        raise Invalid("Say why the question lapses.")
    with acting(
        question.review, Verb.LAPSE_QUESTION, by=by, at=at, reason=reason, requirement=question.requirement
    ) as work:
        locked = _locked(question)
        if not locked.is_open:
            raise NotNow("This question is closed already.")
        Clarification.objects.filter(pk=locked.pk).update(lapsed_by=by.user, lapsed_at=at, lapse_reason=reason)
        work.target = locked
    question.refresh_from_db()


def _locked(question: Clarification) -> Clarification:
    return Clarification.objects.select_for_update().get(pk=question.pk)


def conclude(review: Review, *, by: Actor, at: datetime) -> None:
    """End the assessment: every gap becomes a record, gaps that a new verdict closed are resolved."""
    with acting(review, Verb.CONCLUDE, by=by, at=at) as work:
        policies.check_conclude(work.review)
        selected = work.review.requirements.filter(selection=Selection.SELECTED)
        gaps = set(selected.filter(verdict__value__in=GAP_VERDICTS).values_list("pk", flat=True))
        known = set(work.review.gaps.values_list("requirement_id", flat=True))
        Gap.objects.bulk_create(Gap(review=work.review, requirement_id=pk) for pk in sorted(gaps - known, key=str))
        work.review.gaps.filter(requirement_id__in=gaps).update(resolved_at=None)
        work.review.gaps.exclude(requirement_id__in=gaps).filter(resolved_at__isnull=True).update(resolved_at=at)
        work.after = {"gaps": len(gaps), "state": ReviewState.TREATMENT.value}
