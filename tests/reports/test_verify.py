"""Genuine, altered or unknown: for anybody, without a word about the content."""

import io
import re
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from apps.reports import attached, storage
from apps.reports.forms import MAX_BYTES
from apps.reports.identifiers import normalized
from apps.reports.verifying import Finding, check_file, check_typed
from tests.factories.reports import make_kept_report

pytestmark = pytest.mark.django_db


@pytest.fixture
def report():
    return make_kept_report()


@pytest.fixture
def content(report):
    return storage.read(report.stored_name, report.sha256)


def changed(content, position):
    return content[:position] + bytes([content[position] ^ 1]) + content[position + 1 :]


def post(**fields):
    return Client().post(reverse("reports:verify"), fields)


def upload(content, name="report.pdf"):
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def test_the_stored_file_is_genuine(report, content):
    check = check_file(content)

    assert (check.finding, check.report) == (Finding.GENUINE, report)


def test_one_changed_byte_anywhere_is_altered(report, content):
    places = [0, 9, *range(50, len(content), len(content) // 25), len(content) - 1]

    for position in places:
        check = check_file(changed(content, position))
        assert (check.finding, check.report) == (Finding.ALTERED, report), position


@pytest.mark.parametrize("name", ["AR-number in the metadata", "file identifier", "attached record"])
def test_each_of_the_three_names_suffices(report, content, name):
    number, key = report.identifier.encode(), report.pk.hex.encode()
    if name != "AR-number in the metadata":
        content = content.replace(number, b"AR-0000-0000")
    if name != "file identifier":
        content = content.replace(key, b"0" * 32)
    if name != "attached record":
        found = re.search(rb"/EmbeddedFile\b.{0,1000}?stream\r?\n", content, re.DOTALL)
        content = content[: found.end()] + b"nothing" + content[found.end() + 7 :]

    assert check_file(content).report == report


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"%PDF-1.7 something else",
        b"AR-0000-0000",
        b"/ID [(" + b"0" * 32 + b")",
        b"/EmbeddedFile stream\n" + zlib.compress(b"[" * 100_000),
        b"/EmbeddedFile stream\n" + zlib.compress(b'{"report": {"number": 1, "id": "x"}}'),
        b"/EmbeddedFile stream\nno packed data",
        b"/EmbeddedFile " * 50_000,
    ],
    ids=[
        "empty",
        "another PDF",
        "a number of nobody",
        "an identifier of nobody",
        "deep",
        "odd",
        "unpacked",
        "repeated",
    ],
)
def test_what_was_not_made_here_is_unknown(report, content):
    assert check_file(content).finding is Finding.UNKNOWN


def test_a_packed_bomb_is_unpacked_to_a_limit_only(report, monkeypatch):
    monkeypatch.setattr(attached, "MAX_ATTACHED", 1000)
    bomb = b"/EmbeddedFile stream\n" + zlib.compress(b" " * 50_000_000 + b'{"report": {}}')

    assert check_file(bomb).finding is Finding.UNKNOWN


def test_a_typed_number_is_known_however_it_is_written(report):
    for typed in (report.identifier, report.identifier.lower(), report.identifier.replace("-", " ")):
        assert check_typed(typed).report == report
    assert check_typed("AR-0000-0000").finding is Finding.UNKNOWN
    assert check_typed("' OR 1=1").finding is Finding.UNKNOWN


def test_letters_that_are_easily_misread_find_the_same_number():
    assert normalized("ar-oiLu-0000") == "AR-011V-0000"


def test_a_typed_digest_is_genuine_or_unknown(report):
    assert check_typed(report.sha256.upper()).finding is Finding.GENUINE
    assert check_typed("0" * 64).finding is Finding.UNKNOWN


def test_anybody_can_check_a_file_without_signing_in(report, content):
    for data, words in ((content, "Genuine"), (changed(content, 900), "Altered"), (b"%PDF-1.7 other", "Unknown")):
        answer = post(file=upload(data))
        assert answer.status_code == 200
        assert words in answer.content.decode()


def test_the_answer_shows_nothing_of_the_content(report, content):
    review = report.review

    for answer in (post(file=upload(content)), post(typed=report.identifier)):
        page = answer.content.decode()
        assert report.sha256 in page
        for secret in (str(review), review.product.name, str(review.organization)):
            assert secret not in page


def test_who_has_the_file_is_told_which_review_it_shows_and_who_only_types_is_not(report, content):
    assert str(report.review_id) in post(file=upload(content)).content.decode()
    assert str(report.review_id) not in post(typed=report.identifier).content.decode()


def test_an_altered_file_is_not_told_the_right_digest(report, content):
    assert report.sha256 not in post(file=upload(changed(content, 900))).content.decode()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "Choose a file, or type"),
        ({"typed": "   "}, "Choose a file, or type"),
        ({"file": SimpleUploadedFile("report.pdf", b"")}, "The file is empty"),
    ],
    ids=["nothing", "blanks", "an empty file"],
)
def test_what_cannot_be_checked_is_said_at_the_form(fields, sentence):
    answer = post(**fields)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_a_file_that_is_too_large_is_refused(settings):
    answer = post(file=upload(b"x" * (MAX_BYTES + 1)))
    assert answer.status_code == 422
    assert "larger than 25 MB" in answer.content.decode()

    settings.MAX_UPLOAD_BYTES = 1000
    answer = post(file=upload(b"x" * 500_000))
    assert answer.status_code == 422
    assert "larger than 25 MB" in answer.content.decode()


def test_the_command_exits_0_1_and_2(report, content, tmp_path):
    file = tmp_path / "report.pdf"
    for data, code, word in ((content, 0, "Genuine"), (changed(content, 77), 1, "Altered"), (b"%PDF", 2, "Unknown")):
        file.write_bytes(data)
        out = io.StringIO()
        try:
            call_command("verify_report", file, stdout=out)
            exit_code = 0
        except SystemExit as stop:
            exit_code = stop.code
        assert (exit_code, out.getvalue().split(".")[0]) == (code, word)


def test_the_command_says_that_there_is_no_such_file(tmp_path):
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("verify_report", tmp_path / "missing.pdf")
