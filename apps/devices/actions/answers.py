"""Answering catalog entries, one component at a time, and proving the answers."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Exists, OuterRef

from apps.accounts.actors import Actor
from apps.audit import chain
from apps.catalog.models import Node
from apps.core.errors import Invalid
from apps.devices import permissions, policies
from apps.devices.actions.claims import check_is_read, claimed, content_of
from apps.devices.models import Answer, AnswerEvidence, Component, Declaration
from apps.devices.workflow import AnswerValue
from apps.evidence import actions as evidence
from apps.evidence import documents
from apps.evidence.models import EvidenceItem


def save_answer(
    declaration: Declaration,
    *,
    by: Actor,
    at: datetime,
    node: Node,
    component: Component,
    value: AnswerValue | str,
    version: int,
    explanation: str = "",
    configuration: str = "",
    planned_version: str = "",
    planned_on: date | None = None,
) -> Answer:
    """Save the answer to one entry for one component; `version` is the edit count that the form read (0: none yet).

    Saving confirms an answer that was carried over, and overrides one that was inherited. Saving what already stands
    writes nothing.
    Raises StaleAnswer when somebody saved in between, Invalid when the answer is incomplete, NotNow when sealed.
    """
    values = claimed(
        value=value,
        explanation=explanation,
        configuration=configuration,
        planned_version=planned_version,
        planned_on=planned_on,
    )
    with transaction.atomic():
        declaration = open_for(declaration, component, by)
        if node.edition_id != declaration.edition_id or not node.answerable:
            raise Invalid("This entry cannot be answered in the edition of the catalog that the declaration uses.")
        stored = Answer.objects.filter(declaration=declaration, node=node, component=component).first()
        if stored is not None and not stored.carried_over and content_of(stored) == values:
            return stored
        check_is_read(stored, version)
        answer, before = _write(declaration, stored, node=node, component=component, values=values, by=by, at=at)
        _note_drafter(declaration, by)
        chain.record(
            "devices.answer_saved",
            by=by,
            target=answer,
            target_label=f"{node.identifier}, {component.name}",
            subject=declaration,
            before=before,
            after=values,
        )
    return answer


def confirm_carried_over(
    declaration: Declaration, *, by: Actor, at: datetime, answers: Iterable[Answer] | None = None
) -> int:
    """Confirm answers that were carried over as they stand (all of them, or those given); return how many."""
    with transaction.atomic():
        declaration = open_for(declaration, None, by)
        waiting = declaration.answers.filter(carried_over=True)
        if answers is not None:
            waiting = waiting.filter(pk__in=[answer.pk for answer in answers])
        keys = [str(key) for key in waiting.values_list("pk", flat=True)]
        if keys:
            waiting.update(carried_over=False, updated_at=at, updated_by=by.user)
            _note_drafter(declaration, by)
            chain.record(
                "devices.answers_confirmed",
                by=by,
                target=declaration,
                subject=declaration.product,
                after={"answers": keys},
            )
    return len(keys)


def attach_evidence(
    answer: Answer, *, by: Actor, at: datetime, item: EvidenceItem, locator: str = ""
) -> AnswerEvidence:
    """Prove an answer with an item of one's own library; the same item and place again changes nothing."""
    with transaction.atomic():
        declaration = open_for(answer.declaration, None, by)
        if by.organization is None or item.organization_id != by.organization.pk:
            raise Invalid("Choose evidence from your own library.")
        use, is_new = AnswerEvidence.objects.get_or_create(answer=answer, item=item, locator=locator.strip())
        if is_new:
            _make_own(answer)
            _note_drafter(declaration, by)
            chain.record(
                "devices.evidence_attached",
                by=by,
                target=answer,
                subject=declaration,
                after={"item": item, "sha256": item.sha256, "locator": use.locator},
            )
    return use


def prove_with_file(
    answer: Answer, *, by: Actor, at: datetime, upload: UploadedFile, locator: str = "", **metadata: Any
) -> AnswerEvidence:
    """Take a new file into the library and attach it, both or neither; `metadata` is that of `evidence.add_file`.

    The declaration is asked first, so that a refused answer leaves no file behind.
    """
    permissions.check_user_can_edit_declaration(by, answer.declaration.product)
    documents.read_ahead(upload, upload.name or "")
    with transaction.atomic():
        open_for(answer.declaration, None, by)
        item = evidence.add_file(by=by, at=at, upload=upload, **metadata)
        return attach_evidence(answer, by=by, at=at, item=item, locator=locator)


def detach_evidence(use: AnswerEvidence, *, by: Actor, at: datetime) -> None:
    """Take evidence off an answer; the item stays in the library."""
    with transaction.atomic():
        answer = Answer.objects.select_related("declaration").get(pk=use.answer_id)
        declaration = open_for(answer.declaration, None, by)
        removed, _ = AnswerEvidence.objects.filter(pk=use.pk).delete()
        if removed:
            _make_own(answer)
            _note_drafter(declaration, by)
            chain.record(
                "devices.evidence_detached",
                by=by,
                target=answer,
                subject=declaration,
                before={"item": use.item_id, "locator": use.locator},
            )


def open_for(declaration: Declaration, component: Component | None, by: Actor) -> Declaration:
    """Lock the draft and check person, state and component; one statement brings all that is asked."""
    versions, drafters = Declaration.versions.through, Declaration.drafted_by.through
    covered = versions.objects.filter(
        declaration=OuterRef("pk"), componentversion__component=component.pk if component else None
    )
    drafted = drafters.objects.filter(declaration=OuterRef("pk"), user=by.user.pk)
    found = (
        Declaration.objects.select_for_update(of=("self",))
        .select_related("product")
        .annotate(covers_component=Exists(covered), has_drafter=Exists(drafted))
        .get(pk=declaration.pk)
    )
    permissions.check_user_can_edit_declaration(by, found.product)
    policies.check_answers_can_change(found)
    if component is not None and not found.covers_component:
        raise Invalid("The declaration is not about a version of this component.")
    return found


def _make_own(answer: Answer) -> None:
    """End that an answer is inherited: evidence of the declaration's own would be lost at the next change."""
    Answer.objects.filter(pk=answer.pk, inherited_from__isnull=False).update(inherited_from=None)


def _note_drafter(declaration: Declaration, by: Actor) -> None:
    if not getattr(declaration, "has_drafter", False):  # annotated by _open_for
        declaration.drafted_by.add(by.user)


def _write(
    declaration: Declaration,
    stored: Answer | None,
    *,
    node: Node,
    component: Component,
    values: dict[str, Any],
    by: Actor,
    at: datetime,
) -> tuple[Answer, dict[str, Any]]:
    """Insert or update the row; return it with what stood there before."""
    if stored is None:
        answer = Answer(
            declaration=declaration, node=node, component=component, updated_at=at, updated_by=by.user, **values
        )
        answer.save(force_insert=True)
        return answer, {}
    before = content_of(stored)
    kept = stored.inherited_from_id if before == values else None
    values = {**values, "carried_over": False, "version": stored.version + 1, "updated_at": at, "inherited_from": kept}
    Answer.objects.filter(pk=stored.pk).update(**values, updated_by=by.user)
    for name, value in values.items():
        setattr(stored, name, value)
    stored.updated_by = by.user
    return stored, before
