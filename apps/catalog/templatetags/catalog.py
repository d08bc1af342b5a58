"""Links inside the public catalog, which keep the edition that the reader chose."""

from typing import Any

from django import template

from apps.catalog.addresses import Addresses

register = template.Library()


@register.simple_tag(takes_context=True)
def catalog_url(context: template.Context, name: str, *args: Any) -> str:
    """Return the address of a page of the catalog in the edition that is read."""
    addresses: Addresses = context.get("addresses") or Addresses()
    return addresses.of(name, *map(str, args))
