"""Everything that the page shows, as plain strings: the record in, the template's context out."""

from typing import Any

from apps.reports.printing import decision, findings, matrix, subject, words
from apps.reports.printing.text import Printer

MAX_ROWS = 1_000
"""Rows printed of one list; the attached record has all of them."""
NOT_SIGNATURES = ("give_verdict", "confirm_verdict")
REASON_SHOWN = ("send_back", "return", "withdraw", "recuse", "release", "record_no_answer", "close_without_award")
"""Acts whose reason stands nowhere else in the report."""
LOG_LEAD = "review."
LOG_BLOCK = 40


def build(record: dict[str, Any], printer: Printer, notice: dict[str, str]) -> dict[str, Any]:
    """Return the context of `reports/review.html`."""
    report, review = record["report"], record["review"]
    product = record["product"]
    name = printer.line(f"{product['name']} {product['model']}")
    context = {
        "title": f"Security review of {name}: report {printer.line(report['number'])}",
        "author": printer.line(review["agency"]["name"]),
        "description": printer.line(
            f"Record of the review of {name} for {(record['system'] or {}).get('name', 'the agency')}: "
            f"{words.label(record['determination']['outcome'])}"
        ),
        "created": report["made_at"],
        "report": _report(record, printer),
        "seal": _seal(notice, printer),
        "marking": marking(record, printer),
        "name": name,
        "manufacturer": printer.line(product["manufacturer"]["name"]),
        "versions": subject.versions(product, printer),
        "groups": findings.groups(record, printer),
        "set": _set(record, printer),
        "subject": subject.build(record, printer),
        "clarifications": [_question(row, printer) for row in record["clarifications"]],
        "acts": _acts(record, printer),
        "verdict_acts": sum(act["verb"]["value"] in NOT_SIGNATURES for act in record["acts"]),
        "events": _events(record, printer),
        "reference": _reference(record, printer),
        "matrix": matrix.build(record["traceability"], printer),
        "treatment": decision.treatment(record, printer),
        "decision": decision.decision(record, printer),
        "waiver": decision.waiver(record["waiver"], printer),
    }
    context["summary"] = decision.summary(record, printer)
    context["undrawn"] = printer.undrawn
    return context


def marking(record: dict[str, Any], printer: Printer) -> str:
    """Return the line on top of every page: the strictest marking of any evidence that the report names."""
    uses = [
        item
        for row in record["findings"]
        for part in (*row["answers"], *([row["verdict"]] if row["verdict"] else []))
        for item in part["evidence"]
    ]
    values = {item["marking"]["value"] for item in uses if item["marking"]}
    if "source_selection" in values:
        return "SOURCE SELECTION INFORMATION - SEE FAR 2.101 AND 3.104"
    if "proprietary" in values:
        manufacturer = printer.line(record["product"]["manufacturer"]["name"], 80)
        return f"CONTAINS PROPRIETARY INFORMATION OF {manufacturer.upper()}"
    return f"RECORD OF {printer.line(record['review']['agency']['name'], 80).upper()}"


def _report(record: dict[str, Any], printer: Printer) -> dict[str, str]:
    report = record["report"]
    sequence, _, head = report["audit_head"].partition(":")
    return {
        "number": printer.line(report["number"]),
        "review": printer.line(record["review"]["id"]),
        "made": words.moment(report["made_at"]),
        "made_by": printer.line(report["made_by"]["name"]) if report["made_by"] else "the operator",
        "audit_sequence": printer.line(sequence),
        "audit_hash": printer.line(head),
        "schema": printer.line(record["schema"]),
        "state": words.label(record["review"]["state"]),
        "follows": printer.line(record["review"]["follows"]),
    }


def _seal(notice: dict[str, str], printer: Printer) -> dict[str, str]:
    """Return what is said about the seal; an empty kind means that the installation has no key."""
    return {
        "kind": notice.get("kind", ""),
        "name": printer.line(notice.get("name", ""), 120),
        "sha256": notice.get("sha256", ""),
    }


def _set(record: dict[str, Any], printer: Printer) -> dict[str, Any]:
    """Return the chapter about the requirement set; declined candidates are gathered by their reason."""
    part = record["requirement_set"]
    reasons: dict[str, list[str]] = {}
    for row in part["declined"]:
        reasons.setdefault(row["reason"], []).append(f"{row['identifier']} {row['title']}")
    return {
        "steps": [
            {
                "verb": words.label(step["verb"]),
                "by": printer.line(step["by"]["name"]),
                "role": words.label(step["role"]),
                "at": words.moment(step["at"]),
                "reason": printer.text(step["reason"]),
            }
            for step in part["steps"]
        ],
        "groups": _selected(record, printer),
        "declined": [
            {"reason": printer.text(reason), "names": "\n".join(printer.line(row) for row in rows)}
            for reason, rows in reasons.items()
        ],
        "declined_count": len(part["declined"]),
        "undecided": len(part["undecided"]),
        "edition": printer.line(part["edition"]),
        "changes": [
            {
                "requirement": printer.line(row["requirement"]),
                "change": "becomes key" if row["key"] else "is no longer key",
                "reason": printer.text(row["reason"]),
                "requested": decision.signature(row["requested"], printer),
                "decision": {True: "approved", False: "refused", None: "not decided"}[row["approved"]],
                "decided": decision.signature(row["decided"], printer),
            }
            for row in part["key_changes"]
        ],
    }


def _selected(record: dict[str, Any], printer: Printer) -> list[dict[str, str]]:
    """Return the selected requirements by capability, one line each, with the word of the verdict."""
    part = record["requirement_set"]
    titles = {row["code"]: row["title"] for row in part["capabilities"]}
    verdicts = {row["identifier"]: row["verdict"] for row in record["findings"]}
    lines: dict[str, list[str]] = {}
    for row in part["selected"]:
        verdict = verdicts[row["identifier"]]
        word = words.label(verdict["value"]).lower() if verdict else "no verdict"
        key = "key, " if row["key"] else ""
        lines.setdefault(row["capability"], []).append(
            printer.line(f"{row['identifier']} {row['title']} ({key}{word})")
        )
    return [
        {"title": printer.line(titles.get(code, findings.OWN)), "names": "\n".join(names)}
        for code, names in lines.items()
    ]


def _question(row: dict[str, Any], printer: Printer) -> dict[str, str]:
    return {
        "number": row["number"],
        "requirement": printer.line(row["requirement"]),
        "question": printer.text(row["question"]),
        "drafted": decision.signature(row["drafted"], printer),
        "released": decision.signature(row["released"], printer),
        "due": words.day(row["due_on"], ""),
        "answer": printer.text(row["answer"]),
        "answered": decision.signature(row["answered"], printer),
        "lapsed": decision.signature(row["lapsed"], printer),
        "lapse_reason": printer.text(row["lapse_reason"]),
    }


def _acts(record: dict[str, Any], printer: Printer) -> list[dict[str, str]]:
    """Return the signatures but for the verdicts, which are signed at each requirement."""
    rows = [act for act in record["acts"] if act["verb"]["value"] not in NOT_SIGNATURES]
    return [
        {
            "verb": words.label(act["verb"]),
            "requirement": printer.line(act["requirement"]),
            "by": printer.line(act["signed"]["by"]["name"]),
            "role": words.label(act["signed"]["role"]),
            "delegation": decision.delegation(act["delegation"], printer),
            "at": words.moment(act["signed"]["at"]),
            "reason": printer.line(act["reason"], 300) if act["verb"]["value"] in REASON_SHOWN else "",
        }
        for act in rows[:MAX_ROWS]
    ]


def _events(record: dict[str, Any], printer: Printer) -> dict[str, Any]:
    """Return the newest events as lines of a log; all of them, with every column, are in the attached record."""
    rows = record["events"][-MAX_ROWS:]
    lines = [
        f"{row['sequence']:>6}  {row['at'][:10]} {row['at'][11:16]}  {printer.line(row['actor_label'], 30):<30}  "
        f"{printer.line(_deed(row), 54):<54}  {printer.line(row['hash'])[:16]}"
        for row in rows
    ]
    return {
        "left_out": len(record["events"]) - len(rows),
        "blocks": ["\n".join(lines[start : start + LOG_BLOCK]) for start in range(0, len(lines), LOG_BLOCK)],
    }


def _deed(row: dict[str, Any]) -> str:
    verb = row["verb"].removeprefix(LOG_LEAD).replace("_", " ").replace(".", ": ")
    return f"{verb}: {row['target_label']}"


def _reference(record: dict[str, Any], printer: Printer) -> dict[str, Any]:
    part = record["reference_data"]
    return {
        "catalog": printer.line(part["catalog"]),
        "edition": printer.line(part["edition"]),
        "status": words.label(part["status"]),
        "source": printer.text(part["source"]),
        "digest": printer.line(part["digest"]),
        "published": words.day(part["published_at"], "not published"),
        "frameworks": [
            {key: printer.text(row[key]) for key in ("name", "title", "source")} for row in part["frameworks"]
        ],
    }
