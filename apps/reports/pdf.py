"""The report as one file that is PDF/A-3a and PDF/UA-1; the only module that imports WeasyPrint.

`render` is the worker's side: it starts a confined child and follows it. `write` is what the child calls. WeasyPrint is
imported inside `write`, so that no web process ever loads it.
"""

import ctypes
import hashlib
import json
import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from apps.core import confined
from apps.core.errors import DomainError
from apps.reports import sealing
from apps.reports.canonical import canonical, digest

logger = logging.getLogger("assay.reports")

type Progress = Callable[[int, str], None]

VARIANT = "pdf/a-3a"
ATTACHMENT = "review.json"
STEPS = {
    "2": (5, "Reading the styles"),
    "3": (7, "Applying the styles"),
    "4": (10, "Preparing the layout"),
    "6": (85, "Writing the pages"),
    "7": (93, "Tagging for screen readers"),
}
STATIC = confined.ROOT / "static"
STYLES = STATIC / "report" / "report.css"
_FONTS = STATIC / "vendor" / "uswds" / "fonts"
ASSETS = {
    "asset:sans-regular": _FONTS / "source-sans-pro" / "sourcesanspro-regular-webfont.woff2",
    "asset:sans-italic": _FONTS / "source-sans-pro" / "sourcesanspro-italic-webfont.woff2",
    "asset:sans-bold": _FONTS / "source-sans-pro" / "sourcesanspro-bold-webfont.woff2",
    "asset:serif-bold": _FONTS / "merriweather" / "Latin-Merriweather-Bold.woff2",
    "asset:mono-regular": _FONTS / "roboto-mono" / "roboto-mono-v5-latin-regular.woff2",
}
"""All that a report may load. Fonts that are not installed yet are replaced by the system's."""

LIBRARIES = {
    "Pango": ("libpango-1.0.so.0", "libpango-1.0.dylib", "libpango-1.0.0.dylib", "libpango-1.0-0.dll"),
    "PangoFT2": ("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib", "libpangoft2-1.0.0.dylib", "libpangoft2-1.0-0.dll"),
    "HarfBuzz": ("libharfbuzz.so.0", "libharfbuzz.0.dylib", "libharfbuzz-0.dll"),
    "HarfBuzz Subset": ("libharfbuzz-subset.so.0", "libharfbuzz-subset.0.dylib", "libharfbuzz-subset-0.dll"),
    "Fontconfig": ("libfontconfig.so.1", "libfontconfig.1.dylib", "libfontconfig-1.dll"),
}
INSTALL_PANGO = (
    "Reports need the text layout library Pango, and this machine lacks {missing}. Install Pango with the system's "
    "packages (Debian or Ubuntu: libpango-1.0-0, libpangoft2-1.0-0, libharfbuzz-subset0; Fedora, Alpine, Homebrew: "
    "pango), then try again."
)

# PDF/UA-1 identification (ISO 14289-1, 5); PDF/A-3 refuses properties without a declared schema (ISO 19005-3, 6.6.2).
_IDENTIFICATION = (
    b'<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"><pdfuaid:part>1</pdfuaid:part>'
    b'</rdf:Description><rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier>'
    b'%s</dc:identifier></rdf:Description><rdf:Description rdf:about="" '
    b'xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" '
    b'xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" '
    b'xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"><pdfaExtension:schemas><rdf:Bag>'
    b'<rdf:li rdf:parseType="Resource"><pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>'
    b"<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>"
    b"<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq>"
    b'<rdf:li rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name>'
    b"<pdfaProperty:valueType>Integer</pdfaProperty:valueType><pdfaProperty:category>internal</pdfaProperty:category>"
    b"<pdfaProperty:description>Part of ISO 14289</pdfaProperty:description></rdf:li></rdf:Seq></pdfaSchema:property>"
    b"</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"
)


class RenderFailed(DomainError):
    """The report could not be laid out; the sentence says why."""


class PangoMissing(RenderFailed):
    """The libraries that lay out text are not installed on this machine."""


@dataclass(frozen=True)
class Rendered:
    """A finished file."""

    pages: int
    size: int
    sha256: str
    unsealed_size: int = 0
    unsealed_sha256: str = ""
    seal: sealing.Seal | None = None


def check_pango() -> str | None:
    """Return a sentence that says which library is missing and how to install it; None when all are there."""
    missing = [name for name, files in LIBRARIES.items() if not any(_loads(file) for file in files)]
    return INSTALL_PANGO.format(missing=", ".join(missing)) if missing else None


def _loads(file: str) -> bool:
    try:
        ctypes.CDLL(file)
    except OSError:
        return False
    return True


def render(
    record: dict[str, Any],
    path: Path,
    progress: Progress = lambda percent, step: None,
    *,
    key: sealing.SealKey | None = None,
) -> Rendered:
    """Lay the record out in a confined child process, with the record inside the file, write it to `path`, and seal it.

    `progress` is told the per cent done and the step. Raises PangoMissing, RenderFailed or SealFailed; then no file is
    left. The same record and key give the same bytes up to the seal, which holds its time.
    """
    if sentence := check_pango():
        raise PangoMissing(sentence)
    try:
        pages = _follow(record, path.resolve(), progress, key.notice if key else {})
        size, sha256 = _measured(path)
        if key is None:
            return Rendered(pages=pages, size=size, sha256=sha256, unsealed_size=size, unsealed_sha256=sha256)
        progress(97, "Sealing")
        words = sealing.purpose(record["report"]["number"], record_sha256=digest(record), unsealed_sha256=sha256)
        seal = sealing.seal(path, key, purpose=words)
        return Rendered(pages, *_measured(path), unsealed_size=size, unsealed_sha256=sha256, seal=seal)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _measured(path: Path) -> tuple[int, str]:
    """Return size and SHA-256 of a file."""
    with path.open("rb") as file:
        return path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest()


def _follow(record: dict[str, Any], path: Path, progress: Progress, notice: dict[str, str]) -> int:
    pages = 0
    arguments = [str(path), json.dumps(notice)]
    try:
        for message in confined.run("apps.reports.render_child", arguments, canonical(record)):
            if "percent" in message:
                progress(message["percent"], message["step"])
            elif "pages" in message:
                pages = message["pages"]
            else:
                logger.error("report layout failed: %s", message["error"])
                raise RenderFailed(f"The report could not be laid out. {message['failed']}")
    except confined.ChildFailed as error:
        raise RenderFailed(f"The report could not be laid out. {error.message}") from error
    if not pages:
        raise RenderFailed("The report could not be laid out. The process ended without a word.")
    return pages


def write(html: str, attached: bytes, path: Path, report: dict[str, Any], progress: Progress) -> int:
    """Write the page as PDF with `attached` inside and return the number of pages; for the child only.

    `report` names the report (id, number, made_at): its number goes into the metadata and its id becomes the file's
    identifier, so that a changed file can still be told apart from an unknown one.
    """
    from weasyprint import CSS, HTML, Attachment
    from weasyprint.text.fonts import FontConfiguration

    _remember_page_references()
    fetcher, fonts = _closed_fetcher(), FontConfiguration()
    made_at = datetime.fromisoformat(report["made_at"])
    record = Attachment(
        string=attached,
        name=ATTACHMENT,
        description="The record of this review as JSON",
        created=made_at,
        modified=made_at,
        relationship="Source",
        url_fetcher=fetcher,
    )
    with _told(progress):
        document = HTML(string=html, url_fetcher=fetcher, media_type="print").render(
            stylesheets=[CSS(string=STYLES.read_text(), url_fetcher=fetcher, font_config=fonts, media_type="print")],
            font_config=fonts,
            pdf_variant=VARIANT,
        )
        document.write_pdf(
            path,
            pdf_variant=VARIANT,
            attachments=[record],
            pdf_identifier=UUID(report["id"]).hex.encode(),
            finisher=lambda _document, pdf: _identify(pdf, report["number"]),
        )
    return len(document.pages)


def _remember_page_references() -> None:
    """Keep the list of pages that pydyf builds anew for each of some ten thousand tags; the bytes stay the same."""
    import pydyf

    built = pydyf.PDF.__dict__["page_references"]
    if not isinstance(built, property):
        return

    def page_references(self: Any) -> Any:
        count = len(self.pages["Kids"])
        if getattr(self, "_counted", None) != count:
            self._counted, self._references = count, built.__get__(self)
        return self._references

    if built.fget.__module__ == pydyf.__name__:
        pydyf.PDF.page_references = property(page_references)


def _closed_fetcher() -> Any:
    """Return a fetcher that knows our own assets by name and refuses every other address, files and data included."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class ClosedFetcher(URLFetcher):
        def fetch(self, url: str, headers: Any = None) -> Any:
            path = ASSETS.get(url)
            if path is None:
                raise ValueError("A report loads nothing but its own fonts.")
            return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": "font/woff2"})

    return ClosedFetcher(allowed_protocols=(), allow_redirects=False)


def _identify(pdf: Any, number: str) -> None:
    """Add the PDF/UA identification and the report's number to the metadata, and leave the metadata readable."""
    metadata = pdf.objects[int(pdf.catalog["Metadata"].split()[0])]
    text = b"".join(metadata.stream)
    if text.count(b"</rdf:RDF>") != 1:
        raise ValueError("The metadata has another form than expected.")
    metadata.stream = [text.replace(b"</rdf:RDF>", _IDENTIFICATION % number.encode("ascii") + b"</rdf:RDF>")]
    metadata.compress = False


@contextmanager
def _told(progress: Progress) -> Iterator[None]:
    """Translate what the engine logs about its steps into per cent and words."""
    handler = _Steps(progress)
    steps = logging.getLogger("weasyprint.progress")
    steps.addHandler(handler)
    steps.setLevel(logging.INFO)
    try:
        yield
    finally:
        steps.removeHandler(handler)


class _Steps(logging.Handler):
    """Layout takes most of the time and its number of pages is unknown, so its share grows ever slower."""

    def __init__(self, progress: Progress) -> None:
        super().__init__()
        self.progress, self.percent = progress, 3

    def emit(self, record: logging.LogRecord) -> None:
        message = record.getMessage()
        number = message.split(" ")[1] if message.startswith("Step ") else ""
        found = re.search(r" Page (\d+)", message)
        if number == "5" and found:
            page = int(found[1])
            percent = 12 + round(68 * page / (page + 60))
            step = f"Laying out page {page}"
        else:
            percent, step = STEPS.get(number, (self.percent, ""))
        if step and percent > self.percent:
            self.percent = percent
            self.progress(percent, step)
