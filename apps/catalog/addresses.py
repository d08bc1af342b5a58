"""Addresses of the public pages: those of a reader who chose an edition keep it in every link."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlencode

from django.urls import reverse


@dataclass(frozen=True, slots=True)
class Addresses:
    """Builds addresses; with `edition`, the slug of the edition that the reader chose, it stays in each of them."""

    edition: str = ""

    def of(self, name: str, *args: str, **query: str) -> str:
        """Return the address of the page `name` of the catalog, with what is set of `query`."""
        kept = [(key, value) for key, value in query.items() if value]
        if self.edition:
            kept.append(("edition", self.edition))
        return _path(name, args) + (f"?{urlencode(kept)}" if kept else "")

    def entry(self, identifier: str) -> str:
        """Return the page of an entry."""
        return self.of("entry", identifier)

    def control(self, identifier: str) -> str:
        """Return the page of a control of SP 800-53."""
        return self.of("control", identifier)

    def subcategory(self, identifier: str) -> str:
        """Return the page of a subcategory of the CSF."""
        return self.of("subcategory", identifier)

    def browse(self, query: Mapping[str, str] | None = None) -> str:
        """Return the list of entries with these filters."""
        return self.of("browse", **(query or {}))


@lru_cache(maxsize=4096)
def _path(name: str, args: tuple[str, ...]) -> str:
    return reverse(f"catalog:{name}", args=args)
