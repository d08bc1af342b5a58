"""What colleagues say and ask of each other while they draft: comments on entries, and who answers what until when."""

from datetime import date, datetime

from django.db import transaction

from apps.accounts.actors import Actor
from apps.accounts.models import User
from apps.audit import chain
from apps.catalog.kinds import NodeKind
from apps.catalog.models import Node
from apps.core.errors import Invalid, NotNow
from apps.devices import permissions, policies
from apps.devices.actions.transitions import locked
from apps.devices.models import Assignment, Declaration, EntryComment

MOST_COMMENTS = 200
"""So many comments an entry can hold; a thread beyond that is read by nobody."""


def write_comment(declaration: Declaration, *, by: Actor, at: datetime, node: Node, text: str) -> EntryComment:
    """Note something on an entry for one's colleagues; also while the declaration waits for its signer."""
    text = text.strip()
    if not text:
        raise Invalid("Write what your colleagues should know.")
    with transaction.atomic():
        declaration = _open(declaration, by)
        _check_place(declaration, node, kinds=(NodeKind.ELEMENT,))
        if declaration.comments.filter(node=node).count() >= MOST_COMMENTS:
            raise NotNow(f"{node.identifier} has {MOST_COMMENTS} comments already. Talk about it elsewhere.")
        comment = EntryComment(declaration=declaration, node=node, text=text, written_at=at, written_by=by.user)
        comment.save(force_insert=True)
        # The words stay between colleagues: the record of acts says that somebody commented, not what.
        chain.record(
            "devices.entry_commented", by=by, target=comment, target_label=node.identifier, subject=declaration
        )
    return comment


def settle_comment(comment: EntryComment, *, by: Actor, at: datetime) -> EntryComment:
    """Close a comment; it stays readable. Settling it twice changes nothing."""
    with transaction.atomic():
        declaration = _open(comment.declaration, by)
        changed = EntryComment.objects.filter(pk=comment.pk, settled_at__isnull=True)
        if changed.update(settled_at=at, settled_by=by.user):
            chain.record(
                "devices.comment_settled",
                by=by,
                target=comment,
                target_label=comment.node.identifier,
                subject=declaration,
            )
    return comment


def assign(
    declaration: Declaration, *, by: Actor, at: datetime, node: Node, assignee: User, due_on: date
) -> Assignment:
    """Give an entry, a section or a whole capability to a drafter until a day; again changes person and day."""
    with transaction.atomic():
        declaration = locked(declaration)
        permissions.check_user_can_edit_declaration(by, declaration.product)
        policies.check_answers_can_change(declaration)
        _check_place(declaration, node, kinds=(NodeKind.CAPABILITY, NodeKind.SUBCAPABILITY, NodeKind.ELEMENT))
        permissions.check_can_be_assigned(assignee, declaration.product)
        if due_on < at.date():
            raise Invalid("The day has passed already. Choose today or a later day.")
        stored = declaration.assignments.filter(node=node, done_at__isnull=True).first()
        if stored is not None and (stored.assignee_id, stored.due_on) == (assignee.pk, due_on):
            return stored
        before = {"assignee": str(stored.assignee), "due_on": stored.due_on} if stored is not None else {}
        assignment = stored or Assignment(declaration=declaration, node=node)
        assignment.assignee, assignment.due_on = assignee, due_on
        assignment.assigned_at, assignment.assigned_by = at, by.user
        assignment.save(force_insert=stored is None)
        chain.record(
            "devices.entries_assigned",
            by=by,
            target=assignment,
            target_label=node.identifier,
            subject=declaration,
            before=before,
            after={"assignee": str(assignee), "due_on": due_on},
        )
    return assignment


def end_assignment(assignment: Assignment, *, by: Actor, at: datetime) -> Assignment:
    """Say that it is done, or take it back; a drafter may."""
    with transaction.atomic():
        declaration = locked(assignment.declaration)
        permissions.check_user_can_edit_declaration(by, declaration.product)
        changed = Assignment.objects.filter(pk=assignment.pk, done_at__isnull=True)
        if changed.update(done_at=at, done_by=by.user):
            chain.record(
                "devices.assignment_ended",
                by=by,
                target=assignment,
                target_label=assignment.node.identifier,
                subject=declaration,
            )
    return assignment


def _open(declaration: Declaration, by: Actor) -> Declaration:
    declaration = locked(declaration)
    permissions.check_user_can_comment(by, declaration.product)
    policies.check_can_be_commented(declaration)
    return declaration


def _check_place(declaration: Declaration, node: Node, *, kinds: tuple[NodeKind, ...]) -> None:
    if node.edition_id != declaration.edition_id or node.kind not in kinds:
        raise Invalid("This is no place of the catalog's edition on which the declaration answers.")
