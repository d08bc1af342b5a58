"""What every page needs for its header."""

from typing import Any

from django.http import HttpRequest


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Return the actor; nothing is queried before a template asks."""
    return {"actor": getattr(request, "actor", None)}
