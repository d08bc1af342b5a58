"""An OSCAL profile of anybody as profile: ours comes back as it was, others as far as they are about our catalog."""

from datetime import datetime

from apps.catalog.exchange import content as contents
from apps.catalog.exchange import strict_json
from apps.catalog.exchange.content import NO_REASON, ReadProfile
from apps.catalog.exchange.oscal_catalog import PARAMETER
from apps.catalog.exchange.picture import PicturedEdition, PicturedItem, ProfileContent, ProfileIdentity
from apps.catalog.exchange.refusal import Findings, Refused
from apps.catalog.exchange.spots import Spot
from apps.catalog.kinds import ItemState, ProfileBasis, RestsOn

NOT_SAID = "Imported from an OSCAL profile that does not say what it is for."
_ABOVE = "An entry above it is included, but the imported file does not include this one."


def read(text: str, edition: PicturedEdition) -> ReadProfile:
    """Return what the file says of the entries of `edition`; raise Refused when it cannot be read at all."""
    profile = _profile(Spot(strict_json.parse(text), ""))
    metadata = profile.child("metadata")
    own = metadata.own_texts()
    findings = Findings()
    contents.check_edition(own.get("edition", ""), edition, f"{metadata.place}.props", findings)
    reading = _Reading(edition, findings)
    reading.read_parameters(profile)
    reading.read_items(profile)
    reading.follow(reading.read_imports(profile))
    content = ProfileContent(
        edition=edition.slug,
        title=own.get("title", metadata.child("title").text),
        description=metadata.child("remarks").text or ("" if own else NOT_SAID),
        source=own.get("source", ""),
        basis=ProfileBasis(own["basis"]) if own.get("basis") in ProfileBasis.values else ProfileBasis.AGENCY,
        rests_on=RestsOn(own["rests-on"]) if own.get("rests-on") in RestsOn.values else RestsOn.DECISION,
        items=reading.in_order(),
    )
    names = {"title": f"{metadata.place}.title", "description": f"{metadata.place}.remarks"}
    contents.check(edition, content, names | reading.places, findings)
    return ReadProfile(content, _identity(metadata, own), findings)


def _profile(document: Spot) -> Spot:
    names = [name for name in document.value if name != "$schema"] if isinstance(document.value, dict) else []
    if names != ["profile"]:
        found = f"Its top has “{names[0][:40]}”." if names else "It has no names at its top."
        raise Refused(
            "", f"This is not an OSCAL profile. {found} An OSCAL profile has “profile” there and nothing else."
        )
    return document.child("profile")


def _identity(metadata: Spot, own: dict[str, str]) -> ProfileIdentity | None:
    """Return which profile of ours it was, or None when the file does not say it soundly."""
    published = metadata.child("published")
    parties = [one.child("uuid").text for one in metadata.each("parties")]
    try:
        return ProfileIdentity(
            slug=own["profile"],
            number=int(metadata.child("version").text),
            status=own["status"],
            created_at=datetime.fromisoformat(own["created"]),
            published_at=None if published.is_missing else datetime.fromisoformat(published.text),
            owner=own.get("owner", ""),
            owner_uuid=parties[0] if parties else "",
            made_from=own.get("made-from", ""),
            carried_from=own.get("carried-from", ""),
        )
    except (KeyError, ValueError):
        return None


class _Reading:
    """Collects what the parts of a file say of each entry."""

    def __init__(self, edition: PicturedEdition, findings: Findings) -> None:
        self.edition, self.findings = edition, findings
        self.items: dict[str, PicturedItem] = {}
        self.parameters: dict[str, str] = {}
        self.places: dict[str, str] = {}

    def in_order(self) -> tuple[PicturedItem, ...]:
        """Return the items in the order of the catalog."""
        return tuple(sorted(self.items.values(), key=lambda item: self.edition.places[item.identifier]))

    def _knows(self, place: str, identifier: str) -> bool:
        """Tell whether the edition has the entry; note a fault when not."""
        if identifier in self.edition.by_identifier:
            return True
        self.findings.fault(place, f"{self.edition.label} has no entry “{identifier[:60]}”.")
        return False

    def read_parameters(self, profile: Spot) -> None:
        """Read the values that the file sets."""
        for one in profile.child("modify").each("set-parameters"):
            name = one.child("param-id").text
            identifier = name.removesuffix(PARAMETER)
            values = [value.text for value in one.each("values")]
            if name == identifier or len(values) != 1:
                self.findings.fault(one.place, f"Set one value for a parameter named like DP-CRY.1{PARAMETER}.")
            elif identifier in self.parameters:
                self.findings.fault(
                    one.place, f"The parameter of {identifier[:60]} is set twice. Leave one of the two."
                )
            elif self._knows(one.place, identifier):
                self.parameters[identifier] = one.own_texts().get("parameter", values[0])
                self.places[identifier] = one.place

    def read_items(self, profile: Spot) -> None:
        """Read what the file says entry by entry: of included controls in `alters`, of others in the back matter."""
        foreign = 0
        for alter in profile.child("modify").each("alters"):
            stated = [said for add in alter.each("adds") if "state" in (said := add.own_texts())]
            foreign += not stated
            for said in stated:
                self._add(alter.place, alter.child("control-id").text, said)
        for resource in profile.child("back-matter").each("resources"):
            said = resource.own_texts()
            if "item" in said:
                self._add(resource.place, said["item"], said)
        if foreign:
            self.findings.notice("profile.modify.alters", f"{foreign} changes of controls are not taken over.")

    def _add(self, place: str, identifier: str, said: dict[str, str]) -> None:
        state, key = said.get("state", ""), said.get("key", "")
        if not self._knows(place, identifier):
            return
        if identifier in self.items:
            self.findings.fault(place, f"{identifier} is stated twice. Leave one of the two.")
        elif state not in ItemState.values:
            self.findings.fault(place, f"State “{state[:40]}”: write required, recommended or excluded.")
        elif key not in ("", "yes", "no"):
            self.findings.fault(place, f"Key “{key[:40]}”: write yes or no.")
        else:
            parameter = said.get("parameter", self.parameters.get(identifier, ""))
            self.places[identifier] = place
            self.items[identifier] = PicturedItem(
                identifier, ItemState(state), key == "yes", parameter, said.get("reason", "")
            )

    def read_imports(self, profile: Spot) -> dict[str, str]:
        """Return the controls that the file includes, each with its place."""
        imports = list(profile.each("imports"))
        if len(imports) != 1:
            raise Refused("profile.imports", "A profile here has exactly one import, that of the catalog's edition.")
        (only,) = imports
        elements = [node.identifier for node in self.edition.nodes if node.is_element]
        everything = only.child("include-all")
        included = {} if everything.is_missing else dict.fromkeys(elements, everything.place)
        included |= self._selected(only, "include-controls")
        excluded = self._selected(only, "exclude-controls")
        return {identifier: place for identifier, place in included.items() if identifier not in excluded}

    def _selected(self, only: Spot, name: str) -> dict[str, str]:
        """Return the controls of one list of selections, with their place."""
        found: dict[str, str] = {}
        listed: set[str] = set()
        for selection in only.each(name):
            if not selection.child("matching").is_missing:
                raise Refused(selection.place, "Entries are chosen by a pattern here. List their identifiers instead.")
            deep = selection.child("with-child-controls").text == "yes"
            for one in selection.each("with-ids"):
                if one.text in listed:
                    self.findings.fault(one.place, f"{one.text} is listed twice. Leave one of the two.")
                elif self._knows(one.place, one.text):
                    listed.add(one.text)
                    found |= dict.fromkeys(self._with_children(one.text) if deep else [one.text], one.place)
        return found

    def _with_children(self, identifier: str) -> list[str]:
        below = [self._with_children(child.identifier) for child in self.edition.children.get(identifier, [])]
        return [identifier, *(one for listed in below for one in listed)]

    def follow(self, included: dict[str, str]) -> None:
        """Add an item wherever the items so far come to something else than what the file includes."""
        holds: dict[str, bool] = {}
        added = 0
        for node in self.edition.nodes:
            name = node.identifier
            own = self.items.get(name)
            holds[name] = own.state != ItemState.EXCLUDED if own else holds.get(node.parent, False)
            if not node.is_element or holds[name] == (name in included):
                continue
            place = included.get(name, "profile.imports[0]")
            if own is not None:
                self.findings.fault(
                    place, f"{name} is {own.state} by {self.places[name]}. Include it there or nowhere."
                )
                continue
            holds[name] = name in included
            state, reason = (ItemState.REQUIRED, NO_REASON) if holds[name] else (ItemState.EXCLUDED, _ABOVE)
            self.items[name] = PicturedItem(name, state, False, self.parameters.get(name, ""), reason)
            self.places.setdefault(name, place)
            added += 1
        if added:
            self.findings.notice("profile.imports[0]", f"{added} entries come without a reason. Give each its own.")
        for name in self.parameters.keys() - self.items.keys():
            self.findings.fault(self.places[name], f"A value is set for {name}, which the profile does not include.")
