"""Kinds of organization, roles, and which role holds which permission (product.md section 2)."""

from django.db.models import TextChoices

from apps.core.permissions import Permission as P


class OrganizationKind(TextChoices):
    """The two sides of a review."""

    MANUFACTURER = "manufacturer", "Manufacturer"
    AGENCY = "agency", "Agency"


class Role(TextChoices):
    """Roles that a membership can carry; one person may hold several."""

    DRAFTER = "drafter", "Drafter"
    SIGNER = "signer", "Authorized signer"
    VIEWER = "viewer", "Viewer"
    REQUESTER = "requester", "Requester"
    REVIEWER = "reviewer", "Reviewer"
    ISSO = "isso", "ISSO"
    CISO = "ciso", "CISO"
    AUTHORIZING_OFFICIAL = "authorizing_official", "Authorizing official"
    CIO = "cio", "CIO"
    AGENCY_HEAD = "agency_head", "Agency head"
    CONTRACTING_OFFICER = "contracting_officer", "Contracting officer"
    AUDITOR = "auditor", "Auditor"
    ADMINISTRATOR = "administrator", "Administrator"


# What the person who gives a role should know about it.
ROLE_DESCRIPTIONS: dict[Role, str] = {
    Role.DRAFTER: "Describes products, answers declarations and adds evidence.",
    Role.SIGNER: "Attests declarations that somebody else drafted, shares them with agencies, answers questions.",
    Role.VIEWER: "Reads products, declarations and evidence.",
    Role.REQUESTER: "Starts procurements and reviews for a program office.",
    Role.REVIEWER: "Proposes requirements, gives verdicts, recommends.",
    Role.ISSO: "Describes systems, categorizes, approves requirements, treats gaps.",
    Role.CISO: "Concurs with a recommendation, or returns it with reasons.",
    Role.AUTHORIZING_OFFICIAL: "Accepts residual risk. Nobody else can.",
    Role.CIO: "Determines whether a purchase is prevented, and supports or refuses a waiver.",
    Role.AGENCY_HEAD: "Grants or refuses waivers.",
    Role.CONTRACTING_OFFICER: "Sends requests and questions to manufacturers, records the award.",
    Role.AUDITOR: "Reads everything of the agency, including the record of acts.",
    Role.ADMINISTRATOR: "Manages members and roles. Decides nothing in a review.",
}

MANUFACTURER_ROLES = (Role.DRAFTER, Role.SIGNER, Role.VIEWER, Role.ADMINISTRATOR)
AGENCY_ROLES = (
    Role.REQUESTER,
    Role.REVIEWER,
    Role.ISSO,
    Role.CISO,
    Role.AUTHORIZING_OFFICIAL,
    Role.CIO,
    Role.AGENCY_HEAD,
    Role.CONTRACTING_OFFICER,
    Role.AUDITOR,
    Role.ADMINISTRATOR,
)
# Offices that somebody else may hold for a time, on paper; work is given as a role instead.
DELEGABLE_ROLES = (
    Role.SIGNER,
    Role.ISSO,
    Role.CISO,
    Role.AUTHORIZING_OFFICIAL,
    Role.CIO,
    Role.AGENCY_HEAD,
    Role.CONTRACTING_OFFICER,
)
ROLES_OF_KIND = {OrganizationKind.MANUFACTURER: MANUFACTURER_ROLES, OrganizationKind.AGENCY: AGENCY_ROLES}

_READ_MANUFACTURER = {P.NOTIFICATIONS_READ, P.PRODUCT_READ, P.DECLARATION_READ, P.EVIDENCE_READ}
_READ_AGENCY = {
    P.NOTIFICATIONS_READ,
    P.REVIEW_READ,
    P.SYSTEM_READ,
    P.REPORT_READ,
    P.EVIDENCE_READ,
    P.DECLARATION_READ,
    P.PRODUCT_READ,
}

# Administrators manage accounts and decide nothing (domain.md section 4, rule 9).
ROLE_PERMISSIONS: dict[Role, frozenset[P]] = {
    Role.DRAFTER: frozenset(_READ_MANUFACTURER | {P.PRODUCT_EDIT, P.DECLARATION_EDIT, P.EVIDENCE_ADD}),
    Role.SIGNER: frozenset(
        _READ_MANUFACTURER | {P.DECLARATION_ATTEST, P.DECLARATION_SHARE, P.QUESTION_ANSWER, P.OFFICE_DELEGATE}
    ),
    Role.VIEWER: frozenset(_READ_MANUFACTURER),
    Role.REQUESTER: frozenset(_READ_AGENCY | {P.REVIEW_REQUEST}),
    Role.REVIEWER: frozenset(_READ_AGENCY | {P.REVIEW_ASSESS, P.PROFILE_EDIT, P.EVIDENCE_ADD, P.REPORT_MAKE}),
    Role.ISSO: frozenset(
        _READ_AGENCY
        | {P.REVIEW_SECURE, P.PROFILE_EDIT, P.SYSTEM_EDIT, P.EVIDENCE_ADD, P.REPORT_MAKE, P.OFFICE_DELEGATE}
    ),
    Role.CISO: frozenset(_READ_AGENCY | {P.REVIEW_CONCUR, P.REPORT_MAKE, P.OFFICE_DELEGATE}),
    Role.AUTHORIZING_OFFICIAL: frozenset(_READ_AGENCY | {P.REVIEW_ACCEPT_RISK, P.REPORT_MAKE, P.OFFICE_DELEGATE}),
    Role.CIO: frozenset(_READ_AGENCY | {P.REVIEW_DETERMINE, P.REPORT_MAKE, P.OFFICE_DELEGATE}),
    Role.AGENCY_HEAD: frozenset(_READ_AGENCY | {P.REVIEW_GRANT_WAIVER, P.REPORT_MAKE, P.OFFICE_DELEGATE}),
    Role.CONTRACTING_OFFICER: frozenset(_READ_AGENCY | {P.REVIEW_CONTRACT, P.REPORT_MAKE, P.OFFICE_DELEGATE}),
    Role.AUDITOR: frozenset(_READ_AGENCY | {P.AUDIT_READ, P.REPORT_MAKE}),
    Role.ADMINISTRATOR: frozenset({P.MEMBERS_MANAGE, P.NOTIFICATIONS_READ}),
}
