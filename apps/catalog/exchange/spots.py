"""Walking through JSON that somebody sent: each value knows its place, and has the kind that is asked for."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from apps.catalog.exchange.naming import NAMESPACE
from apps.catalog.exchange.refusal import Refused
from apps.catalog.exchange.strict_json import UNREADABLE


@dataclass(frozen=True, slots=True)
class Spot:
    """A value and where it stands, for instance `profile.modify.alters[3]`."""

    value: Any
    place: str

    def child(self, name: str) -> "Spot":
        """Return the value of this name, which may be missing; raise Refused when this is there and no object."""
        if self.is_missing:
            return Spot(None, f"{self.place}.{name}")
        if not isinstance(self.value, dict):
            raise Refused(self.place, "This must be an object with names and values.")
        return Spot(self.value.get(name), f"{self.place}.{name}".lstrip("."))

    @property
    def is_missing(self) -> bool:
        """Tell whether the file has nothing here."""
        return self.value is None

    def each(self, name: str) -> Iterator["Spot"]:
        """Yield the values of the list of this name, none when it is missing."""
        listed = self.child(name)
        if listed.is_missing:
            return
        if not isinstance(listed.value, list):
            raise Refused(listed.place, "This must be a list.")
        for number, value in enumerate(listed.value):
            yield Spot(value, f"{listed.place}[{number}]")

    @property
    def text(self) -> str:
        """Return the text here, an empty one when it is missing."""
        if self.is_missing:
            return ""
        if not isinstance(self.value, str):
            raise Refused(self.place, "This must be a text in quotes.")
        if found := UNREADABLE.search(self.value):
            raise Refused(self.place, f"The text has the character U+{ord(found[0]):04X}, which is none. Remove it.")
        return self.value

    def own_texts(self) -> dict[str, str]:
        """Return the texts of this object's properties in our namespace, as `oscal.prop` was given them."""
        found = {}
        for one in self.each("props"):
            if one.child("ns").text == NAMESPACE:
                remarks, name = one.child("remarks"), one.child("name").text
                if name in found:
                    raise Refused(one.place, f"“{name[:40]}” is stated twice. Leave one of the two.")
                found[name] = one.child("value").text if remarks.is_missing else remarks.text
        return found
