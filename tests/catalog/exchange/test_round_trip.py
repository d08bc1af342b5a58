"""Whatever a profile says comes back from each format as it was, and goes out again as the same bytes."""

import io
import json
from typing import Any

import openpyxl
from hypothesis import HealthCheck, Phase, given, settings

from apps.catalog.exchange import oscal_profile, oscal_profile_reading, profile_table, tables, workbook
from apps.catalog.exchange.content import decoded
from apps.catalog.exchange.picture import PicturedProfile
from tests.catalog.exchange.pictures import AT, EDITION, profiles

quick = settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    database=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)


@quick
@given(profile=profiles())
def test_an_oscal_profile_of_anything_is_valid_and_comes_back_unchanged(
    official: Any, profile: PicturedProfile
) -> None:
    written = oscal_profile.write(EDITION, profile)
    official.Profile.model_validate(json.loads(written)["profile"])
    read = oscal_profile_reading.read(decoded(written), EDITION)
    assert read.findings.faults == []
    assert read.findings.notices == []
    assert read.identity is not None
    assert PicturedProfile(read.content, read.identity) == profile
    assert oscal_profile.write(EDITION, PicturedProfile(read.content, read.identity)) == written


@quick
@given(profiles())
def test_a_csv_table_of_anything_comes_back_unchanged_and_holds_no_formula(profile: PicturedProfile) -> None:
    written = profile_table.write(EDITION, profile.content)
    read = profile_table.read(decoded(written), EDITION)
    assert read.findings.faults == []
    assert read.content == profile.content
    assert profile_table.write(EDITION, read.content) == written


@settings(quick, max_examples=12)
@given(profiles())
def test_a_workbook_of_anything_has_the_same_cells_and_no_formula(profile: PicturedProfile) -> None:
    sheets = tables.profile_sheets(EDITION, profile)
    written = workbook.write(sheets, AT)
    assert workbook.write(sheets, AT) == written
    book = openpyxl.load_workbook(io.BytesIO(written))
    for sheet in sheets:
        page = book[sheet.name]
        cells = [cell for row in page.iter_rows() for cell in row if cell.value is not None]
        assert {cell.data_type for cell in cells} == {"s"}
        assert all(cell.quotePrefix for cell in cells if cell.value[0] in "=+-@\t\r\n'")
        rows = [tuple(workbook.unescaped(value or "") for value in row) for row in page.iter_rows(values_only=True)]
        assert rows == [sheet.header, *sheet.rows]
        assert page.freeze_panes == "A2"
