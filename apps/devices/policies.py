"""When something may be done with a declaration, whoever asks; each check raises NotNow with what to do instead."""

from collections.abc import Iterable
from datetime import date

from apps.core.errors import Invalid, NotNow
from apps.devices.models import AnswerRequest, ComponentVersion, Declaration, Product
from apps.devices.workflow import SEALED, TRANSITIONS, DeclarationAct, DeclarationState

SEALED_SENTENCE = (
    "This declaration is attested: nothing in it changes any more. "
    "To change an answer, start a successor declaration; the answers are carried over."
)
READY_SENTENCE = "This declaration waits for its signer. Reopen it to change answers."
SUCCESSOR_STATES = (
    DeclarationState.ATTESTED,
    DeclarationState.DISPUTED,
    DeclarationState.EXPIRED,
    DeclarationState.WITHDRAWN,
)
OPEN_STATES = (DeclarationState.DRAFT, DeclarationState.READY)

_REFUSALS = {
    DeclarationAct.FINISH: "Only a draft can be finished",
    DeclarationAct.REOPEN: "Only a declaration that waits for its signer can be reopened",
    DeclarationAct.ATTEST: "Only a finished declaration can be attested; finish the draft first",
    DeclarationAct.SUPERSEDE: "Only an attested or disputed declaration can be superseded",
    DeclarationAct.WITHDRAW: "Only an attested declaration can be withdrawn",
    DeclarationAct.EXPIRE: "Only an attested declaration can expire",
    DeclarationAct.DISPUTE: "Only an attested declaration can be disputed",
}


def next_state(state: str, act: DeclarationAct) -> DeclarationState:
    """Return the state that follows; raise NotNow when the act is not possible in this state."""
    following = TRANSITIONS.get((DeclarationState(state), act))
    if following is None:
        raise NotNow(f"{_REFUSALS[act]}. This one is “{DeclarationState(state).label.lower()}”.")
    return following


def check_answers_can_change(declaration: Declaration) -> None:
    """Raise NotNow unless the declaration is a draft."""
    if declaration.state in SEALED:
        raise NotNow(SEALED_SENTENCE)
    if declaration.state != DeclarationState.DRAFT:
        raise NotNow(READY_SENTENCE)


def check_can_be_commented(declaration: Declaration) -> None:
    """Raise NotNow once the declaration is sealed: drafting, and what colleagues say about it, has ended."""
    if declaration.state in SEALED:
        raise NotNow("This declaration is attested; comments belong to its successor.")


def check_can_be_continued(declaration: Declaration) -> None:
    """Raise NotNow unless a successor can be started: sealed, still the latest, and none begun yet."""
    if declaration.state == DeclarationState.SUPERSEDED:
        raise NotNow("A later declaration has superseded this one. Start from the later one.")
    if declaration.state not in SUCCESSOR_STATES:
        raise NotNow("This declaration is not attested yet. Change its answers directly.")
    begun = declaration.successors.filter(state__in=OPEN_STATES).order_by("-number").first()
    if begun is not None:
        raise NotNow(f"Declaration {begun.number} already continues this one. Go on with that draft.")


def check_versions_fit(product: Product, versions: Iterable[ComponentVersion]) -> None:
    """Raise Invalid unless the versions are of this product's components, one a component, at least one."""
    components = [version.component for version in versions]
    if not components:
        raise Invalid("Choose the version of at least one component; the declaration is about these versions.")
    if any(component.product_id != product.pk for component in components):
        raise Invalid("One of the versions is not a version of this product.")
    if len({component.pk for component in components}) != len(components):
        raise Invalid("Choose one version of each component only.")


def check_no_draft_of_same_versions(product: Product, versions: Iterable[ComponentVersion]) -> None:
    """Raise NotNow when a draft about exactly these versions exists."""
    wanted = {version.pk for version in versions}
    drafts = product.declarations.filter(state__in=OPEN_STATES).prefetch_related("versions")
    for draft in drafts:
        if {version.pk for version in draft.versions.all()} == wanted:
            raise NotNow(f"Declaration {draft.number} is already being drafted for these versions. Go on with it.")


def check_product_identity_can_change(product: Product) -> None:
    """Raise NotNow when an attested declaration names the product: its name and model are part of the seal."""
    if product.declarations.filter(state__in=SEALED).exists():
        raise NotNow(
            "Name and model number are part of an attested declaration and cannot change. "
            "If the product is another one now, add it as a new product."
        )


def check_version_identity_can_change(version: ComponentVersion) -> None:
    """Raise NotNow when an attested declaration is about the version: its numbers are part of the seal."""
    if version.declarations.filter(state__in=SEALED).exists():
        raise NotNow(
            "An attested declaration is about this version, so its numbers cannot change. "
            "If you offer another one, add it as a new version."
        )


def check_can_be_shared(declaration: Declaration) -> None:
    """Raise NotNow unless the declaration is attested."""
    if declaration.state in OPEN_STATES:
        raise NotNow("Only an attested declaration can be shared. Finish it and have it signed first.")
    if declaration.state != DeclarationState.ATTESTED:
        label = DeclarationState(declaration.state).label.lower()
        raise NotNow(f"This declaration is {label}. Share the one that is attested.")


def check_until(until: date | None, *, today: date) -> None:
    """Raise Invalid for a last day that has passed."""
    if until is not None and until < today:
        raise Invalid("The last day of access has passed already. Choose a later day, or leave it open.")


def check_request_is_open(request: AnswerRequest) -> None:
    """Raise NotNow when the request has been answered or declined."""
    if request.declined_at is not None:
        raise NotNow("This request was declined. To answer it all the same, share a declaration with the agency.")
    if request.closed_at is not None:
        raise NotNow("This request has been answered already.")


def check_can_be_finished(declaration: Declaration) -> None:
    """Raise NotNow while nothing is answered, or carried-over answers have not been confirmed."""
    if not declaration.answers.exists():
        raise NotNow("Nothing is answered yet. Answer at least the entries that the agency asks for.")
    waiting = declaration.answers.filter(carried_over=True).count()
    if waiting:
        what = "1 answer is" if waiting == 1 else f"{waiting} answers are"
        raise NotNow(f"{what} carried over from the last declaration. Confirm or change them first.")
