"""Journeys need Chromium: where it is missing they are not collected, unless it is required (as in CI)."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.people import People
from tests.journeys.site import Site

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
if CHROMIUM is None:
    if os.environ.get("ASSAY_REQUIRE_CHROMIUM"):
        raise RuntimeError("Chromium is required for the journeys and is not installed.")
    collect_ignore_glob = ["test_*.py"]


# Of the package, not the session: while a browser is open here, Django takes this thread for an asynchronous one.
@pytest.fixture(scope="package")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Return a running installation of its own: web server, worker, loaded catalog, two organizations, a browser."""
    site = Site(Path(tmp_path_factory.mktemp("site")), str(CHROMIUM))
    with site.running():
        yield site


@pytest.fixture
def people(site: Site) -> People:
    """Return everybody of the site's two organizations, signed in when first needed."""
    return site.people
