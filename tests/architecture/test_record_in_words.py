"""Every act that the code can record reads as a sentence."""

import re
from pathlib import Path

from apps.audit.sentences import PHRASES, phrase
from apps.reviews.workflow import Verb

ROOT = Path(__file__).resolve().parents[2]
IN_THE_PAST = re.compile(r"^(\w+ed|was|began|chose|gave|made|put|read|sent|set|took|withdrew)\b")


def literal_verbs() -> set[str]:
    written = "\n".join(path.read_text() for path in (ROOT / "apps").rglob("*.py"))
    return set(re.findall(r'record\(\s*(?:verb=)?"([a-z_]+\.[a-z_]+)"', written))


def test_every_verb_is_in_the_past_tense() -> None:
    verbs = literal_verbs()
    assert len(verbs) > 40
    assert {verb: phrase(verb) for verb in verbs if not IN_THE_PAST.match(phrase(verb))} == {}


def test_every_act_of_a_review_has_its_words() -> None:
    assert [verb for verb in Verb if f"review.{verb.value}" not in PHRASES] == []


def test_every_note_about_signing_in_has_its_words() -> None:
    notes = re.findall(r'sign_in\.note\("(\w+)"', (ROOT / "apps/accounts/receivers.py").read_text())
    assert notes
    assert [note for note in notes if f"accounts.{note}" not in PHRASES] == []
