"""What a person decides about entries that are alike: the same one in other words, or two different ones."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from apps.accounts.actors import Actor
from apps.audit import chain
from apps.catalog import policies
from apps.catalog.actions.editions import locked_edition
from apps.catalog.identifiers import next_free
from apps.catalog.kinds import RewordingDecision
from apps.catalog.matching import normalized
from apps.catalog.models import Edition, Entry, Node, Rewording
from apps.catalog.permissions import check_user_can_operate
from apps.core.errors import Invalid, NotNow


@transaction.atomic
def decide_rewordings(
    edition: Edition, *, by: Actor, at: datetime, rewordings: Iterable[int], decision: str
) -> tuple[int, int]:
    """Decide proposals of a draft edition; return how many were decided, and how many entries below followed.

    The same: the node takes the earlier entry with its identifier, and so does what says the same below it; other
    nodes below get a number below the new identifier. Different: the node keeps the entry of its own.
    """
    check_user_can_operate(by)
    if decision not in (RewordingDecision.SAME, RewordingDecision.DIFFERENT):
        raise Invalid("Say whether it is the same entry, reworded, or a different one.")
    edition = locked_edition(edition)
    policies.check_edition_draft(edition)
    wanted = set(rewordings)
    rows = Rewording.objects.select_for_update().filter(pk__in=wanted, node__edition=edition)
    # Parents come first, so that what stands below them follows and needs no question of its own.
    chosen = list(rows.order_by("node__path", "pk"))
    if not chosen or len(chosen) != len(wanted):
        raise Invalid("Choose at least one pair of this edition to decide about.")
    work = _Takeover(edition, by, at)
    for rewording in chosen:
        if rewording.pk not in work.decided:
            work.decide(rewording, RewordingDecision(decision))
    chain.record(
        "catalog.rewordings_decided",
        by=by,
        target=edition,
        before={"identifiers": work.before},
        after={"decision": decision, "identifiers": work.after},
    )
    return len(chosen), work.followed


@dataclass
class _Takeover:
    """The decisions of one act, and what follows from them."""

    edition: Edition
    by: Actor
    at: datetime
    decided: set[int] = field(default_factory=set)
    before: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)
    followed: int = 0

    def decide(self, rewording: Rewording, decision: RewordingDecision) -> None:
        node, earlier = (
            Node.objects.select_related("entry").get(pk=pk) for pk in (rewording.node_id, rewording.earlier_id)
        )
        if rewording.decision == RewordingDecision.SAME:
            raise NotNow(
                f"{node.identifier} was decided to be the same entry, and took its identifier. "
                "To decide anew, discard the draft and import it again."
            )
        if decision == RewordingDecision.SAME:
            self._take(node, earlier)
            self._follow(node, earlier)
        else:
            self.before.append(node.identifier)
            self.after.append(node.identifier)
        self._write(rewording, decision)

    def _write(self, rewording: Rewording, decision: RewordingDecision) -> None:
        rewording.decision, rewording.decided_at, rewording.decided_by = decision, self.at, self.by.user
        rewording.save(update_fields=["decision", "decided_at", "decided_by"])
        self.decided.add(rewording.pk)

    def _take(self, node: Node, earlier: Node) -> None:
        """Give the node the earlier entry, and give up its own."""
        other = self.edition.nodes.filter(entry=earlier.entry_id).first()
        if other is not None:
            raise Invalid(
                f"{earlier.identifier} stands in this edition already: “{other.statement[:80]}”. "
                f"So {node.identifier} is a different entry."
            )
        if not _is_provisional(node):
            raise Invalid(f"{node.identifier} is an entry of another edition too, so it cannot become another one.")
        own = node.entry
        self.before.append(node.identifier)
        node.entry, node.identifier = earlier.entry, earlier.entry.identifier
        node.save(update_fields=["entry", "identifier"])
        own.delete()
        self.after.append(node.identifier)

    def _follow(self, above: Node, earlier: Node) -> None:
        """Take along what says the same below the two entries, and number the rest below the new identifier."""
        waiting: dict[tuple[str, str], list[Node]] = defaultdict(list)
        for child in earlier.children.order_by("position", "pk"):
            if not self.edition.nodes.filter(entry=child.entry_id).exists():
                waiting[child.kind, normalized(child.statement)].append(child)
        for child in above.children.select_related("entry").order_by("position", "pk"):
            if not _is_provisional(child):
                continue
            partners = waiting[child.kind, normalized(child.statement)]
            if partners:
                self._take_along(child, partners.pop(0))
            else:
                self._renumber(child, above)

    def _take_along(self, child: Node, partner: Node) -> None:
        self._take(child, partner)
        self.followed += 1
        for rewording in Rewording.objects.filter(node=child, decision=RewordingDecision.OPEN):
            same = rewording.earlier_id == partner.pk
            self._write(rewording, RewordingDecision.SAME if same else RewordingDecision.DIFFERENT)
        self._follow(child, partner)

    def _renumber(self, node: Node, above: Node) -> None:
        taken = set(Entry.objects.filter(catalog=self.edition.catalog_id).values_list("identifier", flat=True))
        found = next_free(above.identifier, node.identifier, taken)
        self.before.append(node.identifier)
        self.after.append(found)
        Entry.objects.filter(pk=node.entry_id).update(identifier=found)
        node.identifier = found
        node.save(update_fields=["identifier"])
        for child in node.children.select_related("entry").order_by("position", "pk"):
            if _is_provisional(child):
                self._renumber(child, node)


def _is_provisional(node: Node) -> bool:
    """Tell whether no other edition has the node's entry: it was made for this draft and given out to nobody."""
    return not Node.objects.filter(entry=node.entry_id).exclude(pk=node.pk).exists()
