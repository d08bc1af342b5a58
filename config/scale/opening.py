"""The first stages of a case: purchase, intake, requirement set, request to the manufacturer, declaration received."""

from datetime import timedelta

from apps.audit.chain import Entry
from apps.devices.models import AnswerRequest, DeclarationGrant
from apps.reviews.models import ReviewRequirement, UseCaseAnswer
from apps.reviews.workflow import Placement, Selection, Verb
from apps.reviews.workflow import ReviewState as S
from config.scale import words
from config.scale.case import Case


def open_draft(case: Case) -> None:
    """Describe the use."""
    for question, text in words.USE.items():
        case.book.add(UseCaseAnswer(review=case.review, question=question, text=text))
    entry = Entry(
        "review.opened",
        case.by("requester"),
        target=case.review,
        subject=case.review,
        after={"product": str(case.review.product), "predecessor": None},
    )
    case.book.events.append(entry)


def submit(case: Case) -> None:
    """Submit for intake."""
    case.act(Verb.SUBMIT, case.by("requester"), to=S.INTAKE)


def scope_out(case: Case) -> None:
    """End the case as not covered by the Act."""
    reason = "It has no network interface as delivered; readings are taken by hand."
    case.act(Verb.SCOPE_OUT, case.by("reviewer"), reason=reason)
    case.act(Verb.CONFIRM_SCOPE_OUT, case.by("isso"), to=S.NOT_COVERED, reason=reason)


def withdraw(case: Case) -> None:
    """End the case by the program office."""
    case.act(Verb.WITHDRAW, case.by("requester"), to=S.WITHDRAWN, reason="The purchase was cancelled.")


def categorize(case: Case) -> None:
    """Copy the system's values, and propose the candidates."""
    review, system, random = case.review, case.review.system, case.plan.random
    if system is None:
        raise TypeError("Every review of this data set has a system.")
    review.confidentiality, review.integrity = system.confidentiality, system.integrity
    review.availability, review.boundary = system.availability, system.boundary
    review.placement, review.privacy_trigger = random.choice(list(Placement)), system.handles_personal_data
    review.privacy_note = "Faces and movements of visitors." if system.handles_personal_data else ""
    case.act(Verb.CATEGORISE, case.by("isso"), to=S.REQUIREMENTS, after={"impact": str(review.impact)})
    open_still = case.plan.state is S.REQUIREMENTS
    for line in case.lines:
        requirement = ReviewRequirement(review=review, **line.columns())
        if open_still and random.random() < 0.3:
            requirement.selection, requirement.decline_reason = Selection.CANDIDATE, ""
            requirement.key, requirement.key_reason = False, ""
        case.requirements.append(case.book.add(requirement))


def selected(case: Case) -> list[ReviewRequirement]:
    """Return the requirements of the set."""
    return [row for row in case.requirements if row.selection == Selection.SELECTED]


def release(case: Case) -> None:
    """Propose, approve, and send the set to the manufacturer."""
    rows = selected(case)
    after = {"selected": [row.identifier for row in rows], "key": [row.identifier for row in rows if row.key]}
    approving = case.by("isso")
    case.act(Verb.PROPOSE, case.by("reviewer"), after=after)
    case.act(Verb.APPROVE, approving, after=after)
    request = case.book.add(
        AnswerRequest(
            product=case.review.product,
            agency=case.agency.organization,
            purpose=str(case.review.procurement.title)[:200],
            message="Please answer the entries listed, with evidence, by the date given.",
            due_on=case.at.date() + timedelta(days=21),
            sent_by=case.by("co").user,
            sent_at=case.at,
        )
    )
    through = AnswerRequest.entries.through
    for row in rows:
        if row.node is not None:
            case.book.add(through(answerrequest_id=request.pk, entry_id=row.node.entry_id))
    case.review.request = request
    recipient = str(case.review.product.organization)
    case.act(Verb.RELEASE, case.by("co"), to=S.WITH_MANUFACTURER, after={"recipient": recipient})


def receive(case: Case, grant: DeclarationGrant) -> None:
    """Pin the declaration that the manufacturer shared."""
    review, declaration = case.review, grant.declaration
    if review.request is not None:
        review.request.answered_with, review.request.closed_at = grant, case.at
    review.declaration, review.declaration_sha256 = declaration, declaration.sha256
    after = {"declaration": declaration.pk, "number": declaration.number, "sha256": declaration.sha256}
    case.act(Verb.RECEIVE, case.by("reviewer"), to=S.ASSESSMENT, after=after)
