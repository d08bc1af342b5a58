"""What every page needs for its header, and what sign-in pages may offer."""

import ipaddress
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Return the actor (nothing is queried before a template asks) and whether passkeys can work here."""
    return {
        "actor": getattr(request, "actor", None),
        "passkeys_possible": not _is_ip_address(request.META.get("HTTP_HOST", "")),
    }


def _is_ip_address(host: str) -> bool:
    """Tell whether the page was opened by a bare address, to which browsers bind no passkey (WebAuthn, 5.1.2)."""
    try:
        ipaddress.ip_address(urlsplit(f"//{host}").hostname or "")
    except ValueError:
        return False
    return True
