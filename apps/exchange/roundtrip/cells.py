"""From a line to the texts of its cells, the same for workbook and CSV."""

import re

from apps.devices.models import Declaration
from apps.devices.workflow import AnswerValue
from apps.exchange.roundtrip.lines import Line
from apps.exchange.roundtrip.rows import (
    ANSWER,
    CARRIED,
    COMPONENT,
    CONFIGURE,
    ENTRY,
    EVIDENCE,
    HEADER,
    HERE_ONLY,
    KEY,
    MARK,
    ON,
    REQUIREMENT,
    TO_CONFIRM,
    VERSION,
    WORKS,
    mark_of,
    stored_values,
    survives,
)

_NOT_TEXT = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
_CHANGE_IT_HERE = "A spreadsheet cannot keep this text as it is: change this answer in the application."


def cells(declaration: Declaration, line: Line) -> tuple[str, ...]:
    """Return the texts of one row in the order of the header."""
    values = stored_values(line.answer)
    by_name = {
        ENTRY: line.node.identifier,
        REQUIREMENT: line.node.statement or line.node.title,
        COMPONENT: f"{line.component.component}, {line.component}",
        ANSWER: str(AnswerValue(values.value).label) if values.value else "",
        WORKS: values.explanation,
        CONFIGURE: values.configuration,
        VERSION: values.planned_version,
        ON: values.planned_on,
        CARRIED: TO_CONFIRM if line.answer is not None and line.answer.carried_over else "",
        EVIDENCE: "\n".join(line.evidence),
        KEY: key_of(declaration, line.component.component_id),
        MARK: mark_of(line.answer),
    }
    if not all(map(survives, by_name.values())):
        by_name = {name: _shortened(text) for name, text in by_name.items()} | {MARK: HERE_ONLY}
    return tuple(by_name[name] for name in HEADER)


def _shortened(text: str) -> str:
    """Return what can be shown of a text that a spreadsheet would change; the row is not read again."""
    return text if survives(text) else f"{_NOT_TEXT.sub('?', text[:2000])} […] {_CHANGE_IT_HERE}"


def key_of(declaration: Declaration, component: object) -> str:
    """Return what ties a row to its declaration and component."""
    return f"{declaration.pk}/{component}"
