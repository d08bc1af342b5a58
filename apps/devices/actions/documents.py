"""Deciding on what documents say: attach the document to the answer, or set the proposal aside with a reason."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from apps.accounts.actors import Actor
from apps.audit import chain
from apps.catalog.models import Node
from apps.core.errors import Invalid, NotNow
from apps.devices import permissions, policies
from apps.devices.actions.answers import attach_evidence
from apps.devices.models import Answer, AnswerEvidence, Component, Declaration, DismissedProposal
from apps.devices.readiness.versions import declared_versions
from apps.devices.spoken import Proposal, Spoken
from apps.devices.workflow import Stance
from apps.evidence.models import EvidenceItem

GONE = "The document does not say this to this entry any more. Look at the page again."
NOT_SUPPORTING = "The document does not support the answer as it stands. Change the answer first, or set it aside."


def accept_proposal(
    declaration: Declaration,
    *,
    by: Actor,
    at: datetime,
    node: Node,
    component: Component,
    item: EvidenceItem,
    fact: str,
) -> AnswerEvidence:
    """Attach the document to the answer that it supports, with the place of the fact as locator.

    The proposal is looked at anew under the lock: raises NotNow when the answer or the document changed meanwhile.
    """
    with transaction.atomic():
        declaration = _locked(declaration, by)
        proposal = _proposal(declaration, at=at, node=node, component=component, item=item, fact=fact)
        if proposal.stance != Stance.SUPPORTS:
            raise NotNow(NOT_SUPPORTING)
        answer = Answer.objects.select_related("declaration").get(
            declaration=declaration, node=node, component=component
        )
        return attach_evidence(answer, by=by, at=at, item=item, locator=proposal.finding.place)


def dismiss_proposal(
    declaration: Declaration,
    *,
    by: Actor,
    at: datetime,
    node: Node,
    component: Component,
    item: EvidenceItem,
    fact: str,
    reason: str,
) -> DismissedProposal:
    """Set aside what the document says to the entry for the component; again with the same document changes nothing."""
    if not reason.strip():
        raise Invalid("Say why it does not speak to this entry; colleagues read it next time.")
    with transaction.atomic():
        declaration = _locked(declaration, by)
        proposal = _proposal(declaration, at=at, node=node, component=component, item=item, fact=fact)
        row, is_new = DismissedProposal.objects.get_or_create(
            component=component,
            entry=node.entry,
            item=item,
            fact=fact,
            defaults={"reason": reason.strip(), "dismissed_by": by.user, "dismissed_at": at},
        )
        if is_new:
            chain.record(
                "devices.proposal_dismissed",
                by=by,
                target=row,
                target_label=f"{node.identifier}, {component.name}",
                subject=declaration,
                after={"item": item, "says": proposal.finding.text, "reason": row.reason},
            )
    return row


def restore_proposal(dismissed: DismissedProposal, *, declaration: Declaration, by: Actor) -> None:
    """Take up again what was set aside."""
    with transaction.atomic():
        declaration = _locked(declaration, by)
        removed, _ = DismissedProposal.objects.filter(pk=dismissed.pk).delete()
        if removed:
            chain.record(
                "devices.proposal_restored",
                by=by,
                target=dismissed,
                target_label=f"{dismissed.entry.identifier}, {dismissed.component.name}",
                subject=declaration,
                before={"item": dismissed.item_id, "reason": dismissed.reason},
            )


def _locked(declaration: Declaration, by: Actor) -> Declaration:
    found = Declaration.objects.select_for_update(of=("self",)).select_related("product").get(pk=declaration.pk)
    permissions.check_user_can_edit_declaration(by, found.product)
    policies.check_answers_can_change(found)
    return found


def _proposal(
    declaration: Declaration, *, at: datetime, node: Node, component: Component, item: EvidenceItem, fact: str
) -> Proposal:
    """Return the proposal as it stands now; raise NotNow when there is none."""
    versions = list(declaration.versions.select_related("component"))
    components = [version.component for version in versions]
    spoken = Spoken(declaration, components, declared_versions(versions), today=timezone.localdate(at))
    answers = Answer.objects.filter(declaration=declaration, node=node, component=component)
    answer = answers.prefetch_related("evidence").first()
    for proposal in spoken.beside(node, component, answer):
        if proposal.item.pk == item.pk and proposal.finding.fact == fact:
            return proposal
    raise NotNow(GONE)
