"""Addresses and what a browser sends, shared by the tests of the screens."""

from typing import Any

from django.urls import reverse

from apps.devices.models import Component, Declaration
from tests.factories.devices import component_of, element_of

HTMX = {"HX-Request": "true"}


def address(name: str, *arguments: Any) -> str:
    return reverse(f"devices:{name}", args=arguments)


def answer_address(
    declaration: Declaration, node: Any = None, component: Component | None = None, *, name: str = "answer"
) -> str:
    """Return the address of one answer, of the first entry and component unless others are named."""
    node = node or element_of(declaration)
    component = component or component_of(declaration)
    return address(name, declaration.pk, node.identifier, component.pk)


def typed(**changes: Any) -> dict[str, Any]:
    """Return what the form of an answer sends."""
    return {"value": "yes", "explanation": "Each unit has its own.", "version": "0", **changes}
