"""The child that reads the seals of a file from anybody: `python -m apps.reports.check_child CERTIFICATES`.

CERTIFICATES is a file with the certificates to trust (PEM or DER), the PDF comes on standard input. Writes one line of
JSON: {"seals": [...]}, or {"failed"} when the file cannot be read as a PDF.
"""

import io
import json
import sys
from pathlib import Path
from typing import Any

from apps.core import confined

MEMORY_BYTES = 2 * 1024**3
CPU_SECONDS = 50
MAX_SEALS = 5


def main() -> None:
    """Read file and certificates, say what each seal is worth."""
    confined.limit(memory=MEMORY_BYTES, cpu=CPU_SECONDS)
    content = sys.stdin.buffer.read()
    try:
        said: dict[str, Any] = {"seals": _seals(content, Path(sys.argv[1]).read_bytes())}
    except Exception as error:  # Hostile or damaged: whatever it raises, it is no readable PDF.
        said = {"failed": type(error).__name__}
    sys.stdout.write(json.dumps(said) + "\n")
    sys.stdout.flush()


def _seals(content: bytes, certificates: bytes) -> list[dict[str, Any]]:
    from pyhanko.pdf_utils.reader import PdfFileReader

    trusted = list(_read_certificates(certificates))
    found = PdfFileReader(io.BytesIO(content), strict=False).embedded_regular_signatures
    return [_seal(one, trusted) for one in found[:MAX_SEALS]]


def _read_certificates(content: bytes) -> Any:
    from asn1crypto import pem, x509

    if not pem.detect(content):
        yield x509.Certificate.load(content, strict=True)
        return
    for kind, _, der in pem.unarmor(content, multiple=True):
        if kind == "CERTIFICATE":
            yield x509.Certificate.load(der, strict=True)


def _seal(found: Any, trusted: list[Any]) -> dict[str, Any]:
    """Return who sealed, when, and whether the sealed bytes and the whole file are unchanged."""
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.status import SignatureCoverageLevel
    from pyhanko_certvalidator import ValidationContext

    certificate = found.signer_cert
    at = found.self_reported_timestamp
    context = ValidationContext(trust_roots=trusted, moment=at, allow_fetching=False)
    status = validate_pdf_signature(found, signer_validation_context=context, skip_diff=True)
    pinned = any(one.sha256 == certificate.sha256 for one in trusted)
    return {
        "name": str(certificate.subject.native.get("common_name") or certificate.subject.human_friendly),
        "sha256": certificate.sha256.hex(),
        "known": pinned or bool(status.trusted),
        "intact": bool(status.intact and status.valid),
        "whole": status.coverage == SignatureCoverageLevel.ENTIRE_FILE,
        "in_time": bool(at and certificate.not_valid_before <= at <= certificate.not_valid_after),
        "at": at.isoformat() if at else "",
        "purpose": str(found.sig_object.get("/Reason", "")),
    }


if __name__ == "__main__":
    main()
