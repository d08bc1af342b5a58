"""The editions as a reader meets them: which one is current, and what each is called in a choice."""

from collections.abc import Iterable, Sequence
from typing import Literal, overload

from apps.catalog.kinds import EditionStatus, Wording
from apps.catalog.models import Edition


@overload
def current_of(editions: Iterable[Edition], *, missing_ok: Literal[False] = False) -> Edition: ...
@overload
def current_of(editions: Iterable[Edition], *, missing_ok: bool) -> Edition | None: ...
def current_of(editions: Iterable[Edition], *, missing_ok: bool = False) -> Edition | None:
    """Return the published edition put in use last, as `Edition.objects.current()`; raise DoesNotExist without one."""
    in_use = [
        (one.in_use_at, one.pk, one) for one in editions if one.status == EditionStatus.PUBLISHED and one.in_use_at
    ]
    if in_use:
        return max(in_use, key=lambda row: row[:2])[2]
    if missing_ok:
        return None
    raise Edition.DoesNotExist("No catalog edition is published yet; run `manage.py load_catalog`.")


def labels_of(editions: Sequence[Edition]) -> list[tuple[Edition, str]]:
    """Return the editions with the shortest name that tells them apart: their wording, else their label.

    `editions` stand newest first: the newest of a wording is called after it.
    """
    named: list[tuple[Edition, str]] = []
    seen: set[str] = set()
    for edition in editions:
        fresh = edition.status == EditionStatus.PUBLISHED and edition.wording not in seen
        if fresh:
            seen.add(edition.wording)
        label = Wording(edition.wording).label if fresh else f"Edition {edition.label}"
        named.append((edition, f"{label} (retired)" if edition.status == EditionStatus.RETIRED else label))
    order = {Wording.OWN: 0, Wording.OFFICIAL: 1}
    return sorted(named, key=lambda pair: (pair[1].startswith("Edition "), order.get(Wording(pair[0].wording), 2)))


def counterpart_of(edition: Edition, editions: Iterable[Edition]) -> Edition | None:
    """Return the newest published edition in the other wording, if there is one among `editions` (newest first)."""
    return next(
        (one for one in editions if one.wording != edition.wording and one.status == EditionStatus.PUBLISHED), None
    )
