"""Journeys need Chromium: where it is missing they are not collected, unless it is required (as in CI)."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.site import Site

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
if CHROMIUM is None:
    if os.environ.get("ASSAY_REQUIRE_CHROMIUM"):
        raise RuntimeError("Chromium is required for the journeys and is not installed.")
    collect_ignore_glob = ["test_*.py"]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Return a running installation of its own: web server, worker, empty database, loaded catalog."""
    site = Site(Path(tmp_path_factory.mktemp("site")), str(CHROMIUM))
    with site.running():
        yield site
