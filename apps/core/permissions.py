"""The permissions a URL can ask for. Which role holds which is said in `accounts/permissions.py`."""

import enum
from collections.abc import Mapping
from typing import Any, Protocol


class Permission(enum.StrEnum):
    """What a view asks for; the two first are no role's: anybody, and anybody who has signed in."""

    PUBLIC = "public"
    SIGNED_IN = "signed_in"
    # Sorted by name.
    AUDIT_READ = "audit.read"
    DECLARATION_ATTEST = "declaration.attest"
    DECLARATION_EDIT = "declaration.edit"
    DECLARATION_READ = "declaration.read"
    DECLARATION_SHARE = "declaration.share"
    EVIDENCE_ADD = "evidence.add"
    EVIDENCE_READ = "evidence.read"
    MEMBERS_MANAGE = "members.manage"
    NOTIFICATIONS_READ = "notifications.read"
    OFFICE_DELEGATE = "office.delegate"
    OPERATE = "operate"
    PRODUCT_EDIT = "product.edit"
    PRODUCT_READ = "product.read"
    PROFILE_EDIT = "profile.edit"
    QUESTION_ANSWER = "question.answer"
    REPORT_MAKE = "report.make"
    REPORT_READ = "report.read"
    REVIEW_ACCEPT_RISK = "review.accept_risk"
    REVIEW_ASSESS = "review.assess"
    REVIEW_CONCUR = "review.concur"
    REVIEW_CONTRACT = "review.contract"
    REVIEW_DETERMINE = "review.determine"
    REVIEW_GRANT_WAIVER = "review.grant_waiver"
    REVIEW_READ = "review.read"
    REVIEW_REQUEST = "review.request"
    REVIEW_SECURE = "review.secure"
    SYSTEM_EDIT = "system.edit"
    SYSTEM_READ = "system.read"


class Actor(Protocol):
    """Who acts, as the layers below `accounts` know it: a person, for one organization, in roles."""

    @property
    def user(self) -> Any:
        """Return the person."""

    @property
    def organization(self) -> Any:
        """Return the organization acted for, or None."""

    @property
    def roles(self) -> frozenset[Any]:
        """Return the roles in force now."""

    @property
    def request_id(self) -> str:
        """Return the number of the request, empty outside of one."""

    @property
    def is_agency(self) -> bool:
        """Tell whether the organization is an agency."""

    @property
    def delegations(self) -> Mapping[Any, Any]:
        """Return the delegation behind each role that is held by delegation."""

    def acting_role(self, permission: Permission) -> Any:
        """Return the role by which the person holds `permission`, for the record."""

    def has_permission(self, permission: Permission) -> bool:
        """Tell whether one of the person's present roles holds `permission`."""
        ...
