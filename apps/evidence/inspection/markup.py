"""XML (SBOM, VEX, CSAF, scans): well formed, without document type, entities, style sheets, HTML or SVG.

Kept and handed out as an attachment only. Expat is driven directly: the document type is refused when it begins, so
that no entity is ever expanded and nothing outside is read.
"""

from xml.parsers import expat

from django.core.files.base import File

from apps.core.errors import Invalid
from apps.evidence.inspection.signatures import foreign_nature
from apps.evidence.kinds import Finding

_RUNNING = ("http://www.w3.org/1999/xhtml", "http://www.w3.org/2000/svg", "http://www.w3.org/1999/XSL/Transform")
_RUNNING_ROOTS = ("html", "svg", "script")


def inspect(content: File) -> list[Finding]:
    """Raise Invalid unless the content is XML that no reader would run or expand."""
    nature = foreign_nature(content.read(2048))
    if nature:
        raise Invalid(f"The name says XML, but the content is {nature}. Save it as PDF and upload that.")
    content.seek(0)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.EntityDeclHandler = _refuse_doctype
    parser.ProcessingInstructionHandler = _check_instruction
    parser.StartElementHandler = _check_element
    try:
        for chunk in content.chunks():
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise Invalid("The content is not well-formed XML. Export it anew, or upload it as a text file.") from error
    return []


def _refuse_doctype(*_: object) -> None:
    raise Invalid("The XML declares a document type or entities, which can hide harm. Export it without a DOCTYPE.")


def _check_instruction(target: str, _: str) -> None:
    if target.lower() == "xml-stylesheet":
        raise Invalid("The XML carries a style sheet, which browsers run. Export it without one.")


def _check_element(name: str, _: dict[str, str]) -> None:
    namespace, _separator, local = name.rpartition(" ")
    if namespace in _RUNNING or local.lower() in _RUNNING_ROOTS:
        raise Invalid("The content is a web page or a drawing (HTML, SVG or XSLT). Save it as PDF and upload that.")
