"""The seal of a finished report: which key this installation has, and putting it under a file.

The key is read here, in the worker, and given to a confined child of its own: the process that lays out texts from
people never holds it. Only that child and the one that checks a file import pyHanko, which takes a second.
"""

import base64
import json
import os
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from apps.core import confined
from apps.core.errors import DomainError
from apps.reports.workflow import SealKind

TRIAL_NAME = "Assay trial key (proves nothing about an organization)"
TRIAL_YEARS = 20
SECONDS = 60


class SealFailed(DomainError):
    """The report could not be sealed; the sentence says why."""


@dataclass(frozen=True)
class SealKey:
    """The key that seals, and what its certificate says."""

    kind: SealKind
    name: str
    sha256: str
    certificate: str
    starts: datetime
    ends: datetime
    pkcs12: bytes
    password: str

    @property
    def notice(self) -> dict[str, str]:
        """Return what is printed about the seal; public facts only, since the layout process gets them."""
        return {"kind": self.kind.value, "name": self.name, "sha256": self.sha256}


@dataclass(frozen=True)
class Seal:
    """The seal that a file carries."""

    kind: SealKind
    name: str
    sha256: str
    certificate: str
    at: datetime


def installed_key() -> SealKey | None:
    """Return the configured key, the trial key (made once), or None in production without one.

    Raises SealFailed when the configured key cannot be opened.
    """
    if settings.SEAL_PKCS12 is not None:
        return _opened(SealKind.KEY, settings.SEAL_PKCS12, settings.SEAL_PASSWORD)
    if settings.SEAL_TRIAL_KEY is not None:
        return _opened(SealKind.TRIAL, kept_trial_key(settings.SEAL_TRIAL_KEY), "")
    return None


def seal(path: Path, key: SealKey, *, purpose: str) -> Seal:
    """Append the seal to the file in a confined child; `purpose` is what a reader of PDFs shows beside it.

    The bytes before the seal stay as they are. Raises SealFailed; then the file is as before.
    """
    given = json.dumps(
        {"pkcs12": base64.b64encode(key.pkcs12).decode(), "password": key.password, "purpose": purpose}
    ).encode()
    try:
        said = list(confined.run("apps.reports.seal_child", [str(path.resolve())], given, seconds=SECONDS))
    except confined.ChildFailed as error:
        raise SealFailed(f"The report could not be sealed. {error.message}") from error
    if not said or "sealed_at" not in said[-1]:
        raise SealFailed("The report could not be sealed: the key or the file was refused. Tell the operator.")
    at = datetime.fromisoformat(said[-1]["sealed_at"])
    return Seal(kind=key.kind, name=key.name, sha256=key.sha256, certificate=key.certificate, at=at)


def purpose(number: str, *, record_sha256: str, unsealed_sha256: str) -> str:
    """Return the words under the seal: the digests in them tell later which layer of a changed file is still whole."""
    return f"Seal of report {number}. Record SHA-256 {record_sha256}. File before sealing SHA-256 {unsealed_sha256}."


def _opened(kind: SealKind, path: Path, password: str) -> SealKey:
    try:
        return _read(kind, str(path), password, path.stat().st_mtime_ns)
    except (OSError, ValueError, TypeError) as error:
        raise SealFailed(
            f"The key in {path} cannot be opened. Check the file (PKCS#12 with one private key and its certificate) "
            "and ASSAY_SEAL_PASSWORD."
        ) from error


@lru_cache(maxsize=4)
def _read(kind: SealKind, path: str, password: str, changed: int) -> SealKey:
    """Open the file once for each state it was in: deriving the key from a password is slow by design."""
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.serialization import pkcs12
    from cryptography.x509.oid import NameOID

    content = Path(path).read_bytes()
    private, certificate, _ = pkcs12.load_key_and_certificates(content, password.encode() or None)
    if private is None or certificate is None:
        raise ValueError("no key or no certificate")
    names: list[Any] = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return SealKey(
        kind=kind,
        name=str(names[0].value) if names else certificate.subject.rfc4514_string(),
        sha256=certificate.fingerprint(hashes.SHA256()).hex(),
        certificate=certificate.public_bytes(serialization.Encoding.PEM).decode(),
        starts=certificate.not_valid_before_utc,
        ends=certificate.not_valid_after_utc,
        pkcs12=content,
        password=password,
    )


def kept_trial_key(path: Path) -> Path:
    """Return the file of the trial key, which is made, readable by its owner only, on first use."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f"{secrets.token_hex(8)}.part")
        descriptor = os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(make_key(TRIAL_NAME, years=TRIAL_YEARS))
        try:
            os.link(part, path)  # Of two processes that start together, the first one's key stays.
        except FileExistsError:
            pass
        finally:
            part.unlink()
    return path


def make_key(name: str, *, years: int, password: str = "") -> bytes:
    """Return a new ECDSA P-256 key with a self-made certificate as PKCS#12."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import pkcs12

    private = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.oid.NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    usage = dict.fromkeys(
        ("key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign"), False
    ) | {"digital_signature": True, "content_commitment": True, "encipher_only": False, "decipher_only": False}
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=365 * years))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(**usage), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(private.public_key()), critical=False)
        .sign(private, hashes.SHA256())
    )
    locked = serialization.BestAvailableEncryption(password.encode()) if password else serialization.NoEncryption()
    return pkcs12.serialize_key_and_certificates(b"seal", private, certificate, None, locked)
