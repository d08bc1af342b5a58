"""Damaged and hostile documents: each gets a clear sentence with its place, and none reads into a proposal."""

import json
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.evidence import documents
from apps.evidence.kinds import ReadingState
from apps.evidence.reading import child, formats
from apps.evidence.reading.outcome import words
from tests.factories import documents as make

READERS: dict[str, Callable[[], Any]] = {
    formats.CYCLONEDX: make.cyclonedx,
    formats.SPDX: make.spdx,
    formats.CSAF: make.csaf,
    formats.OPENVEX: make.openvex,
    formats.MUD: make.mud,
    formats.SECURITY_TXT: make.security_txt,
}


def written(value: Any) -> bytes:
    return value if isinstance(value, bytes) else json.dumps(value).encode()


def changed(value: dict[str, Any], path: str, new: Any) -> dict[str, Any]:
    """Return the document with another value at a place; `...` takes the place away."""
    *steps, last = [int(step) if step.isdigit() else step for step in path.split("|")]
    inner: Any = value
    for step in steps:
        inner = inner[step]
    if new is ...:
        del inner[last]
    else:
        inner[last] = new
    return value


def sbom(path: str, new: Any) -> bytes:
    return written(changed(make.cyclonedx(), path, new))


def spdx(path: str, new: Any) -> bytes:
    return written(changed(make.spdx(), path, new))


def csaf(path: str, new: Any) -> bytes:
    return written(changed(make.csaf(), path, new))


def vex(path: str, new: Any) -> bytes:
    return written(changed(make.openvex(), path, new))


def mud(path: str, new: Any) -> bytes:
    return written(changed(make.mud(), path, new))


def nested(depth: int) -> bytes:
    """Return an SBOM with components in components, so many deep."""
    head = b'{"bomFormat":"CycloneDX","specVersion":"1.6","components":'
    return head + b'[{"type":"library","name":"x","components":' * depth + b"[]" + b"}]" * depth + b"}"


CDX, SPX, CSF, OVX, MUD, TXT = READERS
WHOLE = written(make.cyclonedx())
SAMPLES: dict[str, tuple[str, bytes, str, str]] = {
    # name: format, content, place, a part of the sentence
    "an SBOM cut off": (CDX, WHOLE[:400], "line 1, column", "damaged or breaks off"),
    "an SBOM that is not UTF-8": (CDX, WHOLE.replace(b"openssl", b"open\xffssl"), "", "not UTF-8"),
    "an SBOM that is a list": (CDX, b'["bomFormat"]', "/", "list or a single value"),
    "an SBOM with a name twice": (CDX, WHOLE[:-1] + b', "version": 2}', "", "“version” stands twice"),
    "an SBOM with a number that is none": (CDX, WHOLE.replace(b'"version": 1,', b'"version": NaN,'), "", "“NaN”"),
    "an SBOM with an endless number": (
        CDX,
        WHOLE.replace(b'"version": 1,', b'"version": ' + b"9" * 9000 + b","),
        "",
        "digits",
    ),
    "an SBOM nested without end": (CDX, b'{"bomFormat":' + b"[" * 200_000, "", "nested deeper"),
    "components in components without end": (
        CDX,
        nested(50_000),
        "",
        "deep",
    ),
    "an SBOM of an unknown version": (CDX, sbom("specVersion", "9.9"), "/specVersion", "“9.9” is not among"),
    "an SBOM whose version is an object": (CDX, sbom("specVersion", {}), "/specVersion", "is not among"),
    "an SBOM in XML": (CDX, b'<bom xmlns="http://cyclonedx.org/schema/bom/1.6"/>', "", "Export it as JSON"),
    "a component without a name": (CDX, sbom("components|1|name", ...), "/components/1", "“name” is missing"),
    "a component of an unknown type": (
        CDX,
        sbom("components|1|type", "thing"),
        "/components/1/type",
        "“thing” is not one",
    ),
    "a license that SPDX does not know": (
        CDX,
        sbom("components|0|licenses|0|license|id", "MITT"),
        "/components/0/licenses/0/license/id",
        "“MITT” is not one",
    ),
    "a hash that is none": (
        CDX,
        sbom("components|0|hashes|0|content", "xyz"),
        "/components/0/hashes/0/content",
        "form",
    ),
    "components that are an object": (CDX, sbom("components", {}), "/components", "wrong type; expected: array"),
    "a name of control marks": (CDX, sbom("components|1|name", 7), "/components/1/name", "wrong type"),
    "a field that CycloneDX does not know": (CDX, sbom("payload", "x"), "/", "knows no “payload”"),
    "an analysis of an unknown state": (
        CDX,
        sbom("vulnerabilities|0|analysis|state", "fine"),
        "/vulnerabilities/0/analysis/state",
        "“fine” is not one",
    ),
    "SPDX as tags and values": (
        SPX,
        b"SPDXVersion: SPDX-2.3\nDataLicense: CC0-1.0\n",
        "",
        "Export it as SPDX 2.3 in JSON",
    ),
    "SPDX 3": (SPX, b'{"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": []}', "", "SPDX 3"),
    "SPDX of an unknown version": (SPX, spdx("spdxVersion", "SPDX-1.0"), "/spdxVersion", "“SPDX-1.0” is not one"),
    "SPDX without a creator": (SPX, spdx("creationInfo|creators", []), "/creationInfo/creators", "empty or too short"),
    "an SPDX package without an id": (SPX, spdx("packages|1|SPDXID", ...), "/packages/1", "“SPDXID” is missing"),
    "an SPDX relation that leads nowhere": (
        SPX,
        spdx("relationships|0|relatedSpdxElement", "SPDXRef-ghost"),
        "/relationships/0/relatedSpdxElement",
        "“SPDXRef-ghost” is not an element",
    ),
    "SPDX packages that are words": (SPX, spdx("packages", ["zlib"]), "/packages/0", "expected: object"),
    "CSAF without a document": (CSF, b'{"csaf_version": "2.0"}', "/document/csaf_version", "is not among"),
    "CSAF of an unknown version": (CSF, csaf("document|csaf_version", "1.0"), "/document/csaf_version", "“1.0” is not"),
    "CSAF without a publisher": (CSF, csaf("document|publisher", ...), "/document", "“publisher” is missing"),
    "a CVE number that is none": (CSF, csaf("vulnerabilities|0|cve", "CVE-1"), "/vulnerabilities/0/cve", "form"),
    "a CSAF product that is nowhere": (
        CSF,
        csaf("vulnerabilities|0|product_status|known_affected|0", "GHOST"),
        "/vulnerabilities/0/product_status/known_affected/0",
        "“GHOST” is not in the product tree",
    ),
    "a CSAF date that is none": (
        CSF,
        csaf("document|tracking|current_release_date", "yesterday"),
        "/document/tracking/current_release_date",
        "form",
    ),
    "VEX without statements": (OVX, vex("statements", []), "/statements", "empty or too short"),
    "VEX of an unknown status": (OVX, vex("statements|0|status", "okay"), "/statements/0/status", "“okay” is not one"),
    "VEX without the reason for not affected": (
        OVX,
        vex("statements|0|status", "not_affected"),
        "/statements/0",
        "forms",
    ),
    "VEX about no vulnerability": (OVX, vex("statements|0|vulnerability", {}), "/statements/0/vulnerability", ""),
    "MUD without access lists": (
        MUD,
        mud("ietf-access-control-list:acls", ...),
        "/",
        "access-control-list:acls” is missing",
    ),
    "MUD from an unprotected address": (MUD, mud("ietf-mud:mud|mud-url", "http://x"), "/ietf-mud:mud/mud-url", "form"),
    "MUD of another version": (MUD, mud("ietf-mud:mud|mud-version", 2), "/ietf-mud:mud/mud-version", "“1” must stand"),
    "MUD that names a list that is not there": (
        MUD,
        mud("ietf-access-control-list:acls|acl|0|name", "other"),
        "/ietf-mud:mud/from-device-policy/access-lists/access-list/0",
        "no access list named “from”",
    ),
    "MUD with an unknown action": (
        MUD,
        mud("ietf-access-control-list:acls|acl|0|aces|ace|0|actions|forwarding", "maybe"),
        "/ietf-access-control-list:acls/acl/0/aces/ace/0/actions/forwarding",
        "“maybe” is not one",
    ),
    "MUD whose aces are words": (
        MUD,
        mud("ietf-access-control-list:acls|acl|0|aces|ace", ["all"]),
        "/ietf-access-control-list:acls/acl/0/aces/ace/0",
        "expected: object",
    ),
    "security.txt without a contact": (TXT, b"Expires: 2099-01-01T00:00:00Z\n", "line 1", "no field “Contact”"),
    "security.txt without an expiry": (TXT, b"Contact: mailto:a@example.com\n", "line 1", "no field “Expires”"),
    "security.txt that expires twice": (TXT, make.security_txt("Expires: 2098-01-01T00:00:00Z"), "line 4", "only once"),
    "security.txt whose expiry is no date": (TXT, make.security_txt(expires="next year "), "line 3", "RFC 3339"),
    "security.txt at the end of the calendar": (
        TXT,
        b"Contact: mailto:a@example.com\nExpires: 9999-12-31T23:59:59-14:00\n",
        "line 2",
        "calendar",
    ),
    "security.txt with a script as contact": (
        TXT,
        make.security_txt("Contact: javascript:alert(1)"),
        "line 3",
        "no address",
    ),
    "security.txt with an unprotected address": (
        TXT,
        make.security_txt("Policy: http://example.com"),
        "line 3",
        "no address",
    ),
    "security.txt with lines that are none": (TXT, make.security_txt("and so on"), "line 3", "neither a field"),
    "security.txt that is not UTF-8": (TXT, make.security_txt() + b"\xff", "", "not UTF-8"),
    "security.txt of endless size": (TXT, make.security_txt() + b"# more\n" * 20_000, "", "larger than 100 kB"),
}


@pytest.mark.parametrize(("kind", "content", "place", "sentence"), SAMPLES.values(), ids=SAMPLES.keys())
def test_a_damaged_document_gets_a_sentence_with_its_place(
    kind: str, content: bytes, place: str, sentence: str
) -> None:
    found = child.found(kind, content)

    assert "error" not in found, found
    reading = documents.from_values(documents.DocumentFormat(kind), found)
    assert reading.state in {ReadingState.INVALID, ReadingState.UNREADABLE}
    assert reading.facts == []
    said = [(one["place"], one["text"]) for one in reading.problems]
    assert any(at.startswith(place) and sentence in text for at, text in said), said
    assert all(text.endswith((".", "…", ")")) for _, text in said)


def test_there_are_enough_samples_of_every_format() -> None:
    kinds = [kind for kind, *_ in SAMPLES.values()]
    assert len(SAMPLES) >= 40
    assert all(kinds.count(kind) >= 4 for kind in READERS)


HEAVY: dict[str, bytes] = {
    "more than is read": b'{"bomFormat": "CycloneDX", "pad": "' + b"x" * formats.MAX_BYTES + b'"}',
    "millions of empty lists": b'{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": ['
    + b"[]," * 2_600_000
    + b"[]]}",
    "a text made to tire patterns": written(make.cyclonedx(serialNumber="urn:uuid:" + "a" * 3_000_000)),
}


# A process of its own, whose only child is the reader: the largest child of a test process may be a browser.
READ_ALONE = """
import json, resource, sys, time
import django
django.setup()
from django.core.files.uploadedfile import SimpleUploadedFile
from apps.evidence import documents
content, began = sys.stdin.buffer.read(), time.monotonic()
reading = documents.read(SimpleUploadedFile("sbom.json", content), "application/json", "sbom.json")
seconds, peak = time.monotonic() - began, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(json.dumps([reading.state, reading.problems[0]["text"], seconds, peak]))
"""


@pytest.mark.parametrize("content", HEAVY.values(), ids=HEAVY.keys())
def test_a_heavy_document_is_stopped_within_its_limits(content: bytes) -> None:
    done = subprocess.run([sys.executable, "-c", READ_ALONE], input=content, capture_output=True, check=True)
    state, problem, seconds, kilobytes = json.loads(done.stdout)
    assert seconds < documents.SECONDS + 1
    assert state != ReadingState.READ
    assert problem
    assert kilobytes < 300 * 1024


def test_a_child_that_dies_leaves_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "_CHILD", "apps.evidence.reading.no_such_child")
    reading = documents.read(SimpleUploadedFile("sbom.json", WHOLE), "application/json", "sbom.json")
    assert reading is not None
    assert reading.state == ReadingState.UNREADABLE
    assert reading.problems == [{"place": "", "text": documents.STOPPED}]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 10**6) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
FEW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return every place inside a document."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    found = []
    for step, one in inner:
        found += [(*path, step), *places(one, (*path, step))]
    return found


@pytest.mark.parametrize("kind", [kind for kind in READERS if kind != formats.SECURITY_TXT])
def test_whatever_stands_anywhere_in_a_document_it_is_read_or_refused_in_words(kind: str) -> None:
    whole = READERS[kind]()

    @FEW
    @given(st.sampled_from(places(whole)), JSON)
    def change(path: tuple[Any, ...], new: Any) -> None:
        document = READERS[kind]()
        inner: Any = document
        for step in path[:-1]:
            inner = inner[step]
        inner[path[-1]] = new
        _is_told_in_words(child.found(kind, written(document)))

    change()


@FEW
@given(
    st.lists(st.sampled_from(["Contact", "Expires", "Policy", "CSAF", "#", ""]) | st.text(max_size=9), max_size=6),
    st.text(),
)
def test_any_lines_make_a_security_txt_or_a_sentence(names: list[str], value: str) -> None:
    lines = "\n".join(f"{name}: {value}" for name in names)
    _is_told_in_words(child.found(formats.SECURITY_TXT, lines.encode(errors="replace")))


@FEW
@given(st.sampled_from(list(READERS)), st.binary(max_size=60), st.integers(0, 400))
def test_any_bytes_are_refused_in_words(kind: str, noise: bytes, at: int) -> None:
    whole = written(READERS[kind]())
    _is_told_in_words(child.found(kind, whole[:at] + noise + whole[at + len(noise) :]))


@FEW
@given(st.text())
def test_words_are_one_printable_line(text: str) -> None:
    said = words(text)
    assert said == "" or said.isprintable()
    assert len(said) <= 200


def _is_told_in_words(found: dict[str, Any]) -> None:
    """Check that nothing was unexpected and all can be kept: no control marks, no halves of characters."""
    assert "error" not in found, found
    kept = json.dumps(found, ensure_ascii=False)
    assert "\\u0000" not in kept
    kept.encode()
    assert found.get("unreadable", "x")
