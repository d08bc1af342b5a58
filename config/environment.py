"""Strict readers of environment variables: a wrong value stops the start and is named."""

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off"}


def text(name: str, default: str | None = None) -> str:
    """Return the variable `name`, or `default`; raise ImproperlyConfigured when neither is there."""
    value = os.environ.get(name, "").strip() or default
    if value is None:
        raise ImproperlyConfigured(f"Set the environment variable {name}; see README, Configuration.")
    return value


def boolean(name: str, default: bool) -> bool:
    """Return the variable `name` as yes or no."""
    value = os.environ.get(name, "").strip().lower()
    if not value:
        return default
    if value not in _TRUE | _FALSE:
        raise ImproperlyConfigured(f"{name} must be one of true, false; it is {value!r}.")
    return value in _TRUE


def integer(name: str, default: int, *, low: int, high: int) -> int:
    """Return the variable `name` as a whole number between `low` and `high`."""
    value = os.environ.get(name, "").strip()
    if not value:
        return default
    if not value.isdecimal() or not low <= int(value) <= high:
        raise ImproperlyConfigured(f"{name} must be a whole number from {low} to {high}; it is {value!r}.")
    return int(value)


def choice(name: str, default: str, options: tuple[str, ...]) -> str:
    """Return the variable `name`, which must be one of `options`."""
    value = os.environ.get(name, "").strip() or default
    if value not in options:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(options)}; it is {value!r}.")
    return value


def listing(name: str, default: str) -> list[str]:
    """Return the comma-separated variable `name` as a list without blanks."""
    return [part.strip() for part in text(name, default or " ").split(",") if part.strip()]


def secret(name: str) -> str:
    """Return the secret in the variable `name`, or in the file that `name`_FILE names; empty when neither is set."""
    value, file = os.environ.get(name, ""), os.environ.get(f"{name}_FILE", "").strip()
    if value and file:
        raise ImproperlyConfigured(f"Set {name} or {name}_FILE, not both.")
    if not file:
        return value
    try:
        return Path(file).read_text().rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise ImproperlyConfigured(f"{name}_FILE names {file}, which cannot be read.") from error


def existing_file(name: str) -> Path | None:
    """Return the path in the variable `name`, which must be a readable file; None when it is not set."""
    value = os.environ.get(name, "").strip()
    if not value:
        return None
    path = Path(value).resolve()
    if not path.is_file() or not os.access(path, os.R_OK):
        raise ImproperlyConfigured(f"{name} names {value}, which is no file that can be read.")
    return path


def kept_secret(path: Path) -> str:
    """Return the random key in the file `path`, which is made, readable by its owner only, on first use."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(64))
    return path.read_text().strip()
