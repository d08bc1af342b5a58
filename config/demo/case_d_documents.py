"""Documents of the badge reader's next firmware, as a manufacturer's tools write them."""

from datetime import datetime
from hashlib import sha256
from typing import Any

PRODUCT, VERSION, HOST = "BR-8 reader firmware", "2.7.0", "quayline.example"
_COMPONENTS = (
    ("linux", "6.6.52", "GPL-2.0-only", "The Linux Kernel Organization"),
    ("busybox", "1.36.1", "GPL-2.0-only", "BusyBox"),
    ("musl", "1.2.5", "MIT", "musl libc"),
    ("mbedtls", "3.6.2", "Apache-2.0", "TrustedFirmware"),
    ("lwip", "2.2.0", "BSD-3-Clause", "lwIP developers"),
    ("u-boot", "2025.01", "GPL-2.0-only", "DENX"),
    ("libusb", "1.0.27", "LGPL-2.1-or-later", ""),
    ("zlib", "1.3.1", "Zlib", "zlib authors"),
    ("br8-door-logic", "2.7.0", "", "Quayline Access"),
)


def sbom(at: datetime) -> dict[str, Any]:
    """Return the bill of materials; its service contradicts the answer that no cloud stands behind the reader."""
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "timestamp": at.isoformat(),
            "component": {"type": "firmware", "name": PRODUCT, "version": VERSION},
        },
        "components": [
            *(_component(*one) for one in _COMPONENTS),
            _algorithm("SHA-256", "hash"),
            _algorithm("AES-128-GCM", "ae"),
            _algorithm("ECDSA-P256", "signature"),
        ],
        "services": [
            {
                "name": "Quayline Assist",
                "provider": {"name": "Tallow Bay Cloud"},
                "endpoints": [f"https://assist.{HOST}/v1/telemetry"],
                "authenticated": True,
                "x-trust-boundary": True,
                "data": [{"flow": "outbound", "classification": "device health"}],
            }
        ],
    }


def vex(at: datetime) -> dict[str, Any]:
    """Return the statement on known vulnerabilities, in CSAF."""
    moment = at.isoformat()
    return {
        "document": {
            "category": "csaf_vex",
            "csaf_version": "2.0",
            "title": "BR-8 reader 2.7.0: known vulnerabilities of its components",
            "publisher": {
                "category": "vendor",
                "name": "Quayline Access",
                "namespace": f"https://{HOST}",
                "contact_details": f"psirt@{HOST}",
            },
            "tracking": {
                "id": "QA-2026-011",
                "status": "final",
                "version": "1",
                "initial_release_date": moment,
                "current_release_date": moment,
                "revision_history": [{"number": "1", "date": moment, "summary": "First statement."}],
            },
            "references": [
                {
                    "category": "self",
                    "summary": "Where this statement is published",
                    "url": f"https://{HOST}/.well-known/csaf/white/2026/qa-2026-011.json",
                }
            ],
        },
        "product_tree": {"full_product_names": [{"product_id": "BR8-270", "name": "BR-8 reader 2.7.0"}]},
        "vulnerabilities": [
            _vulnerability("CVE-2026-40117", "known_affected", "A crafted record stops the door logic.", fix="2.7.1"),
            _vulnerability("CVE-2026-38802", "fixed", "Session tickets were reused."),
            _vulnerability("CVE-2025-61990", "known_not_affected", "In a file system driver that is not built in."),
            _vulnerability("CVE-2026-41250", "under_investigation", "Timing of a signature check."),
        ],
    }


def mud(at: datetime) -> dict[str, Any]:
    """Return the MUD file: the door server of the customer, time, and the maker's service."""
    return {
        "ietf-mud:mud": {
            "mud-version": 1,
            "mud-url": f"https://{HOST}/mud/br-8.json",
            "last-update": at.isoformat(),
            "cache-validity": 48,
            "is-supported": True,
            "systeminfo": "Badge reader BR-8",
            "mfg-name": "Quayline Access",
            "model-name": "BR-8",
            "firmware-rev": VERSION,
            "from-device-policy": {"access-lists": {"access-list": [{"name": "from-br8"}]}},
            "to-device-policy": {"access-lists": {"access-list": [{"name": "to-br8"}]}},
        },
        "ietf-access-control-list:acls": {
            "acl": [
                _acl("from-br8", _controller(443), _host(f"assist.{HOST}", 443), _host("time.example.net", 123)),
                _acl("to-br8", _controller(443)),
            ]
        },
    }


def security_txt(expires: datetime) -> bytes:
    """Return the security.txt of the manufacturer."""
    fields = (
        "# Quayline Access product security",
        f"Contact: mailto:psirt@{HOST}",
        f"Contact: https://{HOST}/security/report",
        f"Expires: {expires:%Y-%m-%d}T00:00:00Z",
        f"Policy: https://{HOST}/security/disclosure",
        f"CSAF: https://{HOST}/.well-known/csaf/provider-metadata.json",
        "Preferred-Languages: en",
    )
    return "\n".join([*fields, ""]).encode()


def _component(name: str, version: str, license_id: str, supplier: str) -> dict[str, Any]:
    found: dict[str, Any] = {"type": "library", "name": name, "version": version}
    if license_id:
        found["licenses"] = [{"license": {"id": license_id}}]
    if supplier:
        found["supplier"] = {"name": supplier}
    return found | {"hashes": [{"alg": "SHA-256", "content": sha256(f"{name} {version}".encode()).hexdigest()}]}


def _algorithm(name: str, primitive: str) -> dict[str, Any]:
    properties = {"assetType": "algorithm", "algorithmProperties": {"primitive": primitive}}
    return {"type": "cryptographic-asset", "name": name, "cryptoProperties": properties}


def _vulnerability(cve: str, status: str, text: str, *, fix: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {
        "cve": cve,
        "notes": [{"category": "summary", "text": text}],
        "product_status": {status: ["BR8-270"]},
    }
    if fix:
        details = f"Install firmware {fix}. Until then keep the reader on its own segment."
        found["remediations"] = [{"category": "vendor_fix", "details": details, "product_ids": ["BR8-270"]}]
    if status == "known_not_affected":
        found["flags"] = [{"label": "vulnerable_code_not_present", "product_ids": ["BR8-270"]}]
    return found


def _acl(name: str, *matches: dict[str, Any]) -> dict[str, Any]:
    aces = [
        {"name": f"{name}-{number}", "matches": one, "actions": {"forwarding": "accept"}}
        for number, one in enumerate(matches)
    ]
    return {"name": name, "type": "ipv4-acl-type", "aces": {"ace": aces}}


def _controller(port: int) -> dict[str, Any]:
    return {"ietf-mud:mud": {"my-controller": [None]}, "tcp": {"destination-port": {"operator": "eq", "port": port}}}


def _host(name: str, port: int) -> dict[str, Any]:
    protocol = "udp" if port == 123 else "tcp"
    return {
        "ipv4": {"ietf-acldns:dst-dnsname": name},
        protocol: {"destination-port": {"operator": "eq", "port": port}},
    }
