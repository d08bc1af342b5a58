"""ZIP files, looked through before anything is unpacked: workbooks are ZIP files, and pages come packed in one."""

import io
import re
import zipfile
import zlib
from typing import NoReturn

from apps.core.sheets.faults import BadSource, Fault

MOST_UNPACKED = 50 * 1024 * 1024
MOST_MEMBERS = 1_000
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def refuse(file: str, place: str, problem: str) -> NoReturn:
    """Raise BadSource with this one fault."""
    raise BadSource([Fault(file, place, problem)])


class Archive:
    """A checked ZIP file; its members are read whole, since together they stay below 50 MB."""

    def __init__(self, file: str, content: bytes) -> None:
        """Check the directory of the archive; raise BadSource with the reason when it cannot be used."""
        self.file = file
        if content.startswith(_OLD_OFFICE):
            refuse(file, "", "this is an old or password-protected Office file; save it as .xlsx without a password.")
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
            members = self._zip.infolist()
        except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, EOFError):
            what = "it is cut off or damaged" if content.startswith(b"PK") else "its content is something else"
            refuse(file, "", f"this is no Excel workbook or ZIP file, {what}; take the file from its source again.")
        self._check(members)
        self.names = {member.filename: member for member in members if not member.is_dir()}

    def _check(self, members: list[zipfile.ZipInfo]) -> None:
        if len(members) > MOST_MEMBERS:
            refuse(self.file, "", f"the archive holds {len(members)} files; at most {MOST_MEMBERS} are read.")
        unpacked = sum(member.file_size for member in members)
        if unpacked > MOST_UNPACKED:
            refuse(
                self.file, "", f"unpacked it would take {unpacked // 1024**2} MB; more than 50 MB are never unpacked."
            )
        if len({member.filename for member in members}) != len(members):
            refuse(self.file, "", "the archive holds two files of the same name; pack it anew.")
        for member in members:
            if member.flag_bits & 0x1:
                refuse(self.file, shown(member.filename), "this part is locked with a password; save without one.")
            if member.compress_type not in _METHODS:
                refuse(self.file, shown(member.filename), "it is packed in an unusual way; pack it as a plain ZIP.")
            parts = re.split(r"[\\/]", member.filename)
            if ".." in parts or parts[0] == "" or ":" in parts[0]:
                refuse(self.file, shown(member.filename), "the path leads out of the archive; pack it anew.")

    def read(self, name: str) -> bytes:
        """Return the content of one member; raise BadSource when it is damaged."""
        try:
            return self._zip.read(self.names[name])
        except (zipfile.BadZipFile, zlib.error, NotImplementedError, ValueError, OSError, EOFError):
            refuse(self.file, shown(name), "this part is cut off or damaged; take the file from its source again.")


def shown(name: str) -> str:
    """Return a name from a foreign file so that it can be shown: no control characters, not too long."""
    return "".join(letter if letter.isprintable() else "?" for letter in name)[:80]
