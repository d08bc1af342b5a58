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


def kept_secret(path: Path) -> str:
    """Return the random key in the file `path`, which is made, readable by its owner only, on first use."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(64))
    return path.read_text().strip()
