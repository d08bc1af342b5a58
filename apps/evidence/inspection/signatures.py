"""How files of other kinds begin, so that a file with two natures is noticed whatever its name says."""

import re

_NATURES = (
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"RIFF", "a RIFF container"),
    (b"MZ", "a Windows program"),
    (b"\x7fELF", "a Linux program"),
    (b"\xca\xfe\xba\xbe", "a Java program"),
    (b"\xcf\xfa\xed\xfe", "a macOS program"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"{\\rtf", "an RTF document"),
    (b"#!", "a script"),
)
# What a browser or an interpreter would run. `<x:xmpmeta` and other metadata of documents do not match.
_ACTIVE = re.compile(
    rb"<\s*(?:!doctype\s+html|html|head|body|script|svg|iframe|object|embed|style)[\s>/]|<\?php", re.IGNORECASE
)
_LEADING = re.compile(rb"^(?:\xef\xbb\xbf|\s|<!--.*?-->)*", re.DOTALL)


def foreign_nature(head: bytes) -> str:
    """Return in words what the content is by its first bytes, or an empty text when nothing known begins so."""
    for signature, words in _NATURES:
        if head.startswith(signature):
            return words
    return "a web page or drawing" if begins_as_markup(head) and _ACTIVE.search(head) else ""


def holds_active_markup(content: bytes) -> bool:
    """Tell whether HTML, SVG or a script element stands anywhere in the content."""
    return _ACTIVE.search(content) is not None


def begins_as_markup(head: bytes) -> bool:
    """Tell whether the first thing in the text, after blanks and comments, is a tag."""
    rest = _LEADING.sub(b"", head, count=1)
    return re.match(rb"<[a-zA-Z!?/]", rest) is not None
