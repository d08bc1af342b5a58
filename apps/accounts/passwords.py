"""Passwords are refused for words that anybody would guess here (SP 800-63B: context-specific words)."""

import re
from typing import Any

from django.core.exceptions import ValidationError

from apps.accounts.models import Membership

PRODUCT_WORDS = ("assay",)
# Words of organizations' names that say nothing about which one it is.
_COMMON_WORDS = frozenset(
    {"agency", "bureau", "company", "corporation", "department", "federal", "institute", "manufacturer", "office"}
)
_SHORTEST = 4


class ContextWordsValidator:
    """Refuses a password that contains the product's name or a word of the organizations that the person works for."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError naming the word."""
        lowered = password.lower()
        for word in (*PRODUCT_WORDS, *_organization_words(user)):
            if word in lowered:
                raise ValidationError(
                    f"The password contains “{word}”, which anybody would try here. Leave it out.",
                    code="password_context_word",
                )

    def get_help_text(self) -> str:
        """Return the rule in a sentence."""
        return "It contains neither the name of this service nor of your organization."


def _organization_words(user: Any) -> list[str]:
    names: list[str] = list(getattr(user, "joining", ()))
    if user is not None and user.pk is not None:
        memberships = Membership.objects.active().filter(user_id=user.pk)
        names += memberships.values_list("organization__name", flat=True)
    words = {word for name in names for word in re.findall(r"\w+", name.lower())}
    return sorted(word for word in words if len(word) >= _SHORTEST and word not in _COMMON_WORDS)
