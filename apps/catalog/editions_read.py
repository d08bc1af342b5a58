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


def labels_of(editions: Sequence[Edition]) -> list[tuple[Edition, str, bool]]:
    """Return the editions with what a choice calls them, and whether each is the newest of its wording.

    `editions` stand newest first. The newest published one of a wording is called after it and stands first.
    """
    newest: dict[str, Edition] = {}
    for edition in editions:
        if edition.status == EditionStatus.PUBLISHED:
            newest.setdefault(edition.wording, edition)
    first = [(newest[one], str(one.label), True) for one in (Wording.OWN, Wording.OFFICIAL) if one in newest]
    others = [
        (one, f"{one.label} (retired)" if one.status == EditionStatus.RETIRED else one.label, False)
        for one in editions
        if one not in newest.values()
    ]
    return [*first, *others]


def counterpart_of(edition: Edition, editions: Iterable[Edition]) -> Edition | None:
    """Return the newest published edition in the other wording, if there is one among `editions` (newest first)."""
    return next(
        (one for one in editions if one.wording != edition.wording and one.status == EditionStatus.PUBLISHED), None
    )
