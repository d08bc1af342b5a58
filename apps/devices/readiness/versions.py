"""Whether evidence is about the version that a declaration is about."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from apps.devices.models import ComponentVersion
from apps.evidence.models import EvidenceItem


@dataclass(frozen=True)
class DeclaredVersions:
    """The versions of one declaration, by component and by the component's name."""

    by_component: dict[UUID, ComponentVersion]
    by_name: dict[str, ComponentVersion]

    def other_version(self, item: EvidenceItem, component_id: UUID) -> str:
        """Return the sentence about evidence of another version, or an empty text.

        Evidence that names one of the declared components is compared with that one's version, other evidence with
        the version of the component that the answer is about. Evidence that names no version is not compared.
        """
        stated = item.subject_version.strip()
        declared = self.by_name.get(_plain(item.subject_component)) or self.by_component.get(component_id)
        if not stated or declared is None:
            return ""
        accepted = {_plain(declared.software), _plain(f"{declared.hardware} {declared.software}")}
        if _plain(stated) in accepted:
            return ""
        return f"About version {stated}; this declaration is about {declared.software}."


def declared_versions(versions: Iterable[ComponentVersion]) -> DeclaredVersions:
    """Return the lookup for versions that were read with their components."""
    listed = list(versions)
    return DeclaredVersions(
        by_component={version.component_id: version for version in listed},
        by_name={_plain(version.component.name): version for version in listed},
    )


def _plain(text: str) -> str:
    return " ".join(text.lower().split())
