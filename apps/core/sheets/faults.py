"""What is wrong with a file from outside: which file, where in it, and what to mend."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong in the source: the file, the entry or line in it, and what to mend."""

    file: str
    place: str
    problem: str

    def __str__(self) -> str:
        return f"{self.file}: {self.place}: {self.problem}" if self.place else f"{self.file}: {self.problem}"


class BadSource(Exception):
    """The source cannot be used; carries every fault that was found, so that they can be mended in one go."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = tuple(faults)
