"""Walks the URLconf."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.urls import URLResolver, get_resolver


@dataclass(frozen=True)
class Address:
    """One pattern with its full name and its view class (None for a function of a library)."""

    name: str
    route: str
    parameters: frozenset[str]
    view: Any

    @property
    def methods(self) -> set[str]:
        """Return which of GET and POST the view answers."""
        return {name for name in ("get", "post") if name in self.view.http_method_names and hasattr(self.view, name)}


def _walk(resolver: URLResolver, route: str, namespace: str, inherited: frozenset[str]) -> Iterator[Address]:
    for pattern in resolver.url_patterns:
        path = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern, path, inner, inherited | frozenset(pattern.pattern.regex.groupindex))
        else:
            parameters = frozenset(pattern.pattern.regex.groupindex) | inherited
            view = getattr(pattern.callback, "view_class", None)
            yield Address(f"{namespace}{pattern.name or path}", path, parameters, view)


@cache
def addresses() -> tuple[Address, ...]:
    """Return all addresses of the product."""
    return tuple(_walk(get_resolver(), "", "", frozenset()))


def is_ours(address: Address) -> bool:
    """Tell whether the view is written in this repository."""
    return address.view is not None and address.view.__module__.startswith("apps.")
