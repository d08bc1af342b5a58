"""What would be lost if a gap stays: the controls, capabilities and requirements behind it, as sentences."""

from collections.abc import Sequence
from dataclasses import dataclass

from apps.core.words import capitalized, counted

MOST_NAMED = 6


@dataclass(frozen=True)
class Loss:
    """The names of what rests on one requirement of the set; the same name stands once."""

    controls: tuple[str, ...]
    capabilities: tuple[str, ...] = ()
    requirements: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """Return what a gap on the requirement takes away. To support is weaker than to implement."""
        if not self.controls:
            return "No control of the system rests on it; what it was asked for is lost itself."
        verb = "loses" if len(self.controls) == 1 else "lose"
        said = f"{listed(self.controls)} {verb} what the device does for {'it' if verb == 'loses' else 'them'}"
        if not self.capabilities:
            return f"{said}. No security capability is recorded that rests on {'it' if verb == 'loses' else 'them'}."
        said += f"; so {'does' if len(self.capabilities) == 1 else 'do'} {_named('the capability', self.capabilities)}"
        if not self.requirements:
            return f"{said}. No security requirement is recorded behind that."
        return f"{said}. {capitalized(listed(self.requirements))} would be satisfied by less."


def listed(names: Sequence[str]) -> str:
    """Return names as a sentence has them: "a, b and c"; beyond six the rest is counted."""
    shown = list(names[:MOST_NAMED])
    if len(names) > MOST_NAMED:
        shown.append(counted(len(names) - MOST_NAMED, "more", "more"))
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"


def _named(noun: str, names: Sequence[str]) -> str:
    plural = noun.removesuffix("y") + "ies" if len(names) > 1 else noun
    return f"{plural} {listed([f'“{name}”' for name in names])}"
