"""ZIP and Office files: bounded, without tricks in paths and links, without programs and macros; never unpacked."""

import stat
import struct
import zipfile
import zlib
from itertools import pairwise

from django.core.files.base import File

from apps.core.errors import Invalid
from apps.evidence.kinds import Finding

MAX_MEMBERS = 2000
MAX_UNPACKED = 300 * 1024 * 1024
MAX_RATIO = 200
_RATIO_FROM = 1024 * 1024
_CHUNK = 64 * 1024
_DAMAGED = "The archive is damaged. Pack it anew and upload that file."
_MAX_RELATIONS = 1024 * 1024
_HEADER = struct.Struct("<4s5H3I2H")
_END = struct.Struct("<4s4H2IH")
_TAIL = 66 * 1024
_MAX_DIRECTORY = MAX_MEMBERS * 512
_PROGRAMS = (
    *(".app", ".apk", ".bat", ".chm", ".class", ".cmd", ".com", ".cpl", ".dll", ".dmg", ".docm", ".elf"),
    *(".exe", ".hta", ".htm", ".html", ".iso", ".jar", ".js", ".jse", ".lnk", ".mht", ".mhtml", ".msi", ".ps1"),
    *(".pptm", ".scr", ".sh", ".svg", ".svgz", ".swf", ".vbe", ".vbs", ".wsf", ".xhtml", ".xlsm", ".xsl", ".xslt"),
)
_ARCHIVES = (".7z", ".bz2", ".cab", ".gz", ".rar", ".tar", ".tgz", ".xz", ".zip", ".zst")


def inspect_zip(content: File) -> list[Finding]:
    """Raise Invalid unless the archive is bounded and holds only documents and data."""
    with _opened(content) as archive:
        for member in archive.infolist():
            name = member.filename.lower()
            if name.endswith((*_PROGRAMS, "vbaproject.bin")) or name.startswith("meta-inf/"):
                raise Invalid(
                    f"The archive holds a program, script or web page ({_shown(member)}). "
                    "Leave it out, or save it as PDF."
                )
            if name.endswith(_ARCHIVES):
                raise Invalid(f"The archive holds another archive ({_shown(member)}). Pack its files directly.")
    return []


def inspect_docx(content: File) -> list[Finding]:
    """Raise Invalid unless the content is a Word document without macros."""
    _inspect_office(content, "word/document.xml", "Word document")
    return []


def inspect_xlsx(content: File) -> list[Finding]:
    """Raise Invalid unless the content is an Excel workbook without macros."""
    _inspect_office(content, "xl/workbook.xml", "Excel workbook")
    return []


def _inspect_office(content: File, main_part: str, what: str) -> None:
    with _opened(content) as archive:
        names = {member.filename: member for member in archive.infolist()}
        if main_part not in names or "[Content_Types].xml" not in names:
            raise Invalid(f"The content is not a {what}, although its name says so. Save it anew and upload that file.")
        if any(_is_macro(name) for name in names) or b"macroEnabled" in _read(archive, names["[Content_Types].xml"]):
            raise Invalid(f"The {what} holds macros or embedded programs. Save it without them, or as PDF.")
        for name, member in names.items():
            if name.endswith(".rels"):
                relations = _read(archive, member)
                if (
                    b"attachedTemplate" in relations and b"External" in relations
                ) or b"relationships/oleObject" in relations:
                    raise Invalid(f"The {what} loads parts from elsewhere or embeds objects. Save it as PDF instead.")


def _is_macro(name: str) -> bool:
    lowered = name.lower()
    return lowered.endswith(("vbaproject.bin", "vbadata.xml")) or "/activex/" in lowered or "/embeddings/" in lowered


def _opened(content: File) -> zipfile.ZipFile:
    """Open the archive and check its bounds by its directory, without unpacking anything."""
    _check_directory_size(content)
    try:
        archive = zipfile.ZipFile(content)
        members = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise Invalid(_DAMAGED) from error
    if not members:
        raise Invalid("The archive is empty. Pack the files anew.")
    if len(members) > MAX_MEMBERS:
        raise Invalid(f"The archive holds {len(members)} files; at most {MAX_MEMBERS} are accepted. Split it.")
    unpacked, packed = sum(member.file_size for member in members), sum(member.compress_size for member in members)
    if unpacked > MAX_UNPACKED or (unpacked > _RATIO_FROM and unpacked > MAX_RATIO * max(packed, 1)):
        raise Invalid("Unpacked, the archive would be far too large. Pack only the files that prove the answer.")
    if len({member.filename for member in members}) != len(members) or _overlap(members):
        raise Invalid("The archive is built in an unusual way: files lie over each other. Pack it anew.")
    for member in members:
        _check_member(member)
        _check_true_size(content, member)
    return archive


def _check_directory_size(content: File) -> None:
    """Refuse an endless directory before anything reads it into memory; 4 GB archives (zip64) are none of ours."""
    content.seek(max(content.size - _TAIL, 0))
    tail = content.read()
    end = tail.rfind(b"PK\x05\x06")
    if end < 0 or len(tail) < end + _END.size:
        raise Invalid(_DAMAGED)
    entries, directory = _END.unpack_from(tail, end)[4:6]
    if b"PK\x06\x06" in tail[max(end - 100, 0) : end] or entries > MAX_MEMBERS or directory > _MAX_DIRECTORY:
        raise Invalid(f"The archive holds too many files; at most {MAX_MEMBERS} are accepted. Split it.")
    content.seek(0)


def _check_member(member: zipfile.ZipInfo) -> None:
    name = member.filename
    parts = name.replace("\\", "/").split("/")
    if name.startswith(("/", "\\")) or ".." in parts or ":" in parts[0] or "\\" in name or "\x00" in name:
        raise Invalid(f"The archive holds a path that leads out of it ({_shown(member)}). Pack it anew.")
    mode = member.external_attr >> 16
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise Invalid(f"The archive holds a link or a device ({_shown(member)}). Pack plain files only.")
    if member.flag_bits & 0x1:
        raise Invalid("The archive is locked with a password, so nobody can check it. Pack it without one.")


def _check_true_size(content: File, member: zipfile.ZipInfo) -> None:
    """Count what the member really unpacks to: the directory of a packed bomb lies about it."""
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Invalid("The archive is packed with a method that not everybody can open. Pack it as a plain ZIP.")
    content.seek(member.header_offset)
    header = content.read(_HEADER.size)
    if len(header) < _HEADER.size or not header.startswith(b"PK\x03\x04"):
        raise Invalid(_DAMAGED)
    *_, name_length, extra_length = _HEADER.unpack(header)
    content.seek(name_length + extra_length, 1)
    left, size = member.compress_size, 0
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    while left > 0 and (chunk := content.read(min(left, _CHUNK))):
        left -= len(chunk)
        if member.compress_type == zipfile.ZIP_STORED:
            size += len(chunk)
            continue
        try:
            while chunk and size <= member.file_size:
                size += len(inflate.decompress(chunk, _CHUNK))
                chunk = inflate.unconsumed_tail
        except zlib.error as error:
            raise Invalid(_DAMAGED) from error
    if member.compress_type == zipfile.ZIP_DEFLATED and size <= member.file_size:
        size += len(inflate.flush())
    if left > 0 or size != member.file_size:
        raise Invalid("The archive says less about its size than is true. Pack it anew.")


def _overlap(members: list[zipfile.ZipInfo]) -> bool:
    """Tell whether two members share bytes, as in archives built to explode."""
    ordered = sorted(members, key=lambda member: member.header_offset)
    return any(
        first.header_offset + first.compress_size + _HEADER.size > second.header_offset
        for first, second in pairwise(ordered)
    )


def _read(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """Return the beginning of a small member; raise Invalid when it is damaged."""
    try:
        with archive.open(member) as part:
            return part.read(_MAX_RELATIONS)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError) as error:
        raise Invalid("The document is damaged. Save it anew and upload that file.") from error


def _shown(member: zipfile.ZipInfo) -> str:
    """Return the member's name, short and printable."""
    return "".join(mark for mark in member.filename if mark.isprintable())[:60]
