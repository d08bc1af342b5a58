"""Recognises a document by what stands in it; its name is not believed."""

import re

CYCLONEDX, SPDX, CSAF, OPENVEX, MUD, SECURITY_TXT = "cyclonedx", "spdx", "csaf", "openvex", "mud", "security_txt"
MAX_BYTES = 8 * 1024 * 1024
"""Larger documents are kept as evidence and not read: 8 MB of JSON hold some 20,000 components."""
_ANYWHERE = re.MULTILINE | re.IGNORECASE
_HEAD = 64 * 1024
_MARKS = (
    (CYCLONEDX, re.compile(rb'"bomFormat"\s*:|https?://cyclonedx\.org/schema/bom')),
    (SPDX, re.compile(rb'"spdxVersion"\s*:|^SPDXVersion:|https?://spdx\.org/rdf/3', re.MULTILINE)),
    (CSAF, re.compile(rb'"csaf_version"\s*:')),
    (OPENVEX, re.compile(rb'"@context"\s*:\s*"https?:\\?/\\?/openvex\.dev')),
    (MUD, re.compile(rb'"ietf-mud:mud"\s*:')),
)
_FIELD_OF_SECURITY_TXT = re.compile(rb"^\s*contact\s*:\s*\S", _ANYWHERE)
_SECOND_FIELD = re.compile(rb"^\s*(?:expires|policy|encryption|acknowledgments|canonical|hiring)\s*:", _ANYWHERE)


def recognise(content: bytes, media_type: str, name: str = "") -> str:
    """Return the format of the document, or an empty text when it is none that speaks.

    A security.txt has no mark of its own: it is a text with a contact and another field of RFC 9116, or has the name.
    """
    for kind, mark in _MARKS:
        if mark.search(content):
            return kind
    if media_type == "text/plain":
        head = content[:_HEAD]
        if name.lower() == "security.txt":
            return SECURITY_TXT
        if _FIELD_OF_SECURITY_TXT.search(head) and _SECOND_FIELD.search(head):
            return SECURITY_TXT
    return ""
