"""Domain errors: each carries one sentence for the person, saying what is wrong and how to mend it."""


class DomainError(Exception):
    """An act that the product refuses; `message` is shown to the person as it stands."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class NotPermitted(DomainError):
    """This person may not do this: role, organization or separation of duties speak against it."""


class NotNow(DomainError):
    """The object is not in a state in which this can be done, or something it needs is missing."""


class Stale(DomainError):
    """Somebody else changed the object since this person read it; nothing was written."""


class Invalid(DomainError):
    """What was entered cannot be accepted."""
