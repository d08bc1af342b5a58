"""The life of a declaration: start, continue, finish, attest, and its ends."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from apps.accounts.actors import Actor
from apps.audit import chain
from apps.catalog.models import Edition
from apps.core.errors import Invalid
from apps.devices import notices, permissions, policies
from apps.devices.actions.carrying import carry_over
from apps.devices.actions.inheriting import inherit
from apps.devices.actions.transitions import locked, transition
from apps.devices.models import AnswerEvidence, Attestation, ComponentVersion, Declaration, Product
from apps.devices.sealing import content_sha256
from apps.devices.workflow import DeclarationAct, DeclarationState
from apps.evidence import actions as evidence
from apps.evidence.models import EvidenceItem


def start_declaration(
    product: Product,
    *,
    by: Actor,
    versions: Iterable[ComponentVersion],
    at: datetime,
    edition: Edition | None = None,
) -> Declaration:
    """Begin a draft about these versions, on the current edition of the catalog unless another is named."""
    chosen = list(versions)
    with transaction.atomic():
        product = Product.objects.select_for_update().get(pk=product.pk)
        permissions.check_user_can_edit_declaration(by, product)
        policies.check_versions_fit(product, chosen)
        policies.check_no_draft_of_same_versions(product, chosen)
        declaration = _begin(product, by=by, at=at, versions=chosen, edition=edition or Edition.objects.current())
        inherited = inherit(declaration, at=at)
        chain.record(
            "devices.declaration_started",
            by=by,
            target=declaration,
            subject=product,
            after={
                "number": declaration.number,
                "versions": [str(version.pk) for version in chosen],
                "inherited": inherited,
            },
        )
    return declaration


def start_successor(
    declaration: Declaration, *, by: Actor, versions: Iterable[ComponentVersion], at: datetime
) -> Declaration:
    """Clone a sealed declaration on the edition in use: answers with their evidence, each one to be confirmed.

    For the very same versions only what the edition asks in other words has to be confirmed. Answers to entries that
    the edition lacks stay behind.
    """
    chosen = list(versions)
    with transaction.atomic():
        product = Product.objects.select_for_update().get(pk=declaration.product_id)
        permissions.check_user_can_edit_declaration(by, product)
        predecessor = locked(declaration)
        policies.check_can_be_continued(predecessor)
        policies.check_versions_fit(product, chosen)
        # The edition in use may be another one by now; what was answered follows the lasting entries.
        edition = Edition.objects.in_use(predecessor.edition.catalog_id) or predecessor.edition
        successor = _begin(product, by=by, at=at, versions=chosen, edition=edition, based_on=predecessor)
        carried, lost = carry_over(predecessor, successor, by=by, at=at)
        inherited = inherit(successor, at=at)
        chain.record(
            "devices.successor_started",
            by=by,
            target=successor,
            subject=product,
            after={
                "based_on": str(predecessor.pk),
                "number": successor.number,
                "edition": edition.label,
                "answers": carried,
                "inherited": inherited,
                "left_behind": lost,
            },
        )
    return successor


def finish(declaration: Declaration, *, by: Actor, at: datetime) -> Declaration:
    """Hand the draft to the signer; raise NotNow while nothing is answered or carried-over answers wait."""
    with transaction.atomic():
        declaration = locked(declaration)
        permissions.check_user_can_finish_declaration(by, declaration.product)
        policies.next_state(declaration.state, DeclarationAct.FINISH)
        policies.check_can_be_finished(declaration)
        states = transition(declaration, DeclarationAct.FINISH)
        chain.record(
            "devices.declaration_finished", by=by, target=declaration, subject=declaration.product, after=states
        )
        notices.declaration_ready(declaration, by=by, at=at)
    return declaration


def reopen(declaration: Declaration, *, by: Actor, at: datetime, reason: str = "") -> Declaration:
    """Take a finished declaration back to draft; the signer says why."""
    with transaction.atomic():
        declaration = locked(declaration)
        permissions.check_user_can_reopen_declaration(by, declaration.product)
        states = transition(declaration, DeclarationAct.REOPEN)
        inherit(declaration, at=at)  # what is said once may have changed while the signer had it
        chain.record(
            "devices.declaration_reopened",
            by=by,
            target=declaration,
            subject=declaration.product,
            after=states,
            reason=reason,
        )
        notices.declaration_reopened(declaration, by=by, at=at)
    return declaration


def attest(
    declaration: Declaration, *, by: Actor, at: datetime, title: str, statement: str, drafter_exception: str = ""
) -> Attestation:
    """Sign and seal: freezes answers and evidence under one SHA-256 and supersedes the predecessor.

    Raises NotPermitted when a drafter signs without a recorded exception, NotNow unless the draft is finished.
    """
    if not statement.strip() or not title.strip():
        raise Invalid("The statement and your title or office are part of the signature. Fill in both.")
    with transaction.atomic():
        declaration = locked(declaration)
        permissions.check_user_can_attest_declaration(by, declaration, drafter_exception=drafter_exception)
        policies.next_state(declaration.state, DeclarationAct.ATTEST)
        exception = drafter_exception.strip() if permissions.drafted(by, declaration) else ""
        used = list(
            EvidenceItem.objects.select_for_update().filter(
                pk__in=AnswerEvidence.objects.filter(answer__declaration=declaration).values("item")
            )
        )
        evidence.freeze(used, by=by, at=at)
        sha256 = content_sha256(declaration)
        states = transition(declaration, DeclarationAct.ATTEST, sha256=sha256)
        attestation = Attestation(
            declaration=declaration,
            signed_by=by.user,
            name=by.user.name,
            title=title.strip(),
            statement=statement.strip(),
            signed_at=at,
            sha256=sha256,
            drafter_exception=exception,
        )
        attestation.save(force_insert=True)
        superseded = _supersede(declaration, by=by, at=at)
        chain.record(
            "devices.declaration_attested",
            by=by,
            target=declaration,
            subject=declaration.product,
            before={"sha256": ""},
            after={**states, "sha256": sha256, "evidence": len(used), "supersedes": superseded},
            reason=exception,
        )
        notices.declaration_attested(declaration, by=by, at=at)
    return attestation


def withdraw(declaration: Declaration, *, by: Actor, at: datetime, reason: str) -> Declaration:
    """Take an attested declaration back; agencies that hold it see that it is withdrawn, and why is on record."""
    if not reason.strip():
        raise Invalid("Say why the declaration is withdrawn; the reason becomes a part of the record.")
    with transaction.atomic():
        declaration = locked(declaration)
        permissions.check_user_can_sign_for(by, declaration.product)
        states = transition(declaration, DeclarationAct.WITHDRAW)
        chain.record(
            "devices.declaration_withdrawn",
            by=by,
            target=declaration,
            subject=declaration.product,
            after=states,
            reason=reason.strip(),
        )
        notices.declaration_withdrawn(declaration, by=by, at=at)
    return declaration


def dispute(declaration: Declaration, *, by: Actor, at: datetime, reason: str) -> Declaration:
    """An agency disputes the declaration shared with it; only a successor clears that."""
    if not reason.strip():
        raise Invalid("Say what in the declaration is not so; the manufacturer reads the reason.")
    with transaction.atomic():
        declaration = locked(declaration)
        permissions.check_user_can_dispute_declaration(by, declaration)
        states = transition(declaration, DeclarationAct.DISPUTE)
        chain.record(
            "devices.declaration_disputed",
            by=by,
            target=declaration,
            subject=declaration.product,
            after=states,
            reason=reason.strip(),
        )
        notices.declaration_disputed(declaration, by=by, at=at)
    return declaration


def expire(declaration: Declaration, *, by: Actor | None, at: datetime, reason: str = "") -> Declaration:
    """End an attested declaration because its time is over; `by` is None when the system does it."""
    with transaction.atomic():
        declaration = locked(declaration)
        if by is not None:
            permissions.check_user_can_sign_for(by, declaration.product)
        states = transition(declaration, DeclarationAct.EXPIRE)
        chain.record(
            "devices.declaration_expired",
            by=by,
            target=declaration,
            subject=declaration.product,
            after=states,
            reason=reason,
        )
    return declaration


def _begin(
    product: Product,
    *,
    by: Actor,
    at: datetime,
    versions: list[ComponentVersion],
    edition: Edition,
    based_on: Declaration | None = None,
) -> Declaration:
    last = product.declarations.aggregate(last=Max("number"))["last"] or 0
    declaration = Declaration(product=product, edition=edition, number=last + 1, created_at=at, based_on=based_on)
    declaration.save(force_insert=True)
    declaration.versions.set(versions)
    declaration.drafted_by.add(by.user)
    return declaration


def _supersede(declaration: Declaration, *, by: Actor, at: datetime) -> str:
    """Supersede the predecessor that is still in force; return its id, or an empty text."""
    if declaration.based_on_id is None:
        return ""
    predecessor = locked(Declaration(pk=declaration.based_on_id))
    if predecessor.state not in (DeclarationState.ATTESTED, DeclarationState.DISPUTED):
        return ""
    transition(predecessor, DeclarationAct.SUPERSEDE)
    notices.declaration_superseded(predecessor, by=by, at=at)
    return str(predecessor.pk)
