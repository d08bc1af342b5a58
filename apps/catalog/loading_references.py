"""Bringing the frameworks in the database up to the reference data; editions share them, so nothing is deleted."""

from collections.abc import Iterable

from apps.catalog.kinds import BASELINES, SUCCEEDED_BY
from apps.catalog.models import Framework, Reference, ReferenceSet
from apps.catalog.staging import StagedFramework

_COLUMNS = ("title", "group", "group_title", "withdrawn", "position", "parent_id")


def load_frameworks(staged: Iterable[StagedFramework]) -> dict[str, Framework]:
    """Create or correct frameworks, references, successors and baselines; return the frameworks by name."""
    frameworks: dict[str, Framework] = {}
    known: dict[str, dict[str, Reference]] = {}
    ordered = list(staged)
    for one in ordered:
        frameworks[one.name], _ = Framework.objects.update_or_create(
            name=one.name, defaults={"title": one.title, "source": one.source}
        )
        known[one.name] = _load_references(frameworks[one.name], one)
        _load_baselines(frameworks[one.name], one, known[one.name])
    _load_successors(ordered, known)
    return frameworks


def _load_references(framework: Framework, staged: StagedFramework) -> dict[str, Reference]:
    """Write parents before their enhancements; touch only what differs."""
    known = {reference.identifier: reference for reference in Reference.objects.filter(framework=framework)}
    positions = {identifier: number for number, identifier in enumerate(staged.references, start=1)}
    for is_child in (False, True):
        new, changed = [], []
        for identifier, one in staged.references.items():
            if bool(one.parent) is not is_child:
                continue
            values = {
                "title": one.title,
                "group": one.group,
                "group_title": one.group_title,
                "withdrawn": one.withdrawn,
                "position": positions[identifier],
                "parent_id": known[one.parent].pk if one.parent else None,
            }
            present = known.get(identifier)
            if present is None:
                new.append(Reference(framework=framework, identifier=identifier, **values))
            elif any(getattr(present, column) != values[column] for column in _COLUMNS):
                for column in _COLUMNS:
                    setattr(present, column, values[column])
                changed.append(present)
        known |= {reference.identifier: reference for reference in Reference.objects.bulk_create(new)}
        if changed:
            Reference.objects.bulk_update(changed, _COLUMNS)
    return known


def _load_baselines(framework: Framework, staged: StagedFramework, known: dict[str, Reference]) -> None:
    through = ReferenceSet.references.through
    for name in BASELINES:
        wanted = {known[one.identifier].pk for one in staged.references.values() if name in one.baselines}
        if not wanted:
            continue
        baseline, _ = ReferenceSet.objects.get_or_create(framework=framework, name=name)
        links = through.objects.filter(referenceset=baseline)
        present = set(links.values_list("reference_id", flat=True))
        links.filter(reference_id__in=present - wanted).delete()
        through.objects.bulk_create(through(referenceset=baseline, reference_id=pk) for pk in sorted(wanted - present))


def _load_successors(staged: list[StagedFramework], known: dict[str, dict[str, Reference]]) -> None:
    """Link withdrawn controls and subcategories of the older framework with what took their place."""
    through = Reference.successors.through
    present = set(through.objects.values_list("from_reference_id", "to_reference_id"))
    wanted = set()
    for one in staged:
        for reference in one.references.values():
            for successor in reference.successors:
                target = known[SUCCEEDED_BY[one.name]][successor]
                wanted.add((known[one.name][reference.identifier].pk, target.pk))
    through.objects.bulk_create(
        through(from_reference_id=source, to_reference_id=target) for source, target in sorted(wanted - present)
    )
