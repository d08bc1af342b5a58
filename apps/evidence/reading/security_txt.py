"""security.txt (RFC 9116): how to report a vulnerability, and until when the file holds."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from apps.evidence.reading.formats import SECURITY_TXT
from apps.evidence.reading.outcome import Document, Table, Unreadable, listed, words

MAX_BYTES = 100_000
"""RFC 9116, section 5.4, lets readers limit the size; a real file has a few hundred bytes."""
_ONCE = ("expires", "preferred-languages")
_ADDRESSES = ("contact", "policy", "encryption", "acknowledgments", "canonical", "hiring", "csaf", "bug-bounty")
_KNOWN = (*_ADDRESSES, *_ONCE)
_FIELD = re.compile(r"^([A-Za-z][A-Za-z0-9-]{0,40})\s*:\s*(.*)$")
_URI = re.compile(r"^(https://[^\s/]+\S*|mailto:[^\s@]+@[^\s@]+|tel:\+?[0-9().-]+|openpgp4fpr:[0-9A-Fa-f]+|dns:\S+)$")
_ARMOUR = "-----BEGIN PGP SIGN"


@dataclass(frozen=True)
class Field:
    """One field with its line."""

    name: str
    value: str
    line: int

    @property
    def place(self) -> str:
        """Return where it stands."""
        return f"line {self.line}"


def read(content: bytes) -> Document:
    """Return contact, policy and expiry; raise Unreadable when it is not a short text in UTF-8."""
    if len(content) > MAX_BYTES:
        raise Unreadable("A security.txt has a few lines; this file is larger than 100 kB. Upload the published file.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(f"The text is not UTF-8 (byte {error.start}), which RFC 9116 asks for.") from None
    document = Document(SECURITY_TXT)
    signed = "-----BEGIN PGP SIGNED MESSAGE-----" in text
    fields = _fields(document, text, signed=signed)
    held = {name: [one for one in fields if one.name == name] for name in _KNOWN}
    _check(document, held)
    expires = _expiry(document, held["expires"])
    if document.problems:
        return document
    table = Table("Fields", ["Field", "Value", "Line"])
    for field in fields:
        table.add(field.name, field.value, field.line)
    document.tell("Contact", ", ".join(one.value for one in held["contact"]))
    document.tell("Expires", f"{expires:%Y-%m-%d}" if expires else "")
    document.tell("Signed with OpenPGP", "yes (the signature is not checked)" if signed else "no")
    document.tables.append(table)
    if expires:
        _facts(document, held, expires)
    return document


def _fields(document: Document, text: str, *, signed: bool) -> list[Field]:
    """Return the fields; in a signed text only what stands between head and signature counts."""
    found, in_head = [], signed
    for number, line in enumerate(text.splitlines(), start=1):
        said = line.strip()
        if signed and said.startswith(_ARMOUR + "ATURE"):
            break
        if in_head:
            in_head = bool(said)
            continue
        if not said or said.startswith("#"):
            continue
        match = _FIELD.match(said)
        if match is None:
            document.problem(f"line {number}", f"“{words(said, 60)}” is neither a field (“Name: value”) nor a comment.")
        else:
            found.append(Field(match[1].lower(), words(match[2].strip(), 500), number))
    return found


def _check(document: Document, held: dict[str, list[Field]]) -> None:
    if not held["contact"]:
        document.problem("line 1", "There is no field “Contact”, which every security.txt must have.")
    for name in _ADDRESSES:
        for field in held[name]:
            if not _URI.match(field.value):
                text = f"“{words(field.value, 60)}” is no address as RFC 9116 asks for (https:, mailto: or tel:)."
                document.problem(field.place, text)
    for name in _ONCE:
        for field in held[name][1:]:
            document.problem(field.place, f"The field “{name.capitalize()}” may stand only once.")


def _expiry(document: Document, fields: list[Field]) -> datetime | None:
    if not fields:
        document.problem("line 1", "There is no field “Expires”, which every security.txt must have.")
        return None
    try:
        moment = datetime.fromisoformat(fields[0].value)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        text = f"“{words(fields[0].value, 40)}” is no date as RFC 3339 asks for, such as 2027-06-30T00:00:00Z."
        document.problem(fields[0].place, text)
        return None
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        document.problem(fields[0].place, "The date lies outside the calendar.")
        return None


def _facts(document: Document, held: dict[str, list[Field]], expires: datetime) -> None:
    day = expires.date().isoformat()
    contacts = held["contact"]
    text = f"It names where to report: {listed([one.value for one in contacts], 3)}. It holds until {day}."
    after = f"It expired on {day}, so its contact is not to be relied on any more (RFC 9116, section 2.5.5)."
    document.fact("txt.contact", "shows", text, contacts[0].place, until=day, after=after)
    for key, name, said in (
        ("txt.policy", "policy", "It leads to the policy for reports"),
        ("txt.csaf", "csaf", "It leads to the advisories in CSAF"),
    ):
        if held[name]:
            document.fact(key, "shows", f"{said}: {held[name][0].value}", held[name][0].place)
        else:
            document.fact(key, "silent", f"It has no field “{name.capitalize() if name != 'csaf' else 'CSAF'}”.")
