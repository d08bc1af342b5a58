"""Stops a too large upload while it comes in, before it fills the disk."""

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile


class SizeLimitHandler(FileUploadHandler):
    """Counts the bytes of each file; past the limit the rest is read and dropped, and the form says so.

    The request attribute `oversized_files` holds the field names of the files that were dropped.
    """

    def handle_raw_input(self, *args: Any, **kwargs: Any) -> None:
        """Start the list of dropped files for this request."""
        self.request.oversized_files = []  # type: ignore[union-attr]

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Start counting a file."""
        super().new_file(*args, **kwargs)
        self._seen = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Pass the chunk on, or drop the file once it is larger than MAX_UPLOAD_BYTES."""
        self._seen += len(raw_data)
        if self._seen > settings.MAX_UPLOAD_BYTES:
            self.request.oversized_files.append(self.field_name)  # type: ignore[union-attr]
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the next handler."""
        return
