"""What tests of reports share."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

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
def report(team: Team) -> Report:
    """Return a finished report of the team's review."""
    return make_report(make_determined_review(team=team), team=team)


@pytest.fixture
def reviewer(client: Client, team: Team) -> Client:
    """Return a browser in which the team's reviewer has signed in."""
    return sign_in(client, team.reviewer)
