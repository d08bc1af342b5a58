"""What tests of reports share."""

from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from apps.reports import pdf
from apps.reports.models import Report
from tests.factories.accounts import sign_in
from tests.factories.reports import make_report
from tests.factories.reviews import Team, make_determined_review, make_team


@pytest.fixture(autouse=True)
def _own_files(tmp_path: Path, settings: Any) -> None:
    """Give each test its own folder of files."""
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def team() -> Team:
    """Return an agency with a person for every office."""
    return make_team()


@pytest.fixture
def layout(monkeypatch: pytest.MonkeyPatch) -> None:
    """Replace layout and seal, which have tests of their own, by a file of a few bytes."""

    def render(record: Any, path: Path, progress: Any = None, **kwargs: Any) -> pdf.Rendered:
        if progress:
            progress(40, "Laying out page 7")
        content = b"%PDF-1.7 " + record["report"]["number"].encode()
        path.write_bytes(content)
        return pdf.Rendered(pages=7, size=len(content), sha256=sha256(content).hexdigest())

    monkeypatch.setattr(pdf, "render", render)


@pytest.fixture
def report(team: Team, layout: None) -> Report:
    """Return a finished report of the team's review."""
    return make_report(make_determined_review(team=team), team=team)


@pytest.fixture
def reviewer(client: Client, team: Team) -> Client:
    """Return a browser in which the team's reviewer has signed in."""
    return sign_in(client, team.reviewer)
