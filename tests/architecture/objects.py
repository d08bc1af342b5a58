"""Objects that addresses need, in an own and in a foreign place.

Each function takes a Place (one agency and one manufacturer that deal with each other) and returns what the
address needs for each side, or only for the side that owns such objects: `{"agency": {"pk": …}}`. A side that is
missing must get 404. Add a function, name it in url_rules.py, done: `kwargs_of` finds it by its name.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from unittest.mock import patch

from django.utils import timezone

from apps.accounts import actions as accounts
from apps.accounts.actors import Actor
from apps.accounts.models import Membership, Organization
from apps.accounts.roles import MANUFACTURER_ROLES, Role
from apps.devices import actions as devices
from apps.devices.models import AnswerEvidence, Declaration
from apps.reports import actions as reports
from apps.reports.models import Report
from apps.reports.pdf import Rendered
from apps.reports.sealing import Seal
from apps.reports.tasks import make_report
from apps.reports.workflow import SealKind
from apps.reviews import actions as reviews
from apps.reviews.models import Review
from apps.reviews.workflow import Outcome, ReviewState, VerdictValue
from tests.factories.accounts import make_member, make_organization
from tests.factories.devices import (
    component_of,
    element_of,
    make_answer,
    make_attested,
    make_certificate,
    make_declaration,
    make_product,
    make_request,
    make_successor,
)
from tests.factories.documents import cyclonedx, make_document
from tests.factories.drafting import make_common_answer
from tests.factories.evidence import PDF, make_file, make_link, make_upload
from tests.factories.notifications import make_notice
from tests.factories.reviews import KEY, PLAIN, Team, make_determined_review, make_review, make_team, requirement
from tests.factories.reviews import make_waiver as waive
from tests.factories.systems import a_capability, a_requirement

Kwargs = dict[str, Any]


@dataclass
class Place:
    """One agency with a person for every office, and one manufacturer with a person for every role."""

    team: Team
    maker: Organization
    makers: dict[str, Actor]
    made: dict[str, Any] = field(default_factory=dict)

    def once(self, name: str, make: Callable[[], Any]) -> Any:
        """Return what `make` gives, made at the first call."""
        if name not in self.made:
            self.made[name] = make()
        return self.made[name]

    def kwargs_of(self, name: str) -> dict[str, Kwargs]:
        """Return the parameters of the object `name` by side."""
        return self.once(f"kwargs {name}", lambda: globals()[name](self))


def make_place() -> Place:
    """Return a new place."""
    maker = make_organization("manufacturer")
    makers = {role.value: make_member(maker, role) for role in MANUFACTURER_ROLES}
    return Place(make_team(), maker, makers)


def both(kwargs: Kwargs) -> dict[str, Kwargs]:
    """Return the same parameters for both sides."""
    return {"agency": kwargs, "manufacturer": kwargs}


# --- core and catalog ----------------------------------------------------------------------------


def gallery_page(place: Place) -> dict[str, Kwargs]:
    return both({"page": "components"})


def entry(place: Place) -> dict[str, Kwargs]:
    return both({"identifier": "DI-IMS.1"})


def control(place: Place) -> dict[str, Kwargs]:
    return both({"identifier": "IA-3"})


def subcategory(place: Place) -> dict[str, Kwargs]:
    return both({"identifier": "PR.AC-1"})


def profile(place: Place) -> dict[str, Kwargs]:
    from apps.catalog.models import Profile

    return both({"slug": Profile.objects.values_list("slug", flat=True).order_by("slug").first()})


def draft_edition(place: Place) -> dict[str, Kwargs]:
    return both({"slug": _edition("being-drafted").slug})


def two_editions(place: Place) -> dict[str, Kwargs]:
    from apps.catalog.models import Edition

    current = Edition.objects.current()
    before = current.published_at - timedelta(days=1)
    earlier = _edition("earlier", status="published", published_at=before)
    return both({"before": earlier.slug, "after": current.slug})


def upload_to_see(place: Place) -> dict[str, Kwargs]:
    return both({"key": _upload()})


# An act ends the upload, so each has one of its own.
upload_to_apply = upload_to_discard = upload_to_see


def notice(place: Place) -> dict[str, Kwargs]:
    """A notice to everybody of each side: whose it is does not depend on the role here."""
    sides = {"agency": place.team.organization, "manufacturer": place.maker}
    return {side: {"pk": make_notice(organization).pk} for side, organization in sides.items()}


def _upload() -> str:
    from apps.catalog.official import uploads
    from apps.catalog.official.sources import SourceFile
    from tests.factories.official import make_workbook

    files = [SourceFile("catalog.xlsx", make_workbook())]
    return uploads.keep(files, label="", by="Somebody", at=timezone.now())


def _edition(slug: str, **fields: Any) -> Any:
    from apps.catalog.models import Edition

    defaults = {"label": slug, "digest": "0" * 64, **fields}
    catalog = Edition.objects.current().catalog
    return Edition.objects.get_or_create(catalog=catalog, slug=slug, defaults=defaults)[0]


def edition_file(place: Place) -> dict[str, Kwargs]:
    from apps.catalog.models import Edition

    return both({"slug": Edition.objects.current().slug, "format": "csv"})


def profile_file(place: Place) -> dict[str, Kwargs]:
    return {side: kwargs | {"format": "csv"} for side, kwargs in profile(place).items()}


def own_profile(place: Place) -> dict[str, Kwargs]:
    from apps.catalog.models import Edition
    from tests.factories.numbers import NUMBERS
    from tests.factories.profiles import make_profile

    title = f"Lobby {next(NUMBERS)}"
    made = make_profile(place.team.reviewer, Edition.objects.current(), "DI-IMS", title=title, published=False)
    return {"agency": {"slug": made.slug, "number": str(made.number), "identifier": "DI-IMS.1"}}


def own_profile_file(place: Place) -> dict[str, Kwargs]:
    from apps.catalog import actions as catalog
    from apps.catalog.models import Edition

    profile = catalog.create_profile(
        by=place.team.reviewer,
        edition=Edition.objects.current(),
        title="Exported profile",
        description="To be handed out as a file.",
        items=[catalog.ItemInput("DI-IMS.1", reason="Every unit has to be known.")],
    )
    return {"agency": {"slug": profile.slug, "number": str(profile.number), "format": "csv"}}


# --- accounts --------------------------------------------------------------------------------------


def _administrators(place: Place) -> dict[str, Actor]:
    return {"agency": place.team.administrator, "manufacturer": place.makers["administrator"]}


def _invite(by: Actor) -> tuple[Any, str]:
    return accounts.invite(
        organization=by.organization,
        email="guest@example.gov",
        roles=[Role.ADMINISTRATOR],
        at=timezone.now(),
        by=by,
    )


def invitation(place: Place) -> dict[str, Kwargs]:
    return {side: {"invitation": _invite(by)[0].pk} for side, by in _administrators(place).items()}


def invitation_link(place: Place) -> dict[str, Kwargs]:
    token = place.once("token", lambda: _invite(make_member("agency", Role.ADMINISTRATOR))[1])
    return both({"token": token})


def membership(place: Place) -> dict[str, Kwargs]:
    people = {"agency": place.team.reviewer, "manufacturer": place.makers["viewer"]}
    return {side: {"membership": Membership.objects.get(user=actor.user).pk} for side, actor in people.items()}


def delegation(place: Place) -> dict[str, Kwargs]:
    offices = {
        "agency": (place.team.second_isso, Role.CIO, place.team.cio),
        "manufacturer": (place.makers["viewer"], Role.SIGNER, place.makers["signer"]),
    }
    found = {}
    for side, (delegate, role, holder) in offices.items():
        assignment = accounts.delegate(
            membership=Membership.objects.get(user=delegate.user),
            role=role,
            delegated_by=holder.user,
            document="Memo 1",
            starts_on=timezone.localdate() + timedelta(days=20),
            ends_on=timezone.localdate() + timedelta(days=30),
            by=_administrators(place)[side],
        )
        found[side] = {"delegation": assignment.pk}
    return found


# --- evidence --------------------------------------------------------------------------------------


def evidence(place: Place) -> dict[str, Kwargs]:
    people = {"agency": place.team.reviewer, "manufacturer": place.makers["drafter"]}
    return {side: {"pk": make_link(by=by).pk} for side, by in people.items()}


def evidence_file(place: Place) -> dict[str, Kwargs]:
    people = {"agency": place.team.reviewer, "manufacturer": place.makers["drafter"]}
    return {side: {"pk": make_file(by=by, upload=make_upload(PDF, name="a.pdf")).pk} for side, by in people.items()}


# --- devices ---------------------------------------------------------------------------------------


def _product(place: Place) -> Any:
    return place.once("product", lambda: make_product(by=place.makers["drafter"]))


def _listed(place: Place) -> Any:
    return place.once("listed", lambda: make_product(by=place.makers["drafter"], listed=True))


def _draft(place: Place) -> Declaration:
    def make() -> Declaration:
        drafter = place.makers["drafter"]
        declaration = make_declaration(by=drafter, product=_product(place))
        make_answer(declaration, by=drafter, item=make_link(by=drafter))
        return declaration

    return place.once("draft", make)


def product(place: Place) -> dict[str, Kwargs]:
    return {"manufacturer": {"pk": _product(place).pk}}


def component(place: Place) -> dict[str, Kwargs]:
    return {"manufacturer": {"pk": component_of(_draft(place)).pk}}


def version(place: Place) -> dict[str, Kwargs]:
    return {"manufacturer": {"pk": _draft(place).versions.get().pk}}


def certificate(place: Place) -> dict[str, Kwargs]:
    certified = make_certificate(component_of(_draft(place)), by=place.makers["drafter"])
    return {"manufacturer": {"pk": certified.pk}}


def successor(place: Place) -> dict[str, Kwargs]:
    drafter = place.makers["drafter"]
    first = make_attested(by=drafter, signer=place.makers["signer"])
    return {"manufacturer": {"pk": make_successor(first, by=drafter).pk}}


def declaration(place: Place) -> dict[str, Kwargs]:
    return {"manufacturer": {"pk": _draft(place).pk}, "agency": {"pk": _review(place).declaration_id}}


def own_declaration(place: Place) -> dict[str, Kwargs]:
    return {"manufacturer": {"pk": _draft(place).pk}}


def agency_declaration(place: Place) -> dict[str, Kwargs]:
    return {"agency": {"pk": _review(place).declaration_id}}


def request(place: Place) -> dict[str, Kwargs]:
    asked = make_request(_listed(place), by=place.team.contracting_officer)
    return both({"pk": asked.pk})


def answer(place: Place) -> dict[str, Kwargs]:
    draft = _draft(place)
    return {
        "manufacturer": {
            "pk": draft.pk,
            "identifier": element_of(draft).identifier,
            "component": component_of(draft).pk,
        }
    }


def answer_evidence(place: Place) -> dict[str, Kwargs]:
    use = AnswerEvidence.objects.get(answer__declaration=_draft(place))
    return {"manufacturer": {**answer(place)["manufacturer"], "use": use.pk}}


def proposal(place: Place) -> dict[str, Kwargs]:
    drafter, draft = place.makers["drafter"], _draft(place)
    node = draft.edition.nodes.get(identifier="DO-SMP.h.2.2")
    item = make_document(cyclonedx(), by=drafter, subject_component=component_of(draft).name)
    about = {"component": component_of(draft), "item": item, "fact": "sbom.services"}
    devices.dismiss_proposal(draft, by=drafter, at=timezone.now(), node=node, reason="Not ours.", **about)
    kwargs = {"pk": draft.pk, "identifier": node.identifier, "component": component_of(draft).pk}
    return {"manufacturer": {**kwargs, "item": item.pk, "fact": "sbom.services"}}


def _common(place: Place, identifier: str, **whose: Any) -> Any:
    """Return a common answer that one piece of evidence proves; made in the edition in use."""

    def make() -> Any:
        drafter = place.makers["drafter"]
        return make_common_answer(by=drafter, identifier=identifier, item=make_link(by=drafter), **whose)

    return place.once(f"common {identifier}", make)


def company_entry(place: Place) -> dict[str, Kwargs]:
    _common(place, "IQ-BUG.a.1")
    return {"manufacturer": {"identifier": "IQ-BUG.a.1"}}


def company_evidence(place: Place) -> dict[str, Kwargs]:
    return {"manufacturer": {"identifier": "IQ-BUG.a.1", "use": _common(place, "IQ-BUG.a.1").evidence.get().pk}}


def part_entry(place: Place) -> dict[str, Kwargs]:
    part = component_of(_draft(place))
    _common(place, "LA-IFC.3", component=part)
    return {"manufacturer": {"pk": part.pk, "identifier": "LA-IFC.3"}}


def part_evidence(place: Place) -> dict[str, Kwargs]:
    part = component_of(_draft(place))
    use = _common(place, "LA-IFC.3", component=part).evidence.get()
    return {"manufacturer": {"pk": part.pk, "identifier": "LA-IFC.3", "use": use.pk}}


def shared_declaration(place: Place) -> dict[str, Kwargs]:
    return {"manufacturer": {"pk": _review(place).declaration_id}}


def grant(place: Place) -> dict[str, Kwargs]:
    shared = _review(place).declaration
    return {"manufacturer": {"pk": shared.pk, "grant": shared.grants.order_by("pk").first().pk}}


# --- systems ---------------------------------------------------------------------------------------


def system(place: Place) -> dict[str, Kwargs]:
    return {"agency": {"pk": _review(place).system_id}}


def system_control(place: Place) -> dict[str, Kwargs]:
    return {"agency": {"pk": _review(place).system_id, "identifier": "IA-3"}}


def capability(place: Place) -> dict[str, Kwargs]:
    return {"agency": {"pk": place.once("capability", lambda: a_capability(by=place.team.isso)).pk}}


def security_requirement(place: Place) -> dict[str, Kwargs]:
    return {"agency": {"pk": place.once("requirement", lambda: a_requirement(by=place.team.isso)).pk}}


# --- reviews and reports ---------------------------------------------------------------------------


def _review(place: Place) -> Review:
    """Return a review in monitoring that had a gap, a treatment and a condition; its maker is the place's."""
    return place.once(
        "review",
        lambda: make_review(
            ReviewState.MONITORING,
            team=place.team,
            product=_listed(place),
            verdicts={PLAIN: VerdictValue.NOT_MET},
            outcome=Outcome.WITH_CONDITIONS,
            condition=True,
        ),
    )


def _in_assessment(place: Place) -> Review:
    return place.once(
        "in assessment", lambda: make_review(ReviewState.ASSESSMENT, team=place.team, product=_listed(place))
    )


def _waived(place: Place) -> Review:
    def make() -> Review:
        review = make_determined_review(
            Outcome.PREVENTS,
            team=place.team,
            product=_listed(place),
            verdicts={KEY: VerdictValue.NOT_MET},
        )
        waive(review, place.team, verified=False)
        return review

    return place.once("waived", make)


def procurement(place: Place) -> dict[str, Kwargs]:
    return {"agency": {"pk": _review(place).procurement_id}}


def review(place: Place) -> dict[str, Kwargs]:
    return {"agency": {"pk": _review(place).pk}}


def draft_step(place: Place) -> dict[str, Kwargs]:
    return {"agency": {"pk": _review(place).pk, "step": "use"}}


def requirement_of(place: Place) -> dict[str, Kwargs]:
    return {"agency": {"pk": _in_assessment(place).pk, "identifier": KEY}}


def change(place: Place) -> dict[str, Kwargs]:
    found = _in_assessment(place)
    asked = reviews.request_change(
        requirement(found, PLAIN), by=place.team.reviewer, at=timezone.now(), key=True, reason="It matters."
    )
    return {"agency": {"pk": found.pk, "identifier": PLAIN, "change": asked.pk}}


def _question(place: Place, identifier: str) -> Any:
    return reviews.ask(
        requirement(_in_assessment(place), identifier),
        by=place.team.reviewer,
        at=timezone.now(),
        question="Does it hold for every unit?",
    )


def question(place: Place) -> dict[str, Kwargs]:
    return {"agency": {"pk": _in_assessment(place).pk, "question": _question(place, KEY).pk}}


def released_question(place: Place) -> dict[str, Kwargs]:
    asked = _question(place, PLAIN)
    reviews.release_question(
        asked,
        by=place.team.contracting_officer,
        at=timezone.now(),
        due_on=timezone.localdate() + timedelta(days=5),
    )
    return {"manufacturer": {"pk": asked.pk}}


def gap(place: Place) -> dict[str, Kwargs]:
    return {"agency": {"pk": _review(place).pk, "gap": _review(place).gaps.order_by("pk").first().pk}}


def treatment(place: Place) -> dict[str, Kwargs]:
    from apps.reviews.models import Treatment

    found = Treatment.objects.filter(gap__review=_review(place)).order_by("pk").first()
    return {"agency": {"pk": _review(place).pk, "treatment": found.pk}}


def condition(place: Place) -> dict[str, Kwargs]:
    found = _review(place).conditions.order_by("pk").first()
    return {"agency": {"pk": _review(place).pk, "condition": found.pk}}


def waived_review(place: Place) -> dict[str, Kwargs]:
    return {"agency": {"pk": _waived(place).pk}}


def waiver_method(place: Place) -> dict[str, Kwargs]:
    waived = Review.objects.get(pk=_waived(place).pk)
    return {"agency": {"pk": waived.pk, "method": waived.waiver.methods.get().pk}}


def report(place: Place) -> dict[str, Kwargs]:
    def render(record: Any, path: Path, progress: Any, *, key: Any) -> Rendered:
        path.write_bytes(b"%PDF-1.7")
        seal = Seal(SealKind.TRIAL, key.name, key.sha256, key.certificate, timezone.now())
        return Rendered(pages=1, size=8, sha256=sha256(str(path).encode()).hexdigest(), seal=seal)

    asked = reports.request_report(_review(place), by=place.team.reviewer, at=timezone.now())
    with patch("apps.reports.pdf.render", render):
        make_report.func(str(asked.pk))
    return {"agency": {"pk": asked.pk}}


def answers_file(place: Place) -> dict[str, Kwargs]:
    return {"manufacturer": {"pk": _draft(place).pk, "format": "csv"}}


def intake(place: Place) -> dict[str, Kwargs]:
    from tests.factories.exchange import make_intake

    draft = _draft(place)
    return {"manufacturer": {"pk": draft.pk, "intake": make_intake(draft, by=place.makers["drafter"]).pk}}


def seal(place: Place) -> dict[str, Kwargs]:
    made = Report.objects.get(pk=report(place)["agency"]["pk"])
    return {"agency": {"sha256": made.seal_sha256}}
