"""Carrying answers over into a successor, along the lasting entries."""

from datetime import datetime

from apps.accounts.actors import Actor
from apps.catalog.continuing import continuation
from apps.devices.models import Answer, AnswerEvidence, Declaration


def carry_over(predecessor: Declaration, successor: Declaration, *, by: Actor, at: datetime) -> tuple[int, int]:
    """Copy answers and evidence uses of the components that the successor is about; return how many, and what is lost.

    Another version may behave differently, so each of its answers is confirmed; the same version only where the words
    of the entry changed. Inherited answers are not asked again: they go on following what is said once.
    """
    going_on = continuation(predecessor.edition, successor.edition)
    versions = successor.versions.values_list("pk", "component_id")
    same = {pk for pk, _ in versions} == set(predecessor.versions.values_list("pk", flat=True))
    answers, uses, lost = [], [], 0
    components = [component for _, component in versions]
    for old in predecessor.answers.filter(component__in=components).prefetch_related("evidence"):
        node = going_on.node_of(old.node_id)
        if node is None:
            lost += 1
            continue
        new = Answer(
            declaration=successor,
            node_id=node,
            component_id=old.component_id,
            value=old.value,
            explanation=old.explanation,
            configuration=old.configuration,
            planned_version=old.planned_version,
            planned_on=old.planned_on,
            carried_over=old.inherited_from_id is None and (not same or going_on.reworded(old.node_id)),
            inherited_from_id=old.inherited_from_id,
            updated_at=at,
            updated_by=by.user,
        )
        answers.append(new)
        uses += [AnswerEvidence(answer=new, item_id=use.item_id, locator=use.locator) for use in old.evidence.all()]
    Answer.objects.bulk_create(answers, batch_size=200)
    AnswerEvidence.objects.bulk_create(uses, batch_size=200)
    return len(answers), lost
