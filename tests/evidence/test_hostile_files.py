"""Files aimed at the reader or the service: each is refused with a sentence, none is stored, none crashes."""

import io
import stat
import struct
import zipfile
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from apps.core.errors import Invalid
from apps.evidence import actions, storage
from apps.evidence.inspection import archive
from apps.evidence.models import EvidenceItem
from tests.factories.accounts import make_member
from tests.factories.evidence import PDF

pytestmark = pytest.mark.django_db

HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
WORD_TYPES = b'<Types><Override PartName="/word/document.xml" ContentType="application/word+xml"/></Types>'


def _zip(**members: bytes) -> bytes:
    return _zip_of({name.replace("__", "."): content for name, content in members.items()})


def _zip_of(members: dict[str | zipfile.ZipInfo, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", compression) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return target.getvalue()


def _docx(extra: dict[str, bytes] | None = None, types: bytes = WORD_TYPES) -> bytes:
    return _zip_of({"[Content_Types].xml": types, "word/document.xml": b"<w/>", **(extra or {})})


def _png(width: int = 1, height: int = 1, extra: bytes = b"") -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"\x00" * (min(width, 1) + 1) * min(height, 1))
    parts = chunk(b"IHDR", header) + extra + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def _png_with_text(text: bytes) -> bytes:
    data = b"Comment\x00" + text
    return _png(extra=struct.pack(">I", len(data)) + b"tEXt" + data + struct.pack(">I", zlib.crc32(b"tEXt" + data)))


def _symlink() -> bytes:
    link = zipfile.ZipInfo("report.txt")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    return _zip_of({link: b"/etc/passwd"})


def _locked() -> bytes:
    content = bytearray(_zip(a__txt=b"secret"))
    content[6] |= 1
    content[content.rfind(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


def _lying_about_size() -> bytes:
    content = bytearray(_zip(a__txt=b"x" * 50_000))
    directory = content.rfind(b"PK\x01\x02")
    content[directory + 24 : directory + 28] = struct.pack("<I", 10)
    content[22:26] = struct.pack("<I", 10)
    return bytes(content)


def _overlapping() -> bytes:
    """Two directory entries that point at the same packed bytes."""
    content = _zip(a__txt=b"x" * 1000)
    start, end = content.rfind(b"PK\x01\x02"), content.rfind(b"PK\x05\x06")
    entry = content[start:end]
    second = entry.replace(b"a.txt", b"b.txt")
    directory = entry + second
    finish = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 2, 2, len(directory), start, 0)
    return content[:start] + directory + finish


HOSTILE: dict[str, tuple[str, bytes]] = {
    "an empty file": ("empty.pdf", b""),
    "HTML named pdf": ("report.pdf", HTML),
    "HTML named txt": ("report.txt", HTML),
    "HTML behind a comment": ("report.log", b"<!-- log -->\n\n" + HTML),
    "HTML named csv": ("report.csv", b"\xef\xbb\xbf  <html>"),
    "HTML named json": ("report.json", HTML),
    "HTML named xml": ("report.xml", HTML),
    "HTML named png": ("photo.png", HTML),
    "HTML by its own name": ("report.html", HTML),
    "SVG by its own name": ("drawing.svg", SVG),
    "SVG named png": ("drawing.png", SVG),
    "SVG named xml": ("drawing.xml", SVG),
    "SVG named txt": ("drawing.txt", SVG),
    "SVG inside other XML": ("sbom.xml", b'<bom><a xmlns="http://www.w3.org/2000/svg"/></bom>'),
    "XHTML in XML": ("sbom.xml", b'<x:script xmlns:x="http://www.w3.org/1999/xhtml">alert(1)</x:script>'),
    "XML with a style sheet": ("sbom.xml", b'<?xml version="1.0"?><?xml-stylesheet href="x.xsl"?><bom/>'),
    "XML with an outside entity": (
        "sbom.xml",
        b'<!DOCTYPE b [<!ENTITY x SYSTEM "file:///etc/passwd">]><b>&x;</b>',
    ),
    "XML that explodes": (
        "sbom.xml",
        b'<!DOCTYPE b [<!ENTITY a "aaaa"><!ENTITY c "&a;&a;&a;&a;">]><b>&c;&c;&c;</b>',
    ),
    "XML in UTF-16 that explodes": (
        "sbom.xml",
        '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE b [<!ENTITY a "a">]><b>&a;</b>'.encode("utf-16"),
    ),
    "XML that is cut off": ("sbom.xml", b"<bom><component>"),
    "a program": ("setup.exe", b"MZ\x90\x00"),
    "a program named pdf": ("setup.pdf", b"MZ\x90\x00" + b"\x00" * 100),
    "a program named txt": ("notes.txt", b"MZ is how it begins"),
    "a script named txt": ("notes.txt", b"#!/bin/sh\nrm -rf /\n"),
    "a script by its own name": ("run.ps1", b"Get-Content"),
    "a double extension": ("report.pdf.exe", PDF),
    "no extension": ("report", PDF),
    "an extension hidden by a direction mark": ("report\u202efdp.exe", PDF),
    "a hidden configuration file": (".htaccess", b"AddType text/html .pdf"),
    "binary named txt": ("notes.txt", b"text\x00\x01\x02"),
    "an old Office document": ("table.xlsx", b"\xd0\xcf\x11\xe0" + b"\x00" * 600),
    "RTF named docx": ("text.docx", b"{\\rtf1 \\object}"),
    "JSON that is none": ("vex.json", b"{not json"),
    "JSON nested without end": ("vex.json", b"[" * 100_000),
    "a PDF with an HTML head": ("report.pdf", b"%PDF-1.4\n<html><script>alert(1)</script></html>\n%%EOF"),
    "a PDF that is an archive too": ("report.pdf", PDF + _zip(a__txt=b"hidden")),
    "a PDF that is cut off": ("report.pdf", b"%PDF-1.7\n1 0 obj\n<<"),
    "a PDF that begins later": ("report.pdf", b"\n\n" + PDF),
    "a GIF that is a Java archive": ("photo.gif", b"GIF89a" + _zip(Main__class=b"\xca\xfe\xba\xbe")),
    "a PNG that is an archive too": ("photo.png", _png() + _zip(a__txt=b"hidden")),
    "a PNG with a page behind it": ("photo.png", _png() + HTML),
    "a PNG with a script in its comment": ("photo.png", _png_with_text(b"<script>alert(1)</script>")),
    "a PNG of endless size": ("photo.png", _png(60_000, 60_000)),
    "a PNG that is only a signature": ("photo.png", b"\x89PNG\r\n\x1a\n"),
    "a JPEG that is only a signature": ("photo.jpg", b"\xff\xd8\xff\xe0" + b"\x00" * 50),
    "a PNG named jpg": ("photo.jpg", _png()),
    "an archive with a path out of it": ("logs.zip", _zip_of({"../../etc/cron.d/x.txt": b"x"})),
    "an archive with an absolute path": ("logs.zip", _zip_of({"/etc/x.txt": b"x"})),
    "an archive with a Windows path": ("logs.zip", _zip_of({"C:/x.txt": b"x"})),
    "an archive with a link": ("logs.zip", _symlink()),
    "an archive with a page": ("logs.zip", _zip(index__html=HTML)),
    "an archive with a program": ("logs.zip", _zip(setup__EXE=b"MZ")),
    "an archive in an archive": ("logs.zip", _zip(inner__zip=_zip(a__txt=b"x"))),
    "a Java archive named zip": ("logs.zip", _zip_of({"META-INF/MANIFEST.MF": b"Main-Class: X"})),
    "an archive with a password": ("logs.zip", _locked()),
    "an archive that explodes": ("logs.zip", _zip(a__txt=b"\x00" * 5_000_000)),
    "an archive that lies about its size": ("logs.zip", _lying_about_size()),
    "an archive whose files overlap": ("logs.zip", _overlapping()),
    "an archive of too many files": (
        "logs.zip",
        _zip_of({f"{number}.txt": b"" for number in range(archive.MAX_MEMBERS + 1)}, zipfile.ZIP_STORED),
    ),
    "an archive without files": ("logs.zip", b"PK\x03\x04" + _zip_of({})),
    "an archive that is cut off": ("logs.zip", _zip(a__txt=b"x" * 500)[:60]),
    "an archive packed in an unusual way": ("logs.zip", _zip_of({"a.txt": b"x" * 500}, zipfile.ZIP_LZMA)),
    "a Word document with macros": ("text.docx", _docx({"word/vbaProject.bin": b"\x00"})),
    "a macro document renamed": ("text.docx", _docx(types=b'<Types ContentType="x.macroEnabled.main+xml"/>')),
    "a Word document with a foreign template": (
        "text.docx",
        _docx({"word/_rels/settings.xml.rels": b'<Relationship Type="x/attachedTemplate" TargetMode="External"/>'}),
    ),
    "a Word document with an embedded program": ("text.docx", _docx({"word/embeddings/oleObject1.bin": b"\x00"})),
    "an archive named docx": ("text.docx", _zip(a__txt=b"x")),
    "a Word document named xlsx": ("table.xlsx", _docx()),
}


@pytest.mark.parametrize(("name", "content"), HOSTILE.values(), ids=HOSTILE.keys())
def test_is_refused_with_a_sentence_and_leaves_nothing(name, content):
    drafter = make_member("manufacturer", "drafter")
    before = set(storage.stored_names())

    with pytest.raises(Invalid) as refusal:
        actions.add_file(
            by=drafter,
            upload=SimpleUploadedFile(name, content, content_type="application/pdf"),
            kind="document",
            title="Report",
            at=timezone.now(),
        )

    assert refusal.value.message.count(".") >= 1
    assert len(refusal.value.message) > 40
    assert not EvidenceItem.objects.exists()
    assert set(storage.stored_names()) == before


FRIENDLY: dict[str, tuple[str, bytes]] = {
    "a PDF": ("report.pdf", PDF),
    "a PNG": ("photo.png", _png()),
    "a log with colors": ("boot.log", b"\x1b[32mok\x1b[0m boot\n"),
    "a test report that quotes an attack": ("report.txt", b"We sent <script>alert(1)</script> and it was refused.\n"),
    "a table": ("ports.csv", "Port;State\n443;öffen\n".encode("latin-1")),
    "JSON with a byte order mark": ("vex.json", b'\xef\xbb\xbf{"a": [1]}'),
    "an SBOM in XML": ("sbom.xml", b'<?xml version="1.0"?><bom xmlns="http://cyclonedx.org/schema/bom/1.6"/>'),
    "a Word document": ("text.docx", _docx()),
    "an archive of logs": ("logs.zip", _zip_of({"logs/": b"", "logs/a.txt": b"a" * 5000, "logs/b.csv": b"1;2"})),
}


@pytest.mark.parametrize(("name", "content"), FRIENDLY.values(), ids=FRIENDLY.keys())
def test_is_taken_in(name, content):
    drafter = make_member("manufacturer", "drafter")

    item = actions.add_file(
        by=drafter, upload=SimpleUploadedFile(name, content), kind="document", title="Report", at=timezone.now()
    )

    with storage.open_stored(item.stored_name, item.organization_id) as stored:
        assert stored.read() == content


ACTING = {
    "JavaScript": (PDF.replace(b"/Catalog", b"/Catalog /OpenAction << /S /JavaScript /JS (x) >>"), ["javascript"]),
    "escaped JavaScript": (PDF.replace(b"/Catalog", b"/Catalog /AA << /S /J#61vaScript >>"), ["javascript"]),
    "a launch action": (PDF.replace(b"/Catalog", b"/Catalog /OpenAction << /S /Launch >>"), ["launch"]),
    "encryption": (PDF.replace(b"trailer\n<<", b"trailer\n<< /Encrypt 9 0 R"), ["encrypted"]),
    "JavaScript in a packed object": (
        PDF.replace(
            b"trailer",
            b"2 0 obj << /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode >>\nstream\n"
            + zlib.compress(b"3 0 << /S /JavaScript >>")
            + b"\nendstream\ntrailer",
        ),
        ["javascript"],
    ),
}


@pytest.mark.parametrize(("content", "findings"), ACTING.values(), ids=ACTING.keys())
def test_a_pdf_that_acts_by_itself_is_taken_in_and_flagged(content, findings):
    drafter = make_member("manufacturer", "drafter")

    item = actions.add_file(
        by=drafter, upload=SimpleUploadedFile("a.pdf", content), kind="document", title="Report", at=timezone.now()
    )

    assert item.findings == findings
    assert item.can_be_shown == (findings == ["encrypted"])
