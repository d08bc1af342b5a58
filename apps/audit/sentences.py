"""The record of acts in words: "Dana Ortiz (CIO) invited somebody: dana@agency.gov"."""

from dataclasses import dataclass
from typing import Any

from apps.audit.models import Event

# Verbs whose words do not follow from their name; all others read "product_added" as "added product".
PHRASES = {
    "accounts.access_refused": "was refused access",
    "accounts.account_created": "made an account",
    "accounts.email_changed": "changed the e-mail address",
    "accounts.identity_confirmed": "confirmed who they are",
    "accounts.invitation_accepted": "accepted an invitation",
    "accounts.invitation_withdrawn": "withdrew an invitation",
    "accounts.member_added": "added a member",
    "accounts.membership_ended": "ended a membership",
    "accounts.office_delegated": "delegated an office",
    "accounts.organization_founded": "founded an organization",
    "accounts.organization_switched": "switched to another organization",
    "accounts.password_changed": "changed their password",
    "accounts.password_reset": "set a new password through the mailbox",
    "accounts.person_invited": "invited somebody",
    "accounts.profile_changed": "changed their profile",
    "accounts.recovery_codes_renewed": "made new recovery codes",
    "accounts.roles_changed": "changed roles",
    "accounts.second_factor_added": "added a second factor",
    "accounts.second_factor_removed": "removed a second factor",
    "accounts.sign_in_failed": "noted a failed sign-in",
    "accounts.signed_in": "signed in",
    "accounts.signed_out": "signed out",
    "audit.exported": "exported the record of acts",
    "devices.answers_filled_in": "filled in answers from a file",
    "notifications.mail_chosen": "chose which notifications are mailed",
    "operations.backed_up": "took a backup",
    "operations.restored": "restored a backup",
    "review.close": "closed the review",
    "review.recuse": "stepped aside from the review",
    "review.withdraw": "withdrew the review",
}
# What the first part of a verb stands for, when its second part names no object.
_AREAS = {"security_requirement": "security requirement", "security_capability": "security capability"}
# The names of roles, from the app that knows them.
_ROLES: dict[str, str] = {}
# Participles whose past tense is another word.
_PAST = {"begun": "began", "chosen": "chose", "given": "gave", "taken": "took", "withdrawn": "withdrew"}


@dataclass(frozen=True)
class Change:
    """One value that an act changed."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class Line:
    """One event as the page shows it."""

    event: Event
    who: str
    did: str
    changes: tuple[Change, ...]

    @property
    def about_another(self) -> bool:
        """Tell whether the act has an object that is not the person themselves."""
        return bool(self.event.target_label) and (self.event.target_id or "?") != self.event.actor_id


def add_phrases(phrases: dict[str, str]) -> None:
    """Take the words that an app has for its verbs; what stands here already is kept."""
    for verb, words in phrases.items():
        PHRASES.setdefault(verb, words)


def add_roles(labels: dict[str, str]) -> None:
    """Take the names of the roles that the record keeps as codes."""
    _ROLES.update(labels)


def phrase(verb: str) -> str:
    """Return the verb as the middle of a sentence."""
    if verb in PHRASES:
        return PHRASES[verb]
    area, _, tail = verb.rpartition(".")
    *objects, participle = tail.split("_")
    thing = " ".join(objects) or _AREAS.get(area, area.replace("_", " "))
    return f"{_PAST.get(participle, participle)} {thing}"


def line(event: Event) -> Line:
    """Return the event in words."""
    who = event.actor_label or "system"
    changes = tuple(
        Change(name.replace("_", " "), _shown(event.before.get(name)), _shown(event.after.get(name)))
        for name in [*event.before, *(name for name in event.after if name not in event.before)]
    )
    roles = ", ".join(_ROLES.get(code, code.replace("_", " ")) for code in event.role.split(", "))
    return Line(event, f"{who} ({roles})" if roles else who, phrase(event.verb), changes)


def _shown(value: Any) -> str:
    match value:
        case None | "" | [] | {}:
            return ""
        case bool():
            return "yes" if value else "no"
        case list():
            return ", ".join(_shown(part) for part in value)
        case dict():
            return "; ".join(f"{key}: {_shown(part)}" for key, part in value.items())
        case _:
            return str(value)
