"""Forms of the decision page and of the award."""

from datetime import date
from typing import Any, ClassVar

from crispy_forms.layout import Div, Layout
from django import forms

from apps.core.forms import Columns, DateInput, FieldHint, Fieldset, Link, RadioTiles, Submit
from apps.reviews.forms.folded import FoldedForm, rows_sent, text_area
from apps.reviews.workflow import Outcome, ReviewState

OUTCOME_WORDS = {
    Outcome.DOES_NOT_PREVENT.value: "The agency may procure or obtain it, renew a contract for it, and use it.",
    Outcome.WITH_CONDITIONS.value: "The same, as long as the conditions of this record are kept by their dates.",
    Outcome.PREVENTS.value: "The agency may not procure or obtain it, renew a contract for it, or use it, unless the "
    "head of the agency waives the prohibition.",
}
"""What each outcome means under 15 USC 278g-3e(a)."""
CHECK_LIST = "supply-chain-checks"
SUGGESTED_CHECKS = (
    "Section 889 representation (covered telecommunications equipment)",
    "FASCSA orders (searched in SAM.gov)",
    "Excluded parties (SAM.gov)",
    "Country of origin (Trade Agreements Act)",
)
"""Names only: the clauses behind them move (FAR Part 40), and the record keeps what the officer wrote."""
PREFILLED_CHECKS = 2
MISSING_IN_CHECK = {
    "check": "Name the check.",
    "checked": "Say when it was checked.",
    "result": "Say what came out.",
}


class ConcurForm(FoldedForm):
    """The CISO's concurrence."""

    button = "Concur"

    text = text_area("Note to the CIO", required=False)


class ReturnForm(FoldedForm):
    """The CISO returns the case with what has to be done."""

    button = "Return the case"
    danger = True

    to = forms.ChoiceField(
        label="Return to",
        choices=[
            (ReviewState.ASSESSMENT.value, ReviewState.ASSESSMENT.label),
            (ReviewState.TREATMENT.value, ReviewState.TREATMENT.label),
        ],
        widget=RadioTiles(
            descriptions={
                ReviewState.ASSESSMENT.value: "Verdicts are opened again and concluded anew; questions may be asked.",
                ReviewState.TREATMENT.value: "Verdicts stay; treatments, acceptances and conditions are worked on.",
            }
        ),
        error_messages={"required": "Choose where the case goes back to."},
    )
    reason = text_area(
        "What has to be done before it comes back",
        "A new recommendation must follow; this one stays in the record.",
        missing="Say what has to be done before the case comes back.",
    )


class DetermineForm(FoldedForm):
    """The CIO's determination, in the words of the Act."""

    button = "Sign the determination"

    outcome = forms.ChoiceField(
        label="I determine",
        choices=Outcome.choices,
        widget=RadioTiles(descriptions=OUTCOME_WORDS),
        error_messages={"required": "Choose one of the three outcomes."},
    )
    statement = text_area(
        "Statement",
        "In your own words: what you relied on, and why. From your signature on the record is frozen.",
        rows=5,
        missing="Write the statement of the determination.",
    )


class AddendumForm(FoldedForm):
    """A correction or addition after the determination."""

    button = "Add the addendum"

    text = text_area(
        "Addendum",
        "What was determined stays as it is; this stands beside it, with your name and the date.",
        missing="Write the addendum.",
    )


class CloseWithoutAwardForm(FoldedForm):
    """The contracting officer ends the case without a purchase."""

    button = "Close without award"
    danger = True

    reason = text_area(
        "Why there is no award",
        "The case ends here and cannot be opened again. The whole record is kept.",
        missing="Say why there is no award.",
    )


class AwardForm(FoldedForm):
    """The award: contract, clauses, and the supply-chain checks as repeated rows."""

    button = "Record the award"
    most_rows: ClassVar[int] = 20

    contract_number = forms.CharField(
        label="Contract number", max_length=80, error_messages={"required": "Enter the contract number."}
    )
    awarded_on = forms.DateField(
        label="Date of award", widget=DateInput(), error_messages={"required": "Enter the date of the award."}
    )
    delivered_version = forms.CharField(
        label="Version to be delivered",
        max_length=80,
        required=False,
    )
    clauses = text_area(
        "Clauses that carry the conditions",
        "Numbers and titles as they stand in the contract.",
        missing="Name the clauses that carry the conditions.",
    )

    def __init__(self, data: Any = None, *, rows: int = 0, cancel: str = "", **kwargs: Any) -> None:
        self.rows = min(max(rows or rows_sent(data), PREFILLED_CHECKS + 1), self.most_rows)
        self.cancel = cancel
        super().__init__(data, **kwargs)
        self.fields["rows"] = forms.IntegerField(widget=forms.HiddenInput, required=False, initial=self.rows)
        for row in range(1, self.rows + 1):
            self._add_row(row)

    def _add_row(self, row: int) -> None:
        name = SUGGESTED_CHECKS[row - 1] if row <= PREFILLED_CHECKS else ""
        self.fields[f"check_{row}"] = forms.CharField(
            label=f"Check {row}",
            max_length=160,
            required=False,
            initial=name,
            widget=forms.TextInput(attrs={"list": CHECK_LIST, "autocomplete": "off"}),
        )
        self.fields[f"checked_{row}"] = forms.DateField(label="Checked on", required=False, widget=DateInput())
        self.fields[f"result_{row}"] = forms.CharField(label="Result", max_length=300, required=False)

    def layout(self) -> Layout:
        """Put each check in a block of its own."""
        rows = [
            Div(f"check_{row}", Columns(f"checked_{row}", f"result_{row}"), css_class="a-check")
            for row in range(1, self.rows + 1)
        ]
        return Layout(
            "rows",
            Columns("contract_number", "awarded_on", "delivered_version"),
            "clauses",
            Fieldset(
                "Supply-chain checks",
                FieldHint("At least one, each with its date and result. Clear the name of a row that does not apply."),
                *rows,
            ),
        )

    def buttons(self, disabled_because: str) -> list[Submit | Link]:
        """Offer another row and the way back beside the act itself."""
        more = Submit.secondary("Add another check", name="more", value="1")
        return [*super().buttons(disabled_because), more, Link.cancel(self.cancel)]

    def clean(self) -> dict[str, Any]:
        """Collect the rows as `checks`; a row with a part missing says which."""
        data = super().clean() or self.cleaned_data
        checks: list[tuple[str, date, str]] = []
        for row in range(1, self.rows + 1):
            name, day, result = (data.pop(f"{part}_{row}", None) for part in ("check", "checked", "result"))
            if not (name or day or result):
                continue
            sentences = {
                "check": "Name the check.",
                "checked": "Say when it was checked.",
                "result": "Say what came out.",
            }
            for part, value in (("check", name), ("checked", day), ("result", result)):
                if not value and f"{part}_{row}" not in self.errors:
                    self.add_error(f"{part}_{row}", sentences[part])
            if name and day and result:
                checks.append((name, day, result))
        data.pop("rows", None)
        data["checks"] = checks
        return data
