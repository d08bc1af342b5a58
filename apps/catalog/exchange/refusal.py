"""What is wrong with a file that somebody sent, with the place and how to mend it."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing about the file: where it is, and what to mend or to know."""

    place: str
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}" if self.place else self.message


class Refused(Exception):
    """The file cannot be read any further."""

    def __init__(self, place: str, message: str) -> None:
        super().__init__(f"{place}: {message}" if place else message)
        self.finding = Finding(place, message)


@dataclass(slots=True)
class Findings:
    """Faults stop an import, notices do not."""

    faults: list[Finding] = field(default_factory=list)
    notices: list[Finding] = field(default_factory=list)

    def fault(self, place: str, message: str) -> None:
        """Note something that has to be mended."""
        self.faults.append(Finding(place, message))

    def notice(self, place: str, message: str) -> None:
        """Note something that the person should know."""
        self.notices.append(Finding(place, message))
