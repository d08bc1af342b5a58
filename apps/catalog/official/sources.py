"""Taking the official files in: which are workbooks, which are pages, and what they say together."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from apps.catalog.frameworks import References
from apps.catalog.kinds import CSF_1_1, SP_800_53, Branch
from apps.catalog.official.codes import CAPABILITIES
from apps.catalog.official.merge import complete_pages, merge_pages, merge_workbooks, only_framework
from apps.catalog.official.naming import Names
from apps.catalog.official.pages import read_page
from apps.catalog.official.sheets import read_tree
from apps.catalog.official.tree import SourceNode
from apps.catalog.official.workbook import Workbook, read_workbook
from apps.catalog.staging import BadSource, Fault, Remark
from apps.core.sheets.archives import Archive, refuse, shown

MOST_FILES = 200
MOST_BYTES = 20 * 1024 * 1024
_WORKBOOKS = (".xlsx", ".xlsm", ".xltx", ".xltm", ".xls", ".xlsb", ".ods")
_PAGES = (".md", ".markdown")


@dataclass(frozen=True)
class SourceFile:
    """One file that was given: its name, with its folder for pages, and its content."""

    name: str
    content: bytes


@dataclass(frozen=True)
class OfficialTree:
    """What the files say together, named and numbered, and where it comes from."""

    capabilities: tuple[SourceNode, ...]
    digest: str
    label: str
    source: str
    remarks: tuple[Remark, ...]


def gather(paths: Iterable[Path]) -> list[SourceFile]:
    """Return the workbooks and pages at these paths; folders are searched, ZIP files looked into."""
    found: list[SourceFile] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(one for one in path.rglob("*") if one.is_file() and _is_wanted(one.name))
            if not inside:
                refuse(str(path), "", "the folder holds no workbook and no page; choose the folder of the catalog.")
            if len(inside) > MOST_FILES:
                refuse(str(path), "", f"the folder holds {len(inside)} workbooks and pages; choose the catalog's own.")
            found += [SourceFile(one.relative_to(path.parent).as_posix(), _read(one)) for one in inside]
        elif path.is_file():
            found += unpacked(SourceFile(path.name, _read(path)))
        else:
            refuse(str(path), "", "there is no such file or folder.")
    return found


def unpacked(file: SourceFile) -> list[SourceFile]:
    """Return the file itself, or the workbooks and pages inside a ZIP file."""
    if not file.name.lower().endswith(".zip"):
        return [file]
    archive = Archive(file.name, file.content)
    names = [name for name in archive.names if _is_wanted(name) and not name.startswith("__MACOSX/")]
    if not names:
        refuse(file.name, "", "the ZIP file holds no page (.md) and no workbook (.xlsx).")
    if len(names) > MOST_FILES:
        refuse(file.name, "", f"the ZIP file holds {len(names)} workbooks and pages; pack the catalog's own only.")
    return [SourceFile(name, archive.read(name)) for name in sorted(names)]


def _is_wanted(name: str) -> bool:
    return PurePosixPath(name).suffix.lower() in (*_WORKBOOKS, *_PAGES) and not PurePosixPath(name).name.startswith(
        "~$"
    )


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > MOST_BYTES:
            refuse(path.name, "", "the file is larger than 20 MB; the files of the catalog are far smaller.")
        return path.read_bytes()
    except OSError as error:
        refuse(path.name, "", f"the file cannot be read ({type(error).__name__}).")


def read_sources(
    files: list[SourceFile], references: Mapping[str, References], *, given: Mapping[str, str] | None = None
) -> OfficialTree:
    """Return what the files say together; raise BadSource with every fault, with sheet and row."""
    remarks: list[Remark] = []
    used: list[SourceFile] = []
    books: dict[str, Workbook] = {}
    pages: list[SourceNode] = []
    for file in files:
        suffix = PurePosixPath(file.name).suffix.lower()
        if suffix in _PAGES:
            page = read_page(_short(file.name), file.content, remarks)
            if page is not None:
                pages.append(page)
                used.append(file)
            continue
        if suffix not in _WORKBOOKS:
            refuse(shown(file.name), "", "only workbooks (.xlsx), pages (.md), and ZIP files of them can be imported.")
        book = read_workbook(shown(PurePosixPath(file.name).name), file.content)
        if book.framework in books:
            refuse(shown(file.name), "", f"a second workbook with the mapping to {book.framework}; give only one.")
        books[book.framework] = book
        used.append(file)
    if not used:
        raise BadSource([Fault("files", "", "none of them is a workbook or a page of the catalog.")])
    tree = _together(books, pages, references, remarks, given or {})
    digest = hashlib.sha256("".join(sorted(hashlib.sha256(one.content).hexdigest() for one in used)).encode())
    names = ", ".join(shown(PurePosixPath(file.name).name) for file in used)
    return OfficialTree(
        tuple(tree), digest.hexdigest(), _label(books), f"Official files: {names}.", tuple(dict.fromkeys(remarks))
    )


def _short(name: str) -> str:
    """Return the page's name with the one folder that it stands in."""
    return shown("/".join(PurePosixPath(name).parts[-2:]))


def _together(
    books: dict[str, Workbook],
    pages: list[SourceNode],
    references: Mapping[str, References],
    remarks: list[Remark],
    given: Mapping[str, str],
) -> list[SourceNode]:
    if not books:
        complete_pages(pages, remarks)
        return _in_order(list(_named_pages(pages, remarks, given).values()), remarks)
    by_code = _named_pages(pages, [], given)
    first = books.get(SP_800_53) or books[CSF_1_1]
    remarks += first.remarks
    tree = read_tree(first, references, remarks)
    if len(books) == 2:
        second = books[CSF_1_1]
        merge_workbooks(tree, read_tree(second, references, remarks), second.file, remarks)
    else:
        done = f"Only this workbook was given; the edition says nothing of the {only_framework(first.framework)}."
        remarks.append(Remark("note", first.file, 1, "", done))
    _name(tree, remarks, given)
    if pages:
        merge_pages(tree, by_code, remarks)
    return tree


def _name(tree: list[SourceNode], remarks: list[Remark], given: Mapping[str, str]) -> None:
    names = Names(given)
    names.name(tree)
    remarks += names.remarks
    if names.faults:
        raise BadSource(names.faults)


def _named_pages(pages: list[SourceNode], remarks: list[Remark], given: Mapping[str, str]) -> dict[str, SourceNode]:
    """Return the pages by the code of their capability; two pages of one capability are refused."""
    for page in pages:
        for sub in page.children if page.branch is Branch.TECHNICAL else ():
            sub.name = sub.name or sub.text
    _name(pages, remarks, given)
    return {page.identifier: page for page in pages}


def _in_order(pages: list[SourceNode], remarks: list[Remark]) -> list[SourceNode]:
    """Return the capabilities of pages alone in the order of the catalog; raise BadSource when one is missing."""
    order = {named.code: named for branch in Branch for named in CAPABILITIES[branch]}
    missing = [named for code, named in order.items() if code not in {page.identifier for page in pages}]
    if missing:
        faults = [Fault("pages", named.name, "the page of this capability is missing.") for named in missing]
        raise BadSource(faults)
    places = {code: place for place, code in enumerate(order)}
    done = "Only pages were given; the edition says nothing of controls and subcategories."
    remarks.append(Remark("note", "pages", 1, "", done))
    return sorted(pages, key=lambda page: places.get(page.identifier, len(places)))


def _label(books: dict[str, Workbook]) -> str:
    book = books.get(SP_800_53) or books.get(CSF_1_1)
    if book is None:
        return "NIST catalog, web pages"
    what = "draft" if "draft" in book.file.lower() else "edition"
    return f"NIST catalog, {what} of {book.saved_on.isoformat()}" if book.saved_on else f"NIST catalog, {what}"
