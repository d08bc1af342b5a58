"""The child that seals one file: `python -m apps.reports.seal_child FILE`, key and words as JSON on standard input.

A PAdES signature (B-B, SHA-256) in an invisible field is appended; nothing before it changes. Writes one line of JSON:
{"sealed_at"} or {"failed"}.
"""

import base64
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from apps.core import confined

MEMORY_BYTES = 1024**3
CPU_SECONDS = 50
FIELD = "Seal"


def main() -> None:
    """Read the key, seal the file, say when."""
    confined.limit(memory=MEMORY_BYTES, cpu=CPU_SECONDS)
    given = json.load(sys.stdin)
    try:
        said = {"sealed_at": _seal(Path(sys.argv[1]), given).isoformat()}
    except Exception as error:  # Whatever it is: the parent gets its name, the person a sentence.
        said = {"failed": type(error).__name__}
    sys.stdout.write(json.dumps(said) + "\n")
    sys.stdout.flush()


def _seal(path: Path, given: dict[str, Any]) -> datetime:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
    from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner

    password = given["password"].encode() or None
    signer = SimpleSigner.load_pkcs12_data(base64.b64decode(given["pkcs12"]), (), passphrase=password)
    metadata = PdfSignatureMetadata(
        field_name=FIELD, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES, reason=given["purpose"]
    )
    sealed = path.with_suffix(".sealed.part")
    try:
        with path.open("rb") as source, sealed.open("wb") as target:
            at = datetime.now(UTC).replace(microsecond=0)
            PdfSigner(metadata, signer, new_field_spec=SigFieldSpec(FIELD)).sign_pdf(
                IncrementalPdfFileWriter(source), output=target
            )
        sealed.replace(path)
    finally:
        sealed.unlink(missing_ok=True)
    return at


if __name__ == "__main__":
    main()
