"""The one place that assigns a declaration's state."""

from typing import Any

from apps.devices import policies
from apps.devices.models import Declaration
from apps.devices.workflow import DeclarationAct


def locked(declaration: Declaration) -> Declaration:
    """Return the declaration read anew with its row locked until the transaction ends."""
    return (
        Declaration.objects.select_for_update(of=("self",))
        .select_related("product__organization", "edition")
        .get(pk=declaration.pk)
    )


def transition(declaration: Declaration, act: DeclarationAct, **fields: Any) -> dict[str, str]:
    """Move a locked declaration along the table of `workflow`, with further fields in the same statement.

    Returns the states for the record; raises NotNow when the act is not possible in the present state.
    """
    before = declaration.state
    after = policies.next_state(before, act)
    Declaration.objects.filter(pk=declaration.pk, state=before).update(state=after, **fields)
    for name, value in fields.items():
        setattr(declaration, name, value)
    declaration.state = after
    return {"from": before, "to": str(after)}
