"""The upper half of the chain: a security requirement and the capability that satisfies it."""

from apps.accounts.actors import Actor
from apps.catalog.kinds import SP_800_53
from apps.catalog.models import Reference
from apps.systems import actions as systems


def add_chain(by: Actor, requirement: tuple[str, str, str], capability: tuple[str, str, tuple[str, ...]]) -> None:
    """Define a requirement (kind, citation, text) and its capability (name, purpose, controls)."""
    kind, citation, text = requirement
    name, purpose, controls = capability
    references = Reference.objects.filter(framework__name=SP_800_53, identifier__in=controls)
    systems.define_capability(
        by=by,
        name=name,
        purpose=purpose,
        controls=references,
        satisfies=[systems.define_requirement(by=by, kind=kind, citation=citation, text=text)],
    )
