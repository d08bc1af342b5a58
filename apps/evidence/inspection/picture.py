"""Pictures: really that format, of a bounded number of pixels, and nothing else hidden in them."""

import warnings
import zipfile

from django.core.files.base import File
from PIL import Image, UnidentifiedImageError

from apps.core.errors import Invalid
from apps.evidence.inspection.signatures import holds_active_markup
from apps.evidence.kinds import Finding

MAX_PIXELS = 40_000_000


def inspect_png(content: File) -> list[Finding]:
    """Raise Invalid unless the content is a PNG that ends where its last chunk ends."""
    _inspect(content, "PNG")
    content.seek(0)
    if not content.read().rstrip(b"\x00\r\n").endswith(b"IEND\xaeB`\x82"):
        raise Invalid("Something is attached behind the end of the picture. Open it, export it anew and upload that.")
    return []


def inspect_jpeg(content: File) -> list[Finding]:
    """Raise Invalid unless the content is a JPEG and nothing besides."""
    _inspect(content, "JPEG")
    return []


def _inspect(content: File, form: str) -> None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(content, formats=(form,)) as picture:
                width, height = picture.size
                picture.verify()
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError) as error:
        raise Invalid(f"The content is not a complete {form} picture. Export it anew and upload that file.") from error
    if width * height > MAX_PIXELS:
        raise Invalid(f"The picture has {width} x {height} pixels; at most 40 million are accepted. Scale it down.")
    content.seek(0)
    if holds_active_markup(content.read()):
        raise Invalid("The picture also holds a web page or a script. Export the picture anew and upload that file.")
    content.seek(0)
    if zipfile.is_zipfile(content):
        raise Invalid("The picture is an archive at the same time. Export the picture anew and upload that file.")
