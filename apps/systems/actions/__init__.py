"""Every change of an agency's systems, controls, capabilities and requirements."""

from apps.systems.actions.behind import (
    REQUIREMENT_FIELDS,
    capability_read,
    define_capability,
    define_requirement,
    edit_capability,
    edit_requirement,
    requirement_read,
)
from apps.systems.actions.controls import add_control, allocate_baseline, remove_control, set_responsibility
from apps.systems.actions.importing import import_controls
from apps.systems.actions.systems import FIELDS, create_system, edit_system, system_read

__all__ = [
    "FIELDS",
    "REQUIREMENT_FIELDS",
    "add_control",
    "allocate_baseline",
    "capability_read",
    "create_system",
    "define_capability",
    "define_requirement",
    "edit_capability",
    "edit_requirement",
    "edit_system",
    "import_controls",
    "remove_control",
    "requirement_read",
    "set_responsibility",
    "system_read",
]
