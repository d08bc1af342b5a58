"""A newer declaration while a case is assessed: the reviewer takes it up, or stays with a reason."""

from datetime import datetime

from apps.accounts.actors import Actor
from apps.core.errors import Invalid, NotNow
from apps.devices import actions as devices
from apps.devices.models import Declaration
from apps.reviews.actions.acting import acting
from apps.reviews.models import Review, Verdict
from apps.reviews.newer_declaration import changes, newer_than_pinned
from apps.reviews.workflow import Verb


def switch_declaration(
    review: Review, *, by: Actor, at: datetime, declaration: Declaration | None, reason: str
) -> list[str]:
    """Pin a newer declaration; requirements that it answers otherwise lose their verdict. Return their identifiers.

    Raises NotNow when it is not a newer one that the agency may read, or its content does not give the attested hash.
    """
    if not reason.strip():
        raise Invalid("Say why the newer declaration is taken up.")
    with acting(review, Verb.SWITCH_DECLARATION, by=by, at=at, reason=reason) as work:
        newer = _newer(work.review, by, declaration)
        if devices.content_sha256(newer) != newer.sha256:
            raise NotNow(
                "The declaration's content does not give the attested hash. Ask the manufacturer for a new one."
            )
        lost = [change.requirement for change in changes(work.review, newer) if change.verdict is not None]
        work.before = {
            "declaration": work.review.declaration_id,
            "sha256": work.review.declaration_sha256,
            "verdicts": {one.identifier: f"{one.verdict.value}: {one.verdict.reason}" for one in lost},
        }
        Verdict.objects.filter(requirement__in=lost).delete()
        Review.objects.filter(pk=work.review.pk).update(declaration=newer, declaration_sha256=newer.sha256)
        work.after = {"declaration": newer.pk, "number": newer.number, "sha256": newer.sha256}
    return [requirement.identifier for requirement in lost]


def keep_declaration(review: Review, *, by: Actor, at: datetime, declaration: Declaration | None, reason: str) -> None:
    """Record that the review stays with the declaration that it has, although a newer one is there."""
    if not reason.strip():
        raise Invalid("Say why the review stays with the declaration that it has.")
    with acting(review, Verb.KEEP_DECLARATION, by=by, at=at, reason=reason) as work:
        if work.review.declaration_id is None:
            raise NotNow("No declaration was received yet; there is none to stay with.")
        newer = _newer(work.review, by, declaration)
        work.after = {"kept": work.review.declaration_sha256, "newer": newer.pk, "number": newer.number}


def _newer(review: Review, by: Actor, declaration: Declaration | None) -> Declaration:
    found: Declaration | None = None
    if declaration is not None:
        found = newer_than_pinned(review, by).filter(pk=declaration.pk).first()
    if found is None:
        raise NotNow("There is no newer attested declaration that is shared with your agency.")
    return found
