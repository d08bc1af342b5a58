"""What documents say beside an answer, asked for by the template that shows the answer."""

from typing import Any

from django import template

from apps.devices.spoken import Proposal, Spoken

register = template.Library()


@register.filter
def beside(spoken: Spoken | str | None, slot: Any) -> list[Proposal]:
    """Return what documents say to the answer in the slot; nothing on pages that ask no documents."""
    if not isinstance(spoken, Spoken) or slot.component is None:
        return []
    return spoken.beside(slot.node, slot.component, slot.answer)
