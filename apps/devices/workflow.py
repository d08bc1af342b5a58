"""States of a declaration and what an answer can be (domain.md section 6); no ORM."""

from django.db.models import TextChoices

from apps.core.choices import ShownChoices


class ComponentKind(TextChoices):
    """Parts of a product (SP 800-213 revision speaks of products)."""

    DEVICE = "device", "Device"
    GATEWAY = "gateway", "Gateway or hub"
    APP = "app", "Companion app or manager"
    BACKEND = "backend", "Backend service"


class AnswerValue(ShownChoices):
    """The manufacturer's claim. `planned` never counts as met."""

    YES = "yes", "check", "info", "Yes"
    PARTLY = "partly", "remove", "info", "Partly"
    NO = "no", "close", "neutral", "No"
    PLANNED = "planned", "schedule", "warning", "Planned"
    NOT_APPLICABLE = "not_applicable", "do_not_disturb", "neutral", "Not applicable"


class Stance(ShownChoices):
    """How what a document says stands to an answer."""

    SUPPORTS = "supports", "check_circle", "success", "Supports"
    CONTRADICTS = "contradicts", "error", "error", "Contradicts"
    SILENT = "silent", "help", "neutral", "Silent"


class DeclarationState(ShownChoices):
    """Where a declaration is."""

    DRAFT = "draft", "edit", "info", "Draft"
    READY = "ready", "check_circle_outline", "info", "Ready to sign"
    ATTESTED = "attested", "verified", "success", "Attested"
    SUPERSEDED = "superseded", "history", "neutral", "Superseded"
    WITHDRAWN = "withdrawn", "do_not_disturb", "neutral", "Withdrawn"
    EXPIRED = "expired", "schedule", "warning", "Expired"
    DISPUTED = "disputed", "flag", "error", "Disputed"


class RequestState(ShownChoices):
    """How far an agency's request is; computed from its dates."""

    OPEN = "open", "schedule", "info", "Waits for an answer"
    ACCEPTED = "accepted", "check_circle_outline", "info", "Taken on"
    ANSWERED = "answered", "check_circle", "success", "Answered"
    DECLINED = "declined", "do_not_disturb", "warning", "Declined"


class OpenedPage(TextChoices):
    """What somebody of an agency opened of what was shared with it."""

    OVERVIEW = "overview", "Overview of the declaration"
    ANSWERS = "answers", "Answers"
    EVIDENCE = "evidence", "Evidence"
    FILE = "file", "File of evidence"


class DeclarationAct(TextChoices):
    """What moves a declaration from one state to the next."""

    FINISH = "finish", "Finish drafting"
    REOPEN = "reopen", "Reopen for editing"
    ATTEST = "attest", "Attest"
    SUPERSEDE = "supersede", "Supersede"
    WITHDRAW = "withdraw", "Withdraw"
    EXPIRE = "expire", "Expire"
    DISPUTE = "dispute", "Dispute"


S, A = DeclarationState, DeclarationAct
TRANSITIONS: dict[tuple[DeclarationState, DeclarationAct], DeclarationState] = {
    (S.DRAFT, A.FINISH): S.READY,
    (S.READY, A.REOPEN): S.DRAFT,
    (S.READY, A.ATTEST): S.ATTESTED,
    (S.ATTESTED, A.SUPERSEDE): S.SUPERSEDED,
    (S.DISPUTED, A.SUPERSEDE): S.SUPERSEDED,
    (S.ATTESTED, A.WITHDRAW): S.WITHDRAWN,
    (S.ATTESTED, A.EXPIRE): S.EXPIRED,
    (S.ATTESTED, A.DISPUTE): S.DISPUTED,
}
SEALED = (S.ATTESTED, S.SUPERSEDED, S.WITHDRAWN, S.EXPIRED, S.DISPUTED)
"""States in which the declaration, its answers and its evidence no longer change."""
