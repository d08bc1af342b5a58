"""The editions that a process keeps in memory between requests."""

from collections import OrderedDict
from datetime import datetime
from threading import Lock
from typing import Any

from apps.catalog.addresses import Addresses
from apps.catalog.index import EditionIndex
from apps.catalog.kinds import EditionStatus
from apps.catalog.models import Edition

ROOM = 8
"""How many indexes stay; each takes some 5 MB. Mostly two are read: the current edition, and one chosen by readers."""

_kept: OrderedDict[tuple[Any, ...], EditionIndex] = OrderedDict()
_lock = Lock()


def index_of(edition: Edition, addresses: Addresses, newest: datetime) -> EditionIndex:
    """Return the edition with everything in it, from memory if it was read before; a draft is read anew each time.

    A published edition never changes. The frameworks that all editions share are brought up to date only together
    with a new edition, so `newest`, when the youngest readable edition was made, tells whether they may have changed.
    The key names the edition by more than its number, since a database may be replaced under a running process.
    """
    if edition.status == EditionStatus.DRAFT:
        return EditionIndex(edition, addresses)
    key = (edition.pk, edition.digest, edition.created_at, newest, addresses)
    with _lock:
        found = _kept.get(key)
        if found is not None:
            _kept.move_to_end(key)
            return found
    found = EditionIndex(edition, addresses)
    with _lock:
        _kept[key] = found
        while len(_kept) > ROOM:
            _kept.popitem(last=False)
    return found
