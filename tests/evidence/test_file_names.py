"""Names are data: cleaned, shortened, and never a part of a path."""

import pytest

from apps.evidence.file_types import MAX_NAME, clean_name


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/report.pdf", "report.pdf"),
        ("C:\\Users\\me\\report.pdf", "report.pdf"),
        ("report\u202efdp.pdf", "reportfdp.pdf"),
        ("re\x00po\nrt.pdf", "report.pdf"),
        ("...report.pdf", "report.pdf"),
        ("re\u0301sume\u0301.pdf", "r\u00e9sum\u00e9.pdf"),
        ("\u200breport.pdf", "report.pdf"),
        ("a" * 400 + ".pdf", "a" * (MAX_NAME - 4) + ".pdf"),
        ("", ""),
    ],
)
def test_a_name_is_kept_without_tricks(given, kept):
    assert clean_name(given) == kept
    assert len(clean_name(given)) <= MAX_NAME
