"""The controls of a system from OSCAL JSON: a profile (baseline and tailoring) or a system security plan."""

import re
from collections.abc import Iterator

from apps.catalog.exchange import strict_json
from apps.catalog.exchange.refusal import Refused
from apps.catalog.exchange.spots import Spot
from apps.systems.exchange.content import (
    MOST_REASON,
    MOST_ROWS,
    ControlContent,
    ControlRow,
    Known,
    add_row,
    control_at,
)
from apps.systems.kinds import ImportKind, Responsibility

_BASELINE = re.compile(r"(low|moderate|high|privacy)[-_ ]*baseline", re.IGNORECASE)
_ORIGINATION = {
    "organization": Responsibility.COMMON,
    "inherited": Responsibility.COMMON,
    "sp-corporate": Responsibility.COMMON,
    "system-specific": Responsibility.SYSTEM,
    "sp-system": Responsibility.SYSTEM,
    "shared": Responsibility.HYBRID,
    "customer-configured": Responsibility.HYBRID,
    "customer-provided": Responsibility.HYBRID,
}
"""Words of OSCAL and of plans for cloud services for who implements a control."""
_OBJECTIVES = ("confidentiality", "integrity", "availability")


def read(text: str, known: Known) -> ControlContent:
    """Return what the document says; raise Refused when it is neither a profile nor a plan, or cannot be followed."""
    document = Spot(strict_json.parse(text), "")
    names = [name for name in document.value if name != "$schema"] if isinstance(document.value, dict) else []
    if names == ["profile"]:
        return _profile(document.child("profile"), known)
    if names == ["system-security-plan"]:
        return _plan(document.child("system-security-plan"), known)
    found = f"Its top has “{str(names[0])[:40]}”." if names else "It has no names at its top."
    raise Refused("", f"This is neither an OSCAL profile nor a system security plan. {found}")


def _profile(profile: Spot, known: Known) -> ControlContent:
    content = ControlContent(ImportKind.PROFILE, profile.child("metadata").child("title").text.strip()[:200])
    wanted: dict[str, str] = {}
    left_out: dict[str, str] = {}
    for one in profile.each("imports"):
        included, excluded = _imported(one, profile, known, content)
        wanted = included | wanted
        left_out |= excluded
    for identifier, place in wanted.items():
        if identifier not in left_out:
            add_row(content, ControlRow(identifier), place)
    for identifier, place in left_out.items():
        if identifier in wanted:
            reason = f"Excluded by the profile {content.title}".strip()[:MOST_REASON]
            add_row(content, ControlRow(identifier, removed=True, reason=reason), place)
    if not content.rows and not content.findings.faults:
        raise Refused("profile.imports", "The profile includes no control. List the controls in “include-controls”.")
    return content


def _imported(one: Spot, profile: Spot, known: Known, content: ControlContent) -> tuple[dict[str, str], dict[str, str]]:
    """Return what an import includes and excludes, each with its place."""
    listed = dict(_listed(one, "include-controls", known, content))
    everything = one.child("include-all")
    if not everything.is_missing or one.child("include-controls").is_missing:
        listed |= dict.fromkeys(_whole(one, profile, known, content), one.place)
    return listed, dict(_listed(one, "exclude-controls", known, content))


def _whole(one: Spot, profile: Spot, known: Known, content: ControlContent) -> Iterator[str]:
    """Yield the controls of the baseline of SP 800-53B that the import's source names."""
    sources = [one.child("href").text, *_linked(one.child("href").text, profile)]
    found = next((name for source in sources if (name := _BASELINE.search(source))), None)
    if found is None:
        raise Refused(
            one.place,
            "The import takes everything of a source that is not one of the baselines of SP 800-53B. "
            "Resolve the profile first, or list its controls in “include-controls”.",
        )
    content.findings.notice(one.place, f"Rests on the {found[1].lower()} baseline of SP 800-53B as it is kept here.")
    yield from sorted(known.baselines[found[1].lower()], key=lambda each: known.controls[each].position)


def _linked(href: str, profile: Spot) -> Iterator[str]:
    """Yield what the back matter says about the resource that `href` points to."""
    for resource in profile.child("back-matter").each("resources"):
        if href == f"#{resource.child('uuid').text}":
            yield resource.child("title").text
            for link in resource.each("rlinks"):
                yield link.child("href").text


def _listed(one: Spot, name: str, known: Known, content: ControlContent) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    for selection in one.each(name):
        if not selection.child("matching").is_missing:
            raise Refused(selection.place, "Controls are chosen by a pattern here. List their identifiers instead.")
        deep = selection.child("with-child-controls").text == "yes"
        for written in selection.each("with-ids"):
            identifier = control_at(known, written.text, written.place, content)
            if identifier in seen:
                content.findings.fault(written.place, f"{identifier} is listed twice. Leave one of the two.")
            elif identifier:
                seen.add(identifier)
                yield identifier, written.place
                if deep:
                    yield from ((each, written.place) for each in _enhancements(known, identifier))


def _enhancements(known: Known, identifier: str) -> list[str]:
    parent = known.controls[identifier].pk
    return [name for name, one in known.controls.items() if one.parent_id == parent and not one.withdrawn]


def _plan(plan: Spot, known: Known) -> ControlContent:
    content = ControlContent(ImportKind.PLAN, plan.child("metadata").child("title").text.strip()[:200])
    level = plan.child("system-characteristics").child("security-impact-level")
    for objective in _OBJECTIVES:
        if said := level.child(f"security-objective-{objective}").text:
            content.values[objective] = said.removeprefix("fips-199-").strip()[:20]
    for number, one in enumerate(plan.child("control-implementation").each("implemented-requirements")):
        if number == MOST_ROWS:
            raise Refused(one.place, f"The plan has more than {MOST_ROWS} controls.")
        identifier = control_at(known, one.child("control-id").text, f"{one.place}.control-id", content)
        if identifier:
            add_row(content, _implemented(identifier, one), one.place)
    if not content.rows and not content.findings.faults:
        place = "system-security-plan.control-implementation"
        raise Refused(place, "The plan has no “implemented-requirements”. Export it with its controls.")
    return content


def _implemented(identifier: str, one: Spot) -> ControlRow:
    said = {value for value in _props(one, "control-origination") if value in _ORIGINATION}
    found = {_ORIGINATION[value] for value in said}
    who = "" if not found else next(iter(found)).value if len(found) == 1 else Responsibility.HYBRID.value
    statuses = [part.child("implementation-status") for part in one.each("by-components")]
    states = [status.child("state").text for status in statuses] + list(_props(one, "implementation-status"))
    if states and set(states) == {"not-applicable"}:
        remarks = next((text for status in statuses if (text := status.child("remarks").text.strip())), "")
        reason = remarks or one.child("remarks").text.strip() or "The system security plan says that it does not apply."
        return ControlRow(identifier, removed=True, responsibility=who, reason=reason[:MOST_REASON])
    return ControlRow(identifier, responsibility=who)


def _props(one: Spot, name: str) -> Iterator[str]:
    for spot in (one, *one.each("by-components")):
        for prop in spot.each("props"):
            if prop.child("name").text == name:
                yield prop.child("value").text
