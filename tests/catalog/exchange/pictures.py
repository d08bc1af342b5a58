"""A small edition with every shape in it, and made-up profiles on it with texts that nobody expects."""

from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st

from apps.catalog.exchange.naming import uuid_of
from apps.catalog.exchange.picture import (
    PicturedEdition,
    PicturedItem,
    PicturedMapping,
    PicturedNode,
    PicturedProfile,
    ProfileContent,
    ProfileIdentity,
)
from apps.catalog.kinds import (
    CSF_1_1,
    SP_800_53,
    Branch,
    ItemState,
    MappingState,
    NodeKind,
    ProfileBasis,
    ProfileStatus,
    RestsOn,
    Wording,
)

AT = datetime(2026, 11, 2, 9, 0, 0, 250_000, tzinfo=UTC)
HOSTILE = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\tindented",
    "\rreturned",
    "'=quoted already",
    "''=twice",
    "'just an apostrophe",
    'say "no", twice; or more',
    "first line\nsecond line\r\nthird line\rfourth",
    " blanks around ",
    "\u202eright to left\u202c and \u200fmark",
    "\ufeffa mark in front",
    "locks \U0001f512\U0001f469\u200d\U0001f4bb",
    "no break\u00a0space, line\u2028separator, next\u0085line",
    "_x000D_ is no escape",
    "#title",
    "<script>alert('x')</script> & {{ insert: param }}",
    "(see remarks)",
)


def node(identifier: str, parent: str, kind: str = "element", **other: Any) -> PicturedNode:
    standing: dict[str, Any] = {
        "branch": Branch.TECHNICAL,
        "code_213a": "",
        "title": f"Title of {identifier}",
        "theme": "",
        "lead_in": "",
        "statement": f"=Statement of {identifier}\nin two lines",
        "answerable": kind == "element",
        "in_draft": True,
        "control_state": MappingState.NOT_STATED,
        "csf_state": MappingState.NOT_STATED,
        "source_place": "",
    }
    return PicturedNode(identifier, parent, NodeKind(kind), **(standing | {"path": identifier} | other))


EDITION = PicturedEdition(
    catalog="small",
    catalog_title="A small catalog",
    label="Small 1",
    slug="small-1",
    wording=Wording.OWN,
    source="Made up.",
    digest="0" * 64,
    published_at=AT,
    nodes=(
        node("DI", "", "capability"),
        node("DI-IMS", "DI", "subcapability"),
        node(
            "DI-IMS.1",
            "DI-IMS",
            controls=(PicturedMapping("IA-3", True, "Title", True), PicturedMapping("ZZ-99", False)),
            csf=(PicturedMapping("XX.YY-1", False),),
            control_state=MappingState.MAPPED,
        ),
        node("DI-IMS.1.a", "DI-IMS.1"),
        node("DI-IMS.1.a.1", "DI-IMS.1.a"),
        node("DI-IMS.1.b", "DI-IMS.1", control_state=MappingState.STATED_NONE),
        node("DI-IMS.2", "DI-IMS", answerable=False),
        node("DI-IMS.2.a", "DI-IMS.2"),
        node("DO", "", "capability", branch=Branch.NON_TECHNICAL),
        node("DO-SMP", "DO", "subcapability", branch=Branch.NON_TECHNICAL),
        node("DO-SMP.a", "DO-SMP", "topic", branch=Branch.NON_TECHNICAL),
        node("DO-SMP.a.1", "DO-SMP.a", branch=Branch.NON_TECHNICAL),
        node("DO-SMP.a.1.2", "DO-SMP.a.1", branch=Branch.NON_TECHNICAL),
    ),
    frameworks=((SP_800_53, "Controls", "Public domain."), (CSF_1_1, "Framework", "")),
)

characters = st.characters(codec="utf-8", exclude_characters="\x7f\ufffe\uffff", exclude_categories=["Cc"])
texts = st.one_of(st.sampled_from(HOSTILE), st.text(characters | st.sampled_from("\n\r\t'\"=,;"), max_size=30))
said = texts.filter(lambda text: bool(text.strip()))


@st.composite
def items(draw: st.DrawFn) -> tuple[PicturedItem, ...]:
    chosen = draw(st.sets(st.sampled_from([one.identifier for one in EDITION.nodes]), min_size=1))
    found = []
    for one in EDITION.nodes:
        if one.identifier in chosen:
            state = draw(st.sampled_from(ItemState))
            qualified = one.answerable and state != ItemState.EXCLUDED
            key, parameter = (draw(st.booleans()), draw(texts)) if qualified else (False, "")
            found.append(PicturedItem(one.identifier, state, key, parameter, draw(said)))
    return tuple(found)


@st.composite
def profiles(draw: st.DrawFn) -> PicturedProfile:
    content = ProfileContent(
        edition=EDITION.slug,
        title=draw(said),
        description=draw(said),
        source=draw(texts),
        basis=draw(st.sampled_from(ProfileBasis)),
        rests_on=draw(st.sampled_from(RestsOn)),
        items=draw(items()),
    )
    owner = draw(st.just("") | said)
    identity = ProfileIdentity(
        slug="made-up",
        number=draw(st.integers(1, 99)),
        status=draw(st.sampled_from(ProfileStatus)).value,
        created_at=AT,
        published_at=draw(st.none() | st.just(AT)),
        owner=owner,
        owner_uuid=uuid_of("organization", owner) if owner else "",
        made_from=draw(st.sampled_from(["", "small-1/other/2"])),
    )
    return PicturedProfile(content, identity)
