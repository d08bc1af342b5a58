"""Answers that are given once: for the whole company, or for a part of several products."""

from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from apps.accounts.actors import Actor
from apps.accounts.models import Organization
from apps.audit import chain
from apps.catalog.kinds import Branch
from apps.catalog.models import Node
from apps.core.errors import Invalid
from apps.devices import permissions
from apps.devices.actions.answers import open_for
from apps.devices.actions.claims import check_is_read, claimed, content_of
from apps.devices.actions.inheriting import spread_to_drafts, take
from apps.devices.models import Answer, AnswerEvidence, CommonAnswer, CommonEvidence, Component, ComponentVersion
from apps.evidence import actions as evidence
from apps.evidence.models import EvidenceItem


def save_common_answer(
    *,
    by: Actor,
    at: datetime,
    node: Node,
    version: int,
    component: Component | None = None,
    about: ComponentVersion | None = None,
    **content: Any,
) -> CommonAnswer:
    """Save what holds for the company, or for a shared part at version `about`, and bring it into all drafts.

    `version` is the edit count that the form read. Raises StaleAnswer when somebody saved in between, Invalid when
    the answer is incomplete or the entry is not of this kind.
    """
    values = claimed(**content)
    with transaction.atomic():
        organization = _locked(by, component)
        _check_fits(node, component, about)
        held = CommonAnswer.objects.filter(organization=organization, component=component, entry=node.entry_id)
        stored = held.select_related("node__edition", "about").first()
        if stored is not None and content_of(stored) == values and (stored.about, stored.node) == (about, node):
            return stored
        check_is_read(stored, version)
        before = content_of(stored) if stored is not None else {}
        answer = stored or CommonAnswer(organization=organization, component=component, entry_id=node.entry_id)
        answer.version = answer.version + 1 if stored is not None else 1
        for name, value in {**values, "node": node, "about": about, "updated_at": at, "updated_by": by.user}.items():
            setattr(answer, name, value)
        answer.save(force_insert=stored is None)
        drafts = spread_to_drafts(answer, at=at)
        chain.record(
            "devices.common_answer_saved",
            by=by,
            target=answer,
            target_label=f"{node.identifier}, {component or organization}",
            before=before,
            after={**values, "drafts": drafts},
        )
    return answer


def confirm_common_answer(
    answer: CommonAnswer, *, by: Actor, at: datetime, node: Node, about: ComponentVersion | None
) -> CommonAnswer:
    """Say that an answer still holds: for a newer version of the part, or for the new words of the entry."""
    return save_common_answer(
        by=by,
        at=at,
        node=node,
        component=answer.component,
        about=about,
        version=answer.version,
        **content_of(answer),
    )


def attach_common_evidence(
    answer: CommonAnswer, *, by: Actor, at: datetime, item: EvidenceItem, locator: str = ""
) -> CommonEvidence:
    """Prove it with an item of one's own library; drafts that follow the answer get it too."""
    with transaction.atomic():
        organization = _locked(by, answer.component)
        if item.organization_id != organization.pk:
            raise Invalid("Choose evidence from your own library.")
        use, is_new = CommonEvidence.objects.get_or_create(answer=answer, item=item, locator=locator.strip())
        if is_new:
            drafts = spread_to_drafts(_read(answer), at=at)
            after = {"item": item, "sha256": item.sha256, "locator": use.locator, "drafts": drafts}
            chain.record("devices.common_evidence_attached", by=by, target=answer, after=after)
    return use


def prove_common_with_file(
    answer: CommonAnswer, *, by: Actor, at: datetime, upload: UploadedFile, locator: str = "", **metadata: Any
) -> CommonEvidence:
    """Take a new file into the library and attach it, both or neither; `metadata` is that of `evidence.add_file`."""
    with transaction.atomic():
        _locked(by, answer.component)
        item = evidence.add_file(by=by, at=at, upload=upload, **metadata)
        return attach_common_evidence(answer, by=by, at=at, item=item, locator=locator)


def detach_common_evidence(use: CommonEvidence, *, by: Actor, at: datetime) -> None:
    """Take evidence off; drafts that follow the answer lose it too, the item stays in the library."""
    with transaction.atomic():
        answer = _read(use.answer)
        _locked(by, answer.component)
        removed, _ = CommonEvidence.objects.filter(pk=use.pk).delete()
        if removed:
            drafts = spread_to_drafts(answer, at=at)
            before = {"item": use.item_id, "locator": use.locator}
            chain.record(
                "devices.common_evidence_detached", by=by, target=answer, before=before, after={"drafts": drafts}
            )


def follow_common_answer(answer: Answer, *, by: Actor, at: datetime, version: int) -> Answer:
    """Put the common answer in the place of the declaration's own, and follow it from now on.

    The text that goes stands in the record of acts. Raises Invalid when nothing stands for this entry.
    """
    with transaction.atomic():
        declaration = open_for(answer.declaration, None, by)
        stored = Answer.objects.select_related("node", "component").get(pk=answer.pk)
        check_is_read(stored, version)
        common = CommonAnswer.objects.for_answer(stored, declaration.product.organization_id)
        if common is None:
            raise Invalid("There is no answer given once for this entry.")
        before = content_of(stored)
        take(stored, common, at=at)
        stored.version += 1
        stored.save(force_update=True)
        AnswerEvidence.objects.filter(answer=stored).delete()
        AnswerEvidence.objects.bulk_create(
            AnswerEvidence(answer=stored, item_id=use.item_id, locator=use.locator) for use in common.evidence.all()
        )
        declaration.drafted_by.add(by.user, common.updated_by)
        chain.record(
            "devices.common_answer_followed",
            by=by,
            target=stored,
            target_label=f"{stored.node.identifier}, {stored.component.name}",
            subject=declaration,
            before=before,
            after=content_of(stored),
        )
    return stored


def _locked(by: Actor, component: Component | None) -> Organization:
    """Check the person, and lock the organization, so that two people never save one answer at once."""
    permissions.check_user_can_give_common_answers(by, component)
    return Organization.objects.select_for_update().get(pk=by.organization.pk)  # type: ignore[union-attr]


def _check_fits(node: Node, component: Component | None, about: ComponentVersion | None) -> None:
    if not node.answerable or (node.branch == Branch.NON_TECHNICAL) != (component is None):
        raise Invalid("This entry cannot be answered here: a part answers what a device does, the company the rest.")
    if component is not None and (about is None or about.component_id != component.pk):
        raise Invalid("Choose the version of the part that the answer is about.")


def _read(answer: CommonAnswer) -> CommonAnswer:
    found: CommonAnswer = CommonAnswer.objects.select_related("node__edition", "about", "component__product").get(
        pk=answer.pk
    )
    return found
