"""The number that is printed on every page and that anybody may type to check a report."""

import re
import secrets

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: nothing in it is mistaken for something else when read aloud."""
_MISREAD = str.maketrans("ILOU", "110V")
PATTERN = re.compile(rb"AR-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}")


def new_identifier() -> str:
    """Return a number such as AR-7K3M-9QXD: forty random bits, so that none can be guessed from another."""
    letters = "".join(secrets.choice(_ALPHABET) for _ in range(8))
    return f"AR-{letters[:4]}-{letters[4:]}"


def normalized(typed: str) -> str:
    """Return what a person typed in the form in which numbers are stored; blanks, case and dashes do not matter."""
    letters = re.sub(r"[^0-9A-Za-z]", "", typed).upper()
    if letters.startswith("AR") and len(letters) == 10:
        letters = letters[2:]
    if len(letters) != 8:
        return ""
    letters = letters.translate(_MISREAD)
    return f"AR-{letters[:4]}-{letters[4:]}"
