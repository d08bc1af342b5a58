"""The seal: put under each finished file by the installation's key, and checked without the installation."""

import copy
import io
import re
import zlib
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from apps.audit.models import Event
from apps.core import confined
from apps.reports import check_child, checks, offline, sealing, storage, verifying
from apps.reports.management.commands import verify_report
from apps.reports.models import Report
from apps.reports.verifying import Finding, Layer
from apps.reports.workflow import SealKind
from config import environment
from tests.factories.reports import make_kept_report

pytestmark = pytest.mark.django_db


@pytest.fixture
def report():
    return make_kept_report()


@pytest.fixture
def content(report):
    return storage.read(report.stored_name, report.sha256)


@pytest.fixture
def certificate(report, tmp_path):
    path = tmp_path / "cert.pem"
    path.write_text(report.seal_certificate)
    return path


@pytest.fixture
def at_once(monkeypatch):
    """Check in this process: the child, which one test starts, would import its library for a second each time."""

    def run(module, arguments, given, **kwargs):
        try:
            yield {"seals": check_child._seals(given, Path(arguments[0]).read_bytes())}
        except Exception as error:
            yield {"failed": type(error).__name__}

    monkeypatch.setattr(confined, "run", run)


def changed(content, position):
    return content[:position] + bytes([content[position] ^ 1]) + content[position + 1 :]


def page_part(content):
    """Return a position inside a page's content, far from what ties the file together."""
    return next(found.end() + 40 for found in re.finditer(rb"stream\r?\n", content))


def verify(file, *arguments):
    out = io.StringIO()
    try:
        call_command("verify_report", file, *arguments, stdout=out)
    except SystemExit as stop:
        return stop.code, out.getvalue()
    return 0, out.getvalue()


def test_a_report_is_sealed_last_and_its_bytes_before_that_are_kept_as_a_digest(report, content):
    before = content[: report.unsealed_size]

    assert storage.hashlib.sha256(before).hexdigest() == report.unsealed_sha256
    assert before.rstrip().endswith(b"%%EOF")
    assert b"ETSI.CAdES.detached" in content[report.unsealed_size :]
    event = Event.objects.filter(verb="report.made").first()
    if event is not None:  # The kept file was made by an earlier test when there is none.
        assert event.after["sealed_by"] == report.seal_sha256


def test_the_trial_key_is_named_as_such_everywhere(report):
    assert report.seal_kind == SealKind.TRIAL
    assert "trial key" in report.seal_name
    assert report.sealed_by == "trial key"


def test_the_trial_key_is_made_once_and_only_its_owner_reads_it(tmp_path):
    path = sealing.kept_trial_key(tmp_path / "seal" / "trial.p12")
    first = path.read_bytes()

    assert sealing.kept_trial_key(path).read_bytes() == first
    assert path.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in path.parent.iterdir()] == ["trial.p12"]


def test_the_command_checks_a_file_by_the_certificate_alone(report, content, certificate, tmp_path):
    file = tmp_path / "report.pdf"
    file.write_bytes(content)
    Report.objects.all().delete()

    code, said = verify(file, "--key", certificate)

    assert code == 0
    assert said.startswith("Genuine.")
    for part in (report.identifier, report.record["review"]["id"], report.seal_sha256, "trial key", "Sealed"):
        assert part in said


def test_offline_a_changed_page_is_altered_with_the_record_unchanged(content, certificate, at_once):
    verdict = offline.check(changed(content, page_part(content)), certificate)

    assert verdict.finding is Finding.ALTERED
    assert "The attached record is unchanged" in verdict.sentences[0]


def test_offline_bytes_added_after_sealing_are_altered(content, certificate, at_once):
    verdict = offline.check(content + b"\n% more\n", certificate)

    assert (verdict.finding, verdict.sentences[0]) == (Finding.ALTERED, "Bytes were added after sealing.")


def test_offline_a_replaced_record_is_altered(report, content, certificate, at_once):
    found = re.search(rb"/EmbeddedFile\b.{0,1000}?stream\r?\n", content, re.DOTALL)
    verdict = offline.check(content[: found.end()] + b"x" * 40 + content[found.end() + 40 :], certificate)

    assert (verdict.finding, verdict.sentences[0]) == (Finding.ALTERED, "The attached record was changed.")


def test_offline_without_a_seal_or_by_another_key_is_unknown(report, content, certificate, tmp_path, at_once):
    unsealed = offline.check(content[: report.unsealed_size], certificate)
    other = sealing._opened(SealKind.KEY, sealing.kept_trial_key(tmp_path / "other.p12"), "")
    certificate.write_text(other.certificate)
    foreign = offline.check(content, certificate)

    assert unsealed.finding is foreign.finding is Finding.UNKNOWN
    assert "no seal" in unsealed.sentences[0]
    assert "another key" in foreign.sentences[0]
    assert report.seal_sha256 in foreign.sentences[0]


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 other", b"/Sig " * 1000], ids=["empty", "other", "odd"])
def test_offline_what_is_no_report_is_unknown(content, certificate, at_once):
    assert offline.check(content, certificate).finding is Finding.UNKNOWN


def test_a_log_that_does_not_hash_is_named_by_its_first_wrong_entry(report):
    record = copy.deepcopy(report.record)  # The kept report's record is shared by all tests of this process.
    assert offline.first_wrong_event(record) is None

    record["events"][3]["reason"] = "Another one."

    assert offline.first_wrong_event(record) == record["events"][3]["sequence"]
    assert offline.first_wrong_event({"events": [{"sequence": 7}]}) == 7


def test_the_installation_tells_which_layer_of_a_changed_file_is_whole(report, content):
    found = re.search(rb"/EmbeddedFile\b.{0,1000}?stream\r?\n", content, re.DOTALL)
    other = zlib.compress(b'{"report": {"number": "%s", "id": "x"}}' % report.identifier.encode())
    cases = {
        Layer.APPENDED: content + b"more",
        Layer.SEAL: content[: report.unsealed_size] + b"another seal",
        Layer.PAGES: changed(content, page_part(content)),
        Layer.RECORD: content[: found.end()] + other + content[found.end() + len(other) :],
        Layer.NO_RECORD: content[: found.end()] + b"nothing" + content[found.end() + 7 :],
    }

    for layer, file in cases.items():
        check = verifying.check_file(file)
        assert (check.finding, check.layer) == (Finding.ALTERED, layer)


def test_a_number_that_is_unknown_here_is_named(report, content):
    Report.objects.all().delete()

    check = verifying.check_file(content)

    assert check.finding is Finding.UNKNOWN
    assert f"names report {report.identifier}" in check.sentence


def test_the_command_says_which_review_and_which_seal(report, content, tmp_path):
    file = tmp_path / "report.pdf"
    file.write_bytes(content)

    code, said = verify(file)

    assert code == 0
    for part in (str(report.review_id), "by trial key", report.seal_sha256):
        assert part in said


def test_the_command_needs_a_database_or_a_key(tmp_path, monkeypatch):
    def none(content):
        raise verify_report.DatabaseError

    (tmp_path / "a.pdf").write_bytes(b"%PDF")
    monkeypatch.setattr(verify_report, "check_file", none)

    with pytest.raises(CommandError, match="with --key"):
        verify(tmp_path / "a.pdf")
    with pytest.raises(CommandError, match="cannot be read"):
        verify(tmp_path / "a.pdf", "--key", tmp_path / "missing.pem")


def test_anybody_can_fetch_the_certificate_of_a_key_that_sealed_here(report):
    answer = Client().get(reverse("reports:certificate", args=[report.seal_sha256]))

    assert answer.content.decode() == report.seal_certificate
    assert Client().get(reverse("reports:certificate", args=["0" * 64])).status_code == 404


# --- Configuration --------------------------------------------------------------------------------


def made_key(path, settings, **arguments):
    settings.SEAL_PASSWORD = "correct horse battery"
    call_command("make_seal_key", "-o", path, "--name", "Office of Civic Records", stdout=io.StringIO(), **arguments)
    settings.SEAL_PKCS12, settings.SEAL_TRIAL_KEY = path, None
    return sealing.installed_key()


def test_a_configured_key_goes_before_the_trial_key(tmp_path, settings):
    key = made_key(tmp_path / "seal.p12", settings)

    assert (key.kind, key.name) == (SealKind.KEY, "Office of Civic Records")
    assert checks.check_seal() == []
    with pytest.raises(CommandError, match="cannot be written"):
        made_key(tmp_path / "seal.p12", settings)


def test_deployment_checks_name_a_missing_an_ending_and_an_unreadable_key(tmp_path, settings):
    assert "by a trial key only" in checks.check_seal()[0].msg
    settings.SEAL_TRIAL_KEY = None
    assert "not at all" in checks.check_seal()[0].msg
    assert sealing.installed_key() is None
    made_key(tmp_path / "seal.p12", settings)
    settings.SEAL_PASSWORD = "wrong"
    assert "cannot be opened" in checks.check_seal()[0].msg
    settings.SEAL_PASSWORD = "correct horse battery"
    checks_soon, checks.SOON = checks.SOON, timedelta(days=365 * 6)
    try:
        assert "valid from" in checks.check_seal()[0].msg
    finally:
        checks.SOON = checks_soon


def test_the_key_cannot_be_made_without_a_password(tmp_path, settings):
    settings.SEAL_PASSWORD = ""

    with pytest.raises(CommandError, match="Set ASSAY_SEAL_PASSWORD"):
        call_command("make_seal_key", "-o", tmp_path / "a.p12", "--name", "Office")


def test_wrong_settings_of_the_key_stop_the_start_and_are_named(tmp_path, monkeypatch):
    monkeypatch.setenv("ASSAY_SEAL_PKCS12", str(tmp_path / "missing.p12"))
    with pytest.raises(ImproperlyConfigured, match="ASSAY_SEAL_PKCS12 names"):
        environment.existing_file("ASSAY_SEAL_PKCS12")
    (tmp_path / "password").write_text("secret\n")
    monkeypatch.setenv("ASSAY_SEAL_PASSWORD_FILE", str(tmp_path / "password"))
    assert environment.secret("ASSAY_SEAL_PASSWORD") == "secret"
    monkeypatch.setenv("ASSAY_SEAL_PASSWORD", "other")
    with pytest.raises(ImproperlyConfigured, match="not both"):
        environment.secret("ASSAY_SEAL_PASSWORD")
    monkeypatch.setenv("ASSAY_SEAL_PASSWORD", "")
    monkeypatch.setenv("ASSAY_SEAL_PASSWORD_FILE", str(tmp_path / "missing"))
    with pytest.raises(ImproperlyConfigured, match="cannot be read"):
        environment.secret("ASSAY_SEAL_PASSWORD")
