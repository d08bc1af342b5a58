"""MUD files (RFC 8520): which connections the network should allow the device, and to whom."""

import ipaddress
from dataclasses import dataclass
from typing import Any

from apps.evidence.reading import schemas
from apps.evidence.reading.formats import MUD
from apps.evidence.reading.json_text import at, parse
from apps.evidence.reading.outcome import Document, Table, count, listed, words

FROM, TO = "from the device", "to the device"
LOCAL = {
    "local-networks": "local networks",
    "same-manufacturer": "devices of the same manufacturer",
    "my-controller": "its own controller",
    "manufacturer": "devices of",
    "controller": "the controller",
    "model": "the model",
}
ANYONE = "anyone"
MANAGEMENT = {22, 23, 80, 443, 830, 8080, 8443}
"""Ports on which devices are commonly managed (SSH, Telnet, web, NETCONF)."""


@dataclass(frozen=True)
class Rule:
    """One permitted flow; `port` is what it is limited to at the receiving end, empty for all."""

    direction: str
    peer: str
    host: str
    protocol: str
    port: str
    ports: tuple[int, int]
    begun_by_device: bool
    place: str

    @property
    def is_open(self) -> bool:
        """Tell whether the rule limits neither peer nor port."""
        return self.peer == ANYONE and not self.port


def read(content: bytes) -> Document:
    """Return which connections the file permits."""
    values = parse(content)
    document = Document(MUD)
    schemas.check(document, values, schemas.own("mud"))
    if document.problems:
        return document
    mud = values["ietf-mud:mud"]
    document.version = str(mud["mud-version"])
    document.subject_name = words(mud.get("model-name") or mud.get("systeminfo"))
    document.subject_version = words(mud.get("firmware-rev") or mud.get("software-rev"), 60)
    document.tell("Address", mud["mud-url"])
    document.tell("About", mud.get("systeminfo"))
    document.tell("Last changed", mud["last-update"])
    document.tell("Supported by the manufacturer", "yes" if mud["is-supported"] else "no")
    document.tell("Signature", mud.get("mud-signature"))
    rules = _rules(document, values)
    _tell(document, rules)
    return document


def _rules(document: Document, values: dict[str, Any]) -> list[Rule]:
    """Return the permitted flows; a policy that names a list which is not there is a problem."""
    lists = {one["name"]: (index, one) for index, one in enumerate(values["ietf-access-control-list:acls"]["acl"])}
    found = []
    for direction, name in ((FROM, "from-device-policy"), (TO, "to-device-policy")):
        policy = values["ietf-mud:mud"].get(name, {})
        for index, reference in enumerate(policy.get("access-lists", {}).get("access-list", [])):
            if reference["name"] not in lists:
                place = at("ietf-mud:mud", name, "access-lists", "access-list", index)
                document.problem(place, f"There is no access list named “{words(reference['name'], 60)}”.")
                continue
            position, acl = lists[reference["name"]]
            for number, ace in enumerate(acl.get("aces", {}).get("ace", [])):
                if ace["actions"]["forwarding"].endswith("accept"):
                    place = at("ietf-access-control-list:acls", "acl", position, "aces", "ace", number)
                    found.append(_rule(direction, _of(ace, "matches"), place))
    return found


def _rule(direction: str, matches: dict[str, Any], place: str) -> Rule:
    protocol = next((name for name in ("tcp", "udp") if name in matches), "")
    transport = _of(matches, protocol)
    port, ports = _port(_of(transport, "destination-port"))
    peer, host = _peer(direction, matches)
    begun = transport.get("ietf-mud:direction-initiated", transport.get("direction-initiated", ""))
    return Rule(direction, peer, host, protocol.upper() or "any protocol", port, ports, begun == "from-device", place)


def _port(condition: dict[str, Any]) -> tuple[str, tuple[int, int]]:
    value, lower, upper = condition.get("port"), condition.get("lower-port"), condition.get("upper-port")
    if isinstance(value, int):
        operator = condition.get("operator", "eq")
        span = {"eq": (value, value), "gte": (value, 65535), "lte": (0, value)}.get(operator, (0, 65535))
        return f"{'' if operator == 'eq' else words(operator, 10) + ' '}{value}", span
    if isinstance(lower, int) and isinstance(upper, int):
        return f"{lower} to {upper}", (lower, upper)
    return "", (0, 65535)


def _peer(direction: str, matches: dict[str, Any]) -> tuple[str, str]:
    """Return the other end in words, and its host name when it has one."""
    mud = _of(matches, "ietf-mud:mud")
    for name, said in LOCAL.items():
        if name in mud:
            value = words(mud[name], 80) if isinstance(mud[name], str) else ""
            return f"{said} {value}".strip(), ""
    far = "dst" if direction == FROM else "src"
    for family, network in (("ipv4", "ipv4"), ("ipv6", "ipv6")):
        layer = _of(matches, family)
        host = layer.get(f"ietf-acldns:{far}-dnsname", "")
        if isinstance(host, str) and host:
            return words(host, 120), words(host, 120)
        address = layer.get(f"{'destination' if far == 'dst' else 'source'}-{network}-network", "")
        if isinstance(address, str) and address:
            return _network(address), ""
    return ANYONE, ""


def _network(address: str) -> str:
    try:
        network = ipaddress.ip_network(address, strict=False)
    except ValueError:
        return words(address, 60)
    return ANYONE if network.prefixlen == 0 else str(network)


def _of(values: Any, name: str) -> dict[str, Any]:
    found = values.get(name, {}) if isinstance(values, dict) else {}
    return found if isinstance(found, dict) else {}


def _tell(document: Document, rules: list[Rule]) -> None:
    document.tell("Permitted connections", len(rules) or "none")
    table = Table("Permitted connections", ["Direction", "Other end", "Protocol", "Port"])
    for rule in rules:
        table.add(rule.direction, rule.peer, rule.protocol, rule.port or "all")
    document.tables.append(table)
    _limits(document, rules)
    _hosts(document, rules)
    _inbound(document, rules)


def _limits(document: Document, rules: list[Rule]) -> None:
    wide = [rule for rule in rules if rule.is_open]
    if wide:
        text = f"A rule permits connections {wide[0].direction} with anyone on every port, so it limits nothing."
        document.fact("mud.limits", "opposite", text, wide[0].place)
    elif rules:
        text = f"It limits the network to {count(len(rules), 'connection')}, each by its other end, its port or both."
        document.fact("mud.limits", "shows", text, at("ietf-access-control-list:acls"))
    else:
        document.fact("mud.limits", "silent", "It permits no connection at all.", at("ietf-mud:mud"))


def _hosts(document: Document, rules: list[Rule]) -> None:
    named = [rule for rule in rules if rule.host and rule.direction == FROM]
    if named:
        hosts = listed(list(dict.fromkeys(rule.host for rule in named)))
        document.fact("mud.hosts", "shows", f"It lets the device reach these hosts: {hosts}.", named[0].place)
    else:
        document.fact("mud.hosts", "silent", "It names no host that the device may reach.", at("ietf-mud:mud"))


def _inbound(document: Document, rules: list[Rule]) -> None:
    """From outside means: the other end may be anyone, and it may begin the connection."""
    outside = [rule for rule in rules if rule.direction == TO and rule.peer == ANYONE and not rule.begun_by_device]
    managed = [rule for rule in outside if any(rule.ports[0] <= port <= rule.ports[1] for port in MANAGEMENT)]
    if managed:
        port = managed[0].port or "22, 443 and all others"
        text = f"A rule lets anyone begin a connection to the device on port {port}."
        document.fact("mud.inbound", "opposite", text, managed[0].place)
    elif not outside:
        text = "It lets nobody outside the local network begin a connection to the device."
        document.fact("mud.inbound", "shows", text, at("ietf-mud:mud"))
    else:
        text = f"It lets anyone begin a connection on port {outside[0].port}, which is no usual port of management."
        document.fact("mud.inbound", "silent", text, outside[0].place)
