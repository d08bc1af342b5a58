"""The chapter about product, purchase, system, category and use case, and the declaration's signature."""

from typing import Any

from apps.reports.printing import words
from apps.reports.printing.decision import signature
from apps.reports.printing.text import Printer


def versions(product: dict[str, Any], printer: Printer) -> list[str]:
    """Return the components in the versions that were assessed, one line each."""
    lines = []
    for component in product["components"]:
        for version in component["versions_assessed"]:
            hardware = f"hardware {version['hardware']}, " if version["hardware"] else ""
            lines.append(printer.line(f"{component['name']}: {hardware}version {version['software']}"))
    return lines


def build(record: dict[str, Any], printer: Printer) -> dict[str, Any]:
    """Return the chapter about product, purchase, system and use case."""
    product, system, values = record["product"], record["system"], record["categorization"]
    procurement = record["procurement"]
    amount = f"USD {float(procurement['amount_usd']):,.2f}" if procurement["amount_usd"] else ""
    return {
        "purchase": _facts(
            printer,
            ("Procurement", procurement["title"]),
            ("Occasion", words.label(procurement["occasion"])),
            ("Reference", procurement["reference"]),
            ("Offeror", procurement["offeror"]),
            ("Estimated value", amount),
            ("Quantity", f"{procurement['quantity']:,}"),
        ),
        "product": _product(product, printer),
        "components": [_component(row, printer) for row in product["components"]],
        "system": _facts(
            printer,
            ("System", system["name"]),
            ("Purpose", system["purpose"]),
            ("Authorization boundary", system["boundary"]),
            ("Owner", system["owner"]),
        )
        if system
        else [],
        "category": _category(values, printer),
        "category_signed": signature(values["signed"], printer),
        "scope": [printer.text(text) for text in _scope(record["scope"])],
        "use_case": [
            {"text": printer.text(row["text"]), "answer": printer.text(row["answer"]) or "Not answered."}
            for row in record["use_case"]
        ],
        "declaration": _declaration(record["declaration"], printer),
    }


def _scope(scope: dict[str, Any]) -> list[str]:
    """Return the criteria, each with what the requester answered."""
    said = {row["criterion"]: f" {'Yes' if row['holds'] else 'No'}: {row['reason']}" for row in scope["answers"]}
    return [f"{text}{said.get(text, '')}" for text in scope["criteria"]]


def _product(product: dict[str, Any], printer: Printer) -> list[dict[str, str]]:
    return _facts(
        printer,
        ("Kind of device", product["kind"]),
        ("Description", product["description"]),
        ("Intended use", product["intended_use"]),
        ("Intended users", product["intended_users"]),
        ("Interfaces", product["interfaces"]),
        ("Data handled", product["data_handled"]),
        ("Hosting", product["hosting"]),
        ("Supported until", words.day(product["support_until"], "not stated")),
        ("Disclosure policy", product["disclosure_policy_url"]),
        ("security.txt", product["security_txt_url"]),
        ("MUD file", product["mud_url"]),
        ("SBOM", product["sbom_url"]),
    )


def _category(values: dict[str, Any], printer: Printer) -> list[dict[str, str]]:
    return _facts(
        printer,
        ("Confidentiality", words.label(values["confidentiality"])),
        ("Integrity", words.label(values["integrity"])),
        ("Availability", words.label(values["availability"])),
        ("Impact level (FIPS 200)", words.label(values["impact"])),
        ("Boundary for this product", values["boundary"]),
        ("Placement", words.label(values["placement"])),
        ("Personal data", {True: "Involved", False: "Not involved"}.get(values["privacy"]["personal_data"], "")),
        ("Privacy", values["privacy"]["note"]),
    )


def _facts(printer: Printer, *pairs: tuple[str, str]) -> list[dict[str, str]]:
    return [{"name": name, "value": printer.text(value)} for name, value in pairs if value]


def _component(row: dict[str, Any], printer: Printer) -> dict[str, Any]:
    versions = [
        printer.line(f"{'hardware ' + v['hardware'] + ', ' if v['hardware'] else ''}version {v['software']}")
        for v in row["versions_assessed"]
    ]
    modules = [
        printer.line(
            f"{module['module']}: {module['standard']['label']}"
            f"{' no. ' + module['number'] if module['number'] else ''}, level {module['level']}, "
            f"{module['status']['label'].lower()}"
            f"{', until ' + words.day(module['sunset_on']) if module['sunset_on'] else ''}"
            f"{'; ' + module['caveats'] if module['caveats'] else ''}"
        )
        for module in row["fips_certificates"]
    ]
    return {
        "name": printer.line(row["name"]),
        "kind": words.label(row["kind"]),
        "versions": "; ".join(versions) or "no version in the declaration",
        "modules": modules,
    }


def _declaration(part: dict[str, Any] | None, printer: Printer) -> dict[str, Any] | None:
    if part is None:
        return None
    attestation = part["attestation"]
    return {
        "number": part["number"],
        "state": words.label(part["state"]),
        "edition": printer.line(part["edition"]),
        "sha256": printer.line(part["pinned_sha256"] or part["sha256"]),
        "signer": printer.line(attestation["name"]) if attestation else "",
        "title": printer.line(attestation["title"]) if attestation else "",
        "at": words.moment(attestation["at"]) if attestation else "",
        "statement": printer.text(attestation["statement"]) if attestation else "",
        "exception": printer.text(attestation["drafter_exception"]) if attestation else "",
    }
