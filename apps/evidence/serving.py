"""Handing out files: fixed type, no sniffing, nothing in them may run, nothing is kept by caches."""

from django.http import FileResponse

from apps.evidence import storage
from apps.evidence.models import EvidenceItem

_LOCKED = "sandbox; default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
# A frame of our own pages may show it; img-src and style-src are what browsers need to draw a bare picture.
_SHOWN = (
    "sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)


def attachment(item: EvidenceItem) -> FileResponse:
    """Return the file as a download; raise FileNotFoundError when the store has lost it."""
    response = _response(item, as_attachment=True)
    response["Content-Security-Policy"] = _LOCKED
    return response


def shown_in_page(item: EvidenceItem) -> FileResponse:
    """Return a PDF or picture for a frame of one of our own pages."""
    response = _response(item, as_attachment=False)
    response["Content-Security-Policy"] = _SHOWN
    response["X-Frame-Options"] = "SAMEORIGIN"
    return response


def _response(item: EvidenceItem, *, as_attachment: bool) -> FileResponse:
    response = FileResponse(
        storage.open_stored(item.stored_name, item.organization_id),
        as_attachment=as_attachment,
        filename=item.original_name,
        content_type=item.media_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response
