"""The tabs above every page of a declaration."""

from django.urls import reverse

from apps.core.components import Choice
from apps.devices.models import Declaration
from apps.devices.workflow import DeclarationState

_PARTS = (
    ("overview", "Overview", "devices:declaration"),
    ("entries", "Answers", "devices:entries_start"),
    ("documents", "What documents say", "devices:documents"),
    ("fill", "Fill elsewhere", "exchange:fill"),
    ("finish", "Finish and sign", "devices:finish"),
    ("sharing", "Sharing", "devices:sharing"),
    ("openings", "What agencies opened", "devices:openings"),
)
_DRAFTING = (DeclarationState.DRAFT, DeclarationState.READY)


def parts(declaration: Declaration, *, is_own: bool, may_share: bool, current: str) -> list[Choice]:
    """Return the tabs: signing before the seal, sharing after it for signers, both only for the manufacturer."""
    hidden = {"sharing", "openings"} if declaration.state in _DRAFTING else {"finish"}
    if not may_share:
        hidden.add("sharing")
    if declaration.is_sealed:
        hidden |= {"documents", "fill"}
    if not is_own:
        hidden = {"documents", "fill", "finish", "sharing", "openings"}
    return [
        Choice(label, reverse(name, args=[declaration.pk]), current=slug == current)
        for slug, label, name in _PARTS
        if slug not in hidden
    ]
