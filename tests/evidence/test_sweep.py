"""The sweep removes files without an item, and reports items without their file."""

import os
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone

from apps.evidence import storage
from apps.evidence.sweep import sweep
from tests.factories.devices import make_drafter
from tests.factories.evidence import make_file

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_store(settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]


def _old(path: Path) -> Path:
    day = (timezone.now() - timedelta(days=2)).timestamp()
    os.utime(path, (day, day))
    return path


def test_an_old_file_without_an_item_goes_and_the_others_stay() -> None:
    item = make_file(by=make_drafter())
    kept = _old(storage.path_of(item.stored_name, item.organization_id))
    orphan, unfinished, young = (kept.with_name(name) for name in ("orphan", "half.part", "young"))
    for path in (orphan, unfinished, young):
        path.write_text("x")
    _old(orphan)
    _old(unfinished)

    assert sweep(now=timezone.now(), remove=False).removed == 2
    assert orphan.exists()
    call_command("sweep_evidence", stdout=StringIO())

    assert not orphan.exists()
    assert not unfinished.exists()
    assert kept.exists()
    assert young.exists()


def test_an_item_without_its_file_is_reported_and_kept() -> None:
    item = make_file(by=make_drafter())
    storage.remove(item.stored_name, item.organization_id)
    errors = StringIO()

    with pytest.raises(SystemExit):
        call_command("sweep_evidence", stdout=StringIO(), stderr=errors)

    assert str(item.pk) in errors.getvalue()
    item.refresh_from_db()
