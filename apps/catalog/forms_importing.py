"""The upload of official files: read and checked in the form, so that each fault stands at its field."""

from pathlib import PurePosixPath
from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.core.files.uploadedfile import UploadedFile

from apps.catalog.official.importing import LONGEST_LABEL, ReadFiles, read_files
from apps.catalog.official.sources import MOST_BYTES, SourceFile, unpacked
from apps.catalog.staging import BadSource, Fault
from apps.core.forms import AssayFormHelper, Fieldset, Link, Submit
from apps.core.sheets.archives import shown

_WORKBOOK = ".xlsx,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_PAGES = ".zip,.md,application/zip,text/markdown"
_FIELDS = {"controls": _WORKBOOK, "csf": _WORKBOOK, "pages": _PAGES}
_MOST_FAULTS = 8
_TOO_LARGE = "The file is larger than 20 MB; the files of the catalog are far smaller. Check which one you chose."


class ImportForm(forms.Form):
    """Two workbooks and the pages; at least one of them, and a name if the one in the files does not do."""

    controls = forms.FileField(label="Workbook with the controls of SP 800-53", required=False)
    csf = forms.FileField(label="Workbook with the subcategories of the Cybersecurity Framework", required=False)
    pages = forms.FileField(
        label="Pages", required=False, help_text="The folder of Markdown pages as one ZIP file: lead-ins and examples."
    )
    label = forms.CharField(
        label="Name of the edition",
        max_length=LONGEST_LABEL,
        required=False,
        help_text="Leave it blank to take the name and date from the files.",
    )

    def __init__(self, *args: Any, oversized: tuple[str, ...] = (), cancel_url: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._oversized = oversized
        self.sources: list[SourceFile] = []
        self.read: ReadFiles | None = None
        for name, accept in _FIELDS.items():
            field = self.fields[name]
            field.widget = forms.FileInput(attrs={"accept": accept})
            field.error_messages["empty"] = "The file is empty. Take it from its source again."
        self.helper = AssayFormHelper(
            Submit.primary("Check the files"),
            Link.cancel(cancel_url),
            layout=Layout(Fieldset("Official files", "controls", "csf", "pages"), "label"),
        )

    def clean(self) -> dict[str, Any]:
        """Read the files together; what is refused is said at the field of the file."""
        cleaned = super().clean() or {}
        for name in self._oversized:
            self.add_error(name if name in _FIELDS else None, _TOO_LARGE)
        owners: dict[str, str] = {}
        for name in _FIELDS:
            if cleaned.get(name):
                self._take(name, cleaned[name], owners)
        if self.errors:
            return cleaned
        if not self.sources:
            raise forms.ValidationError("Choose at least one workbook, or the pages.")
        try:
            self.read = read_files(self.sources, label=cleaned.get("label", ""))
        except BadSource as error:
            self._tell(error.faults, owners)
        return cleaned

    def _take(self, name: str, upload: UploadedFile, owners: dict[str, str]) -> None:
        """Take the files of one field, unpacked, and note whose they are."""
        file = SourceFile(str(upload.name), b"")
        if (upload.size or 0) > MOST_BYTES:
            self.add_error(name, _TOO_LARGE)
            return
        try:
            found = unpacked(SourceFile(file.name, upload.read()))
        except BadSource as error:
            self._tell(error.faults, {fault.file: name for fault in error.faults})
            return
        self.sources += found
        for one in found:
            path = PurePosixPath(one.name)
            owners |= {shown(path.name): name, shown("/".join(path.parts[-2:])): name, one.name: name}

    def _tell(self, faults: tuple[Fault, ...], owners: dict[str, str]) -> None:
        for fault in faults[:_MOST_FAULTS]:
            owner = "pages" if fault.file == "pages" else owners.get(fault.file)
            self.add_error(owner, str(fault))
        if len(faults) > _MOST_FAULTS:
            self.add_error(None, f"There are {len(faults) - _MOST_FAULTS} more faults like these.")
