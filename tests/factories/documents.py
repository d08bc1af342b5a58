"""Documents that speak, for tests: small and valid; a test changes what it is about."""

import json
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from apps.accounts.actors import Actor
from apps.evidence.kinds import EvidenceKind
from apps.evidence.models import EvidenceItem
from tests.factories.evidence import make_file
from tests.factories.numbers import NUMBERS

NOT_YET, LONG_AGO = "2099-06-30", "2020-06-30"


def cyclonedx(**changes: Any) -> dict[str, Any]:
    """Return an SBOM of two components, one service and one statement on a vulnerability."""
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {"type": "firmware", "name": "LF-420 firmware", "version": "3.8.2"}},
        "components": [
            {
                "type": "library",
                "name": "openssl",
                "version": "3.0.15",
                "supplier": {"name": "OpenSSL Library"},
                "licenses": [{"license": {"id": "Apache-2.0"}}],
                "hashes": [{"alg": "SHA-256", "content": "ab" * 32}],
            },
            {"type": "library", "name": "busybox", "version": "1.36.1", "licenses": [{"expression": "GPL-2.0-only"}]},
            {
                "type": "cryptographic-asset",
                "name": "SHA-256",
                "cryptoProperties": {"assetType": "algorithm", "algorithmProperties": {"primitive": "hash"}},
            },
        ],
        "services": [
            {
                "name": "Relay",
                "provider": {"name": "Tallow Cloud"},
                "endpoints": ["https://relay.example.com"],
                "data": [{"flow": "outbound", "classification": "video"}],
            }
        ],
        "vulnerabilities": [{"id": "CVE-2026-1001", "analysis": {"state": "not_affected"}}],
        **changes,
    }


def spdx(**changes: Any) -> dict[str, Any]:
    """Return an SPDX document about one package that contains another."""
    package = {"downloadLocation": "NOASSERTION", "filesAnalyzed": False, "licenseConcluded": "NOASSERTION"}
    return {
        "spdxVersion": "SPDX-2.3",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": "firmware",
        "dataLicense": "CC0-1.0",
        "documentNamespace": "https://example.com/spdx/firmware",
        "creationInfo": {"created": "2026-01-02T03:04:05Z", "creators": ["Organization: Halden Ridge"]},
        "packages": [
            {**package, "SPDXID": "SPDXRef-product", "name": "Site Manager", "versionInfo": "5.1"},
            {
                **package,
                "SPDXID": "SPDXRef-zlib",
                "name": "zlib",
                "versionInfo": "1.3.1",
                "supplier": "Organization: zlib",
                "licenseDeclared": "Zlib",
                "checksums": [{"algorithm": "SHA256", "checksumValue": "cd" * 32}],
            },
        ],
        "relationships": [
            {
                "spdxElementId": "SPDXRef-DOCUMENT",
                "relationshipType": "DESCRIBES",
                "relatedSpdxElement": "SPDXRef-product",
            }
        ],
        **changes,
    }


def csaf(**changes: Any) -> dict[str, Any]:
    """Return a VEX statement in CSAF: affected with a fix, and not affected."""
    return {
        "document": {
            "category": "csaf_vex",
            "csaf_version": "2.0",
            "title": "Lanternfish: image parser",
            "publisher": {"category": "vendor", "name": "Halden Ridge", "namespace": "https://example.com"},
            "tracking": {
                "id": "HRO-2026-01",
                "status": "final",
                "version": "1",
                "initial_release_date": "2026-05-01T08:00:00Z",
                "current_release_date": "2026-05-01T08:00:00Z",
                "revision_history": [{"number": "1", "date": "2026-05-01T08:00:00Z", "summary": "First."}],
            },
            "references": [{"category": "self", "summary": "Here", "url": "https://example.com/csaf/hro-2026-01.json"}],
        },
        "product_tree": {"full_product_names": [{"product_id": "LF", "name": "Lanternfish 3.8.2"}]},
        "vulnerabilities": [
            {
                "cve": "CVE-2026-1001",
                "notes": [{"category": "summary", "text": "A crafted picture stops the encoder."}],
                "product_status": {"known_affected": ["LF"]},
                "remediations": [{"category": "vendor_fix", "details": "Install 3.8.3.", "product_ids": ["LF"]}],
            },
            {
                "cve": "CVE-2026-1002",
                "notes": [{"category": "summary", "text": "In a part that is not built in."}],
                "product_status": {"known_not_affected": ["LF"]},
                "flags": [{"label": "component_not_present", "product_ids": ["LF"]}],
            },
        ],
        **changes,
    }


def openvex(**changes: Any) -> dict[str, Any]:
    """Return an OpenVEX document with one statement."""
    return {
        "@context": "https://openvex.dev/ns/v0.2.0",
        "@id": "https://example.com/vex/1",
        "author": "Halden Ridge",
        "timestamp": "2026-05-01T08:00:00Z",
        "version": 1,
        "statements": [
            {
                "vulnerability": {"name": "CVE-2026-1001"},
                "products": [{"@id": "pkg:generic/lf-420@3.8.2"}],
                "status": "affected",
                "action_statement": "Install 3.8.3.",
            }
        ],
        **changes,
    }


def mud(
    *, inbound: dict[str, Any] | None = None, outbound: dict[str, Any] | None = None, **leaves: Any
) -> dict[str, Any]:
    """Return a MUD file: the device may reach one host by TLS, and nobody may reach it; `inbound` permits more."""
    to_host = {"ipv4": {"ietf-acldns:dst-dnsname": "relay.example.com"}, "tcp": {"destination-port": {"port": 443}}}
    accept = {"forwarding": "accept"}

    def acl(name: str, matches: dict[str, Any] | None) -> dict[str, Any]:
        aces = [{"name": f"{name}-1", "matches": matches, "actions": accept}] if matches is not None else []
        return {"name": name, "type": "ipv4-acl-type", "aces": {"ace": aces}}

    return {
        "ietf-mud:mud": {
            "mud-version": 1,
            "mud-url": "https://example.com/mud/lf-420.json",
            "last-update": "2026-05-01T08:00:00+00:00",
            "is-supported": True,
            "systeminfo": "Lanternfish camera",
            "from-device-policy": {"access-lists": {"access-list": [{"name": "from"}]}},
            "to-device-policy": {"access-lists": {"access-list": [{"name": "to"}]}},
            **leaves,
        },
        "ietf-access-control-list:acls": {
            "acl": [acl("from", to_host if outbound is None else outbound), acl("to", inbound)]
        },
    }


def security_txt(*lines: str, expires: str = NOT_YET) -> bytes:
    """Return a security.txt with a contact, a policy, the lines given, and its expiry."""
    fields = ["Contact: mailto:psirt@example.com", "Policy: https://example.com/security", *lines]
    return "\n".join([*fields, f"Expires: {expires}T00:00:00Z", ""]).encode()


def upload_of(content: dict[str, Any] | bytes, name: str = "") -> SimpleUploadedFile:
    """Return a document as it is uploaded; values become JSON."""
    if isinstance(content, bytes):
        return SimpleUploadedFile(name or "security.txt", content)
    return SimpleUploadedFile(name or f"document-{next(NUMBERS)}.json", json.dumps(content).encode())


def make_document(content: dict[str, Any] | bytes, *, by: Actor, **metadata: Any) -> EvidenceItem:
    """Return a document in the actor's library, read on the way."""
    metadata = {"kind": EvidenceKind.SBOM, "title": f"Document {next(NUMBERS)}", **metadata}
    return make_file(by=by, upload=upload_of(content), **metadata)
