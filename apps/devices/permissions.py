"""Who may do what with products and declarations; each check raises NotPermitted with a sentence for the person."""

from typing import Any

from django.db.models import QuerySet

from apps.accounts.actors import Actor
from apps.accounts.models import RoleAssignment, User
from apps.accounts.roles import Role
from apps.core.errors import NotPermitted
from apps.core.permissions import Permission
from apps.devices.models import AnswerRequest, Component, Declaration, Product

DRAFTER_SIGNS = (
    "You drafted a part of this declaration, so somebody else has to sign it. "
    "If nobody else in your organization may sign, an administrator can make another person an authorized signer."
)
DRAFTER_SIGNS_ALONE = (
    "You drafted a part of this declaration and are the only authorized signer. "
    "Say why the drafter signs; the reason becomes a part of the record."
)


def check_user_can_create_product(actor: Actor) -> None:
    """Raise NotPermitted unless the person may describe products for a manufacturer."""
    if actor.organization is None or actor.is_agency or not actor.has_permission(Permission.PRODUCT_EDIT):
        raise NotPermitted("Only a drafter of a manufacturer can add and change products.")


def check_user_can_edit_product(actor: Actor, product: Product) -> None:
    """Raise NotPermitted unless the product is the person's own organization's and the role allows editing."""
    check_user_can_create_product(actor)
    _check_own(actor, product)


def check_user_can_edit_declaration(actor: Actor, product: Product) -> None:
    """Raise NotPermitted unless the person may draft declarations on this product."""
    if not actor.has_permission(Permission.DECLARATION_EDIT):
        raise NotPermitted("Only a drafter can change a declaration. Ask an administrator for the role.")
    _check_own(actor, product)


def check_user_can_give_common_answers(actor: Actor, component: Component | None = None) -> None:
    """Raise NotPermitted unless a drafter answers for their own company, or for a part of its products."""
    if actor.organization is None or actor.is_agency or not actor.has_permission(Permission.DECLARATION_EDIT):
        raise NotPermitted("Only a drafter of a manufacturer can give answers for the whole company.")
    if component is not None:
        _check_own(actor, component.product)


def check_user_can_comment(actor: Actor, product: Product) -> None:
    """Raise NotPermitted unless the person works on declarations of this manufacturer: drafts, signs or reads them."""
    if actor.is_agency or not actor.has_permission(Permission.DECLARATION_READ):
        raise NotPermitted("Only people of the manufacturer comment on a draft.")
    _check_own(actor, product)


def check_can_be_assigned(person: User, product: Product) -> None:
    """Raise NotPermitted unless the person drafts for the product's manufacturer now."""
    if not drafters(product.organization_id).filter(pk=person.pk).exists():
        raise NotPermitted("Only a drafter of your own organization can be asked to answer.")


def drafters(organization_id: Any) -> QuerySet[User]:
    """Return the people who draft for an organization now."""
    return User.objects.filter(
        is_active=True,
        memberships__organization_id=organization_id,
        memberships__ended_at__isnull=True,
        memberships__role_assignments__role=Role.DRAFTER,
        memberships__role_assignments__ended_at__isnull=True,
    ).distinct()


def check_user_can_finish_declaration(actor: Actor, product: Product) -> None:
    """Raise NotPermitted unless the person may hand the draft to the signer."""
    check_user_can_edit_declaration(actor, product)


def check_user_can_reopen_declaration(actor: Actor, product: Product) -> None:
    """Raise NotPermitted unless the person may take the declaration back to draft; the signer may send it back too."""
    if not (actor.has_permission(Permission.DECLARATION_EDIT) or actor.has_permission(Permission.DECLARATION_ATTEST)):
        raise NotPermitted("Only a drafter or an authorized signer can reopen a declaration.")
    _check_own(actor, product)


def check_user_can_attest_declaration(actor: Actor, declaration: Declaration, *, drafter_exception: str = "") -> None:
    """Raise NotPermitted unless an authorized signer who did not draft signs (domain.md section 4, rule 8).

    The drafter may sign only with a recorded reason, and only when nobody else is able to.
    """
    check_user_can_sign_for(actor, declaration.product)
    if not drafted(actor, declaration):
        return
    if other_signer_exists(actor, declaration):
        raise NotPermitted(DRAFTER_SIGNS)
    if not drafter_exception.strip():
        raise NotPermitted(DRAFTER_SIGNS_ALONE)


def check_user_can_sign_for(actor: Actor, product: Product) -> None:
    """Raise NotPermitted unless the person is an authorized signer of the product's manufacturer."""
    if not actor.has_permission(Permission.DECLARATION_ATTEST):
        raise NotPermitted("Only an authorized signer can attest or withdraw a declaration.")
    _check_own(actor, product)


def check_user_can_share_declaration(actor: Actor, declaration: Declaration) -> None:
    """Raise NotPermitted unless an authorized signer of the manufacturer shares."""
    if not actor.has_permission(Permission.DECLARATION_SHARE):
        raise NotPermitted("Only an authorized signer can share a declaration with an agency.")
    _check_own(actor, declaration.product)


def check_user_can_dispute_declaration(actor: Actor, declaration: Declaration) -> None:
    """Raise NotPermitted unless a reviewer of an agency disputes a declaration that was shared with it."""
    if not actor.is_agency or not actor.has_permission(Permission.REVIEW_ASSESS):
        raise NotPermitted("Only a reviewer of an agency can dispute a declaration.")
    if not Declaration.objects.visible_to(actor).filter(pk=declaration.pk).exists():
        raise NotPermitted("This declaration is not shared with your agency.")


def check_user_can_request_answers(actor: Actor) -> None:
    """Raise NotPermitted unless the contracting officer of an agency asks (domain.md section 4, rule 7)."""
    if not actor.is_agency or not actor.has_permission(Permission.REVIEW_CONTRACT):
        raise NotPermitted("Only the contracting officer can send a request to a manufacturer.")


def check_user_can_close_request(actor: Actor, request: AnswerRequest) -> None:
    """Raise NotPermitted unless the person may answer for the manufacturer that was asked."""
    if not actor.has_permission(Permission.DECLARATION_SHARE):
        raise NotPermitted("Only an authorized signer can answer a request.")
    _check_own(actor, request.product)


def drafted(actor: Actor, declaration: Declaration) -> bool:
    """Tell whether the person wrote a part of the declaration."""
    return declaration.drafted_by.filter(pk=actor.user.pk).exists()


def other_signer_exists(actor: Actor, declaration: Declaration) -> bool:
    """Tell whether the manufacturer has another signer who could sign: one who did not draft."""
    return (
        RoleAssignment.objects.filter(
            role=Role.SIGNER,
            delegated_by__isnull=True,
            membership__organization_id=declaration.product.organization_id,
            membership__ended_at__isnull=True,
            membership__user__is_active=True,
        )
        .exclude(membership__user=actor.user)
        .exclude(membership__user__in=declaration.drafted_by.all())
        .exists()
    )


def user_can_create_product(actor: Actor) -> bool:
    """Tell whether the person may add products."""
    return _passes(check_user_can_create_product, actor)


def user_can_edit_product(actor: Actor, product: Product) -> bool:
    """Tell whether the person may edit the product."""
    return _passes(check_user_can_edit_product, actor, product)


def user_can_edit_declaration(actor: Actor, product: Product) -> bool:
    """Tell whether the person may draft declarations on the product."""
    return _passes(check_user_can_edit_declaration, actor, product)


def user_can_sign_for(actor: Actor, product: Product) -> bool:
    """Tell whether the person is an authorized signer of the product's manufacturer."""
    return _passes(check_user_can_sign_for, actor, product)


def user_can_share_declaration(actor: Actor, declaration: Declaration) -> bool:
    """Tell whether the person may share the declaration."""
    return _passes(check_user_can_share_declaration, actor, declaration)


def user_can_dispute(actor: Actor) -> bool:
    """Tell whether the person's office includes disputing a declaration."""
    return actor.is_agency and actor.has_permission(Permission.REVIEW_ASSESS)


def _passes(check: object, *arguments: object) -> bool:
    try:
        check(*arguments)  # type: ignore[operator]
    except NotPermitted:
        return False
    return True


def _check_own(actor: Actor, product: Product) -> None:
    if actor.organization is None or product.organization_id != actor.organization.pk:
        raise NotPermitted("This product belongs to another organization.")
