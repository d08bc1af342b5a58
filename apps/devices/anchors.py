"""Where on the page of entries one entry, or one of its answers, stands."""

from apps.devices.models import Component


def anchor_of(identifier: str) -> str:
    """Return the anchor of one entry."""
    return identifier.replace(".", "-")


def answer_slug(identifier: str, component: Component | None) -> str:
    """Return the anchor and id prefix of one answer; two hyphens, since entries end in numbers too."""
    return f"{anchor_of(identifier)}--{component.position if component is not None else 0}"
