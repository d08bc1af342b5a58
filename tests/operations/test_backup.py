"""A backup of one moment comes back into an empty installation, and what is damaged is refused."""

import contextlib
import gzip
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from apps.audit import chain
from apps.audit.models import Event
from apps.evidence.models import EvidenceItem
from tests import databases
from tests.factories.accounts import make_member
from tests.factories.evidence import make_file

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def world(kept_world: None) -> Any:
    return make_file(by=make_member("manufacturer", "drafter"))


@pytest.fixture
def backup(world: EvidenceItem, tmp_path: Path) -> Path:
    call_command("backup", str(tmp_path / "backup"), stdout=io.StringIO())
    return tmp_path / "backup"


def manifest_of(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "manifest.json").read_text())


def lines_of(folder: Path, label: str) -> list[list[Any]]:
    return [json.loads(line) for line in gzip.open(folder / f"rows/{label}.jsonl.gz")]


def test_everything_comes_back_on_an_empty_machine(backup: Path, world: EvidenceItem, tmp_path: Path) -> None:
    environment = os.environ | {"ASSAY_VAR_DIR": str(tmp_path / "var"), "DJANGO_SETTINGS_MODULE": "config.settings"}

    def manage(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)

    with _empty_database(tmp_path) as url:
        environment["DATABASE_URL"] = url
        done = manage("restore", str(backup))
        assert done.returncode == 0, done.stderr[-2000:]
        again = tmp_path / "again"
        assert manage("backup", str(again)).returncode == 0
        refused = manage("restore", str(backup))
        audit = json.loads(manage("verify_audit", "--json", "--expect-head", manifest_of(backup)["audit_head"]).stdout)

    assert "The database is not empty" in refused.stderr
    assert audit["clean"]
    before, after = manifest_of(backup), manifest_of(again)
    assert (
        after["files"]
        == before["files"]
        == [{"name": one["name"], "sha256": world.sha256, "size": world.size} for one in before["files"]]
    )
    # What the restore and the second backup wrote is one event each; every other row is the same, byte for byte.
    changed = [one["label"] for one, two in zip(before["tables"], after["tables"], strict=True) if one != two]
    assert set(changed) <= {"audit.chainhead", "audit.event", "contenttypes.contenttype", "auth.permission"}
    verbs = [line[2] for line in lines_of(again, "audit.event")]
    assert verbs[-2:] == ["operations.restored", "operations.backed_up"]
    assert verbs[:-2] == [line[2] for line in lines_of(backup, "audit.event")]


def _empty_database(folder: Path) -> Any:
    if url := os.environ.get("DATABASE_URL"):
        return databases.empty_on_server(url)
    return contextlib.nullcontext(f"sqlite:///{folder / 'restored.sqlite3'}")


def test_the_manifest_says_what_is_inside(backup: Path, world: EvidenceItem) -> None:
    manifest = manifest_of(backup)
    counts = {table["label"]: table["rows"] for table in manifest["tables"]}
    assert counts["evidence.evidenceitem"] == EvidenceItem.objects.count()
    assert "sessions.session" not in counts
    assert manifest["audit_head"] == chain.head()
    assert Event.objects.order_by("-sequence").first().verb == "operations.backed_up"
    kept = backup / "files" / manifest["files"][0]["name"]
    assert kept.stat().st_mode & 0o077 == 0
    assert kept.read_bytes() == (settings.MEDIA_ROOT / manifest["files"][0]["name"]).read_bytes()


def test_a_backup_is_never_written_over_something(backup: Path) -> None:
    with pytest.raises(CommandError, match="is not empty"):
        call_command("backup", str(backup))


@pytest.mark.parametrize("loss", ["missing", "damaged"])
def test_a_file_that_is_lost_already_is_named_and_the_rest_is_kept(
    world: EvidenceItem, tmp_path: Path, capsys: Any, loss: str
) -> None:
    path = settings.MEDIA_ROOT / "evidence" / str(world.organization_id) / world.stored_name
    content = path.read_bytes()
    path.unlink() if loss == "missing" else path.write_bytes(content[:-1])
    try:
        with pytest.raises(SystemExit) as ended:
            call_command("backup", str(tmp_path / "backup"))
    finally:
        path.write_bytes(content)
    assert ended.value.code == 1
    assert f"{world.stored_name} is missing or damaged" in capsys.readouterr().err
    manifest = manifest_of(tmp_path / "backup")
    assert (manifest["files"], [one["sha256"] for one in manifest["lost"]]) == ([], [world.sha256])


def break_row(folder: Path) -> None:
    path = folder / "rows/accounts.user.jsonl.gz"
    path.write_bytes(path.read_bytes()[:-1] + b"?")


def break_manifest(**changed: Any) -> Any:
    def change(folder: Path) -> None:
        (folder / "manifest.json").write_text(json.dumps(manifest_of(folder) | changed))

    return change


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (lambda folder: (folder / "manifest.json").unlink(), "holds no manifest.json"),
        (lambda folder: (folder / "manifest.json").write_text("{"), "is no manifest"),
        (break_manifest(format=99), "is no manifest"),
        (break_manifest(files=[{"name": "../secret", "size": 1, "sha256": "0"}]), "is no manifest"),
        (break_row, "rows/accounts.user.jsonl.gz is damaged"),
        (lambda folder: (folder / "rows/accounts.user.jsonl.gz").unlink(), "accounts.user.jsonl.gz is missing"),
        (break_manifest(migrations=[["accounts", "9999_later"]], version="9.9"), "made by another release"),
        (lambda folder: None, "The database is not empty"),
    ],
)
def test_what_cannot_be_restored_is_refused_and_nothing_is_written(backup: Path, harm: Any, said: str) -> None:
    harm(backup)
    before = chain.head()
    with pytest.raises(CommandError, match=said):
        call_command("restore", str(backup))
    assert chain.head() == before
