"""Small, valid PDF files for the demo's evidence."""

from django.core.files.uploadedfile import SimpleUploadedFile

LINES_A_PAGE = 44


def paper(name: str, title: str, lines: list[str]) -> SimpleUploadedFile:
    """Return a PDF of plain text under the file name `name`; long texts go on to further pages."""
    pages = [lines[start : start + LINES_A_PAGE] for start in range(0, max(len(lines), 1), LINES_A_PAGE)]
    return SimpleUploadedFile(name, _document(title, pages), content_type="application/pdf")


def _document(title: str, pages: list[list[str]]) -> bytes:
    count = len(pages)
    kids = " ".join(f"{4 + 2 * index} 0 R" for index in range(count))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R /Lang (en-US) >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {count} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for index, lines in enumerate(pages):
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R >> >> "
            f"/Contents {5 + 2 * index} 0 R >>"
        )
        heading = title if index == 0 else f"{title}, page {index + 1}"
        text = [f"BT /F1 16 Tf 72 720 Td ({_escaped(heading)}) Tj /F1 10 Tf 0 -26 Td 14 TL"]
        text += [f"({_escaped(line)}) Tj T*" for line in lines]
        stream = "\n".join([*text, "ET"])
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    return _with_table(objects)


def _with_table(objects: list[str]) -> bytes:
    body, offsets = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n{content}\nendobj\n".encode("latin-1")
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    trailer = f"trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF\n"
    end = f"xref\n0 {size}\n0000000000 65535 f \n{table}{trailer}"
    return body + end.encode("latin-1")


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
