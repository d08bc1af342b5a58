"""Who may open which address. Written from product.md section 2 and domain.md sections 4 and 5, not from the code.

A new address needs a row here: `"app:name": Rule(WHO, "object")`. `WHO` is one of the audiences below, or
`agency("cio")`, `manufacturer("signer")`, joined with `|`. The object is the name of a function in objects.py
that gives the parameters of the address; an address without parameters has none.
"""

from dataclasses import dataclass

MANUFACTURER_ROLES = ("drafter", "signer", "viewer", "administrator")
AGENCY_ROLES = (
    "requester",
    "reviewer",
    "isso",
    "ciso",
    "authorizing_official",
    "cio",
    "agency_head",
    "contracting_officer",
    "auditor",
    "administrator",
)


def agency(*roles: str) -> frozenset[str]:
    """Return these roles of an agency."""
    assert set(roles) <= set(AGENCY_ROLES), roles
    return frozenset(f"agency/{role}" for role in roles)


def manufacturer(*roles: str) -> frozenset[str]:
    """Return these roles of a manufacturer."""
    assert set(roles) <= set(MANUFACTURER_ROLES), roles
    return frozenset(f"manufacturer/{role}" for role in roles)


PUBLIC = frozenset({"anonymous"})
"""Anybody, without signing in."""
SIGNED_IN = frozenset({"nobody", "operator", *agency(*AGENCY_ROLES), *manufacturer(*MANUFACTURER_ROLES)})
"""Everybody with an account, even without an organization."""
OPERATOR = frozenset({"operator"})
"""Who keeps the service; works for no organization here."""
MEMBERS = SIGNED_IN - frozenset({"nobody", "operator"})
"""Everybody who works for an organization."""
ADMINISTRATORS = agency("administrator") | manufacturer("administrator")
AGENCY_READERS = agency(*AGENCY_ROLES) - agency("administrator")
MAKERS = manufacturer("drafter", "signer", "viewer")
DRAFTER = manufacturer("drafter")
SIGNER = manufacturer("signer")
REQUESTER = agency("requester")
REVIEWER = agency("reviewer")
ISSO = agency("isso")
OFFICER = agency("contracting_officer")
DELEGATING = SIGNER | agency("isso", "ciso", "authorizing_official", "cio", "agency_head", "contracting_officer")
EVIDENCE_ADDERS = DRAFTER | REVIEWER | ISSO
REPORT_MAKERS = AGENCY_READERS - REQUESTER


@dataclass(frozen=True)
class Rule:
    """Who may open an address, and the object that it needs."""

    who: frozenset[str]
    object: str = ""


RULES: dict[str, Rule] = {
    # core
    "core:gallery": Rule(PUBLIC, "gallery_page"),
    "core:healthz": Rule(PUBLIC),
    "core:readyz": Rule(PUBLIC),
    # catalog
    "catalog:introduction": Rule(PUBLIC),
    "catalog:browse": Rule(PUBLIC),
    "catalog:entry": Rule(PUBLIC, "entry"),
    "catalog:controls": Rule(PUBLIC),
    "catalog:control": Rule(PUBLIC, "control"),
    "catalog:subcategory": Rule(PUBLIC, "subcategory"),
    "catalog:profiles": Rule(PUBLIC),
    "catalog:profile": Rule(PUBLIC, "profile"),
    "catalog:browse_json": Rule(PUBLIC),
    "catalog:entry_json": Rule(PUBLIC, "entry"),
    "catalog:controls_json": Rule(PUBLIC),
    "catalog:control_json": Rule(PUBLIC, "control"),
    "catalog:subcategory_json": Rule(PUBLIC, "subcategory"),
    "catalog:profiles_json": Rule(PUBLIC),
    "catalog:profile_json": Rule(PUBLIC, "profile"),
    "catalog:own_profiles": Rule(AGENCY_READERS),
    "catalog:profile_create": Rule(REVIEWER | ISSO),
    "catalog:profile_versions": Rule(AGENCY_READERS, "own_profile"),
    "catalog:own_profile": Rule(AGENCY_READERS, "own_profile"),
    "catalog:profile_edit": Rule(REVIEWER | ISSO, "own_profile"),
    "catalog:profile_describe": Rule(REVIEWER | ISSO, "own_profile"),
    "catalog:profile_item": Rule(REVIEWER | ISSO, "own_profile"),
    "catalog:profile_publish": Rule(REVIEWER | ISSO, "own_profile"),
    "catalog:profile_discard": Rule(REVIEWER | ISSO, "own_profile"),
    "catalog:profile_retire": Rule(REVIEWER | ISSO, "own_profile"),
    "catalog:profile_next": Rule(REVIEWER | ISSO, "own_profile"),
    "catalog:profile_carry": Rule(REVIEWER | ISSO, "own_profile"),
    "catalog:profile_findings": Rule(AGENCY_READERS, "own_profile"),
    "catalog:profile_settle": Rule(REVIEWER | ISSO, "own_profile"),
    "catalog:edition_export": Rule(PUBLIC, "edition_file"),
    "catalog:profile_export": Rule(PUBLIC, "profile_file"),
    "catalog:own_profile_export": Rule(AGENCY_READERS, "own_profile_file"),
    "catalog:profile_import": Rule(REVIEWER | ISSO),
    "catalog:profile_import_apply": Rule(REVIEWER | ISSO),
    "catalog:editions": Rule(PUBLIC),
    "catalog:compare": Rule(PUBLIC),
    "catalog:comparison": Rule(PUBLIC, "two_editions"),
    "catalog:editions_json": Rule(PUBLIC),
    "catalog:comparison_json": Rule(PUBLIC, "two_editions"),
    "catalog:operate_editions": Rule(OPERATOR),
    "catalog:import": Rule(OPERATOR),
    "catalog:import_preview": Rule(OPERATOR, "upload_to_see"),
    "catalog:import_apply": Rule(OPERATOR, "upload_to_apply"),
    "catalog:import_discard": Rule(OPERATOR, "upload_to_discard"),
    "catalog:operate_edition": Rule(OPERATOR, "draft_edition"),
    "catalog:decide_proposals": Rule(OPERATOR, "draft_edition"),
    "catalog:publish_edition": Rule(OPERATOR, "draft_edition"),
    "catalog:use_edition": Rule(OPERATOR, "draft_edition"),
    "catalog:retire_edition": Rule(OPERATOR, "draft_edition"),
    "catalog:discard_edition": Rule(OPERATOR, "draft_edition"),
    # accounts
    "accounts:profile": Rule(SIGNED_IN),
    "accounts:switch": Rule(SIGNED_IN),
    "accounts:no_membership": Rule(SIGNED_IN),
    "accounts:accept_invitation": Rule(PUBLIC, "invitation_link"),
    "accounts:withdraw_invitation": Rule(ADMINISTRATORS, "invitation"),
    "accounts:members": Rule(ADMINISTRATORS),
    "accounts:invite": Rule(ADMINISTRATORS),
    "accounts:edit_roles": Rule(ADMINISTRATORS, "membership"),
    "accounts:delegate": Rule(ADMINISTRATORS, "membership"),
    "accounts:end_membership": Rule(ADMINISTRATORS, "membership"),
    "accounts:delegations": Rule(DELEGATING),
    "accounts:delegate_office": Rule(DELEGATING),
    "accounts:revoke_delegation": Rule(DELEGATING, "delegation"),
    "accounts:end_delegation": Rule(ADMINISTRATORS, "delegation"),
    # audit
    "audit:list": Rule(agency("auditor")),
    "audit:export": Rule(agency("auditor")),
    # notifications
    "notifications:list": Rule(MEMBERS),
    "notifications:mark_all_read": Rule(MEMBERS),
    "notifications:settings": Rule(MEMBERS),
    "notifications:open": Rule(MEMBERS, "notice"),
    # evidence
    "evidence:list": Rule(MAKERS | AGENCY_READERS),
    "evidence:create": Rule(EVIDENCE_ADDERS),
    "evidence:create_link": Rule(EVIDENCE_ADDERS),
    "evidence:detail": Rule(MAKERS | AGENCY_READERS, "evidence"),
    "evidence:edit": Rule(EVIDENCE_ADDERS, "evidence"),
    "evidence:replace": Rule(EVIDENCE_ADDERS, "evidence"),
    "evidence:view": Rule(MAKERS | AGENCY_READERS, "evidence_file"),
    "evidence:download": Rule(MAKERS | AGENCY_READERS, "evidence_file"),
    # devices
    "devices:home": Rule(MAKERS),
    "devices:products": Rule(MAKERS | AGENCY_READERS),
    "devices:product_create": Rule(DRAFTER),
    "devices:product": Rule(MAKERS | AGENCY_READERS, "product"),
    "devices:product_edit": Rule(DRAFTER, "product"),
    "devices:product_list": Rule(DRAFTER, "product"),
    "devices:product_unlist": Rule(DRAFTER, "product"),
    "devices:component_create": Rule(DRAFTER, "product"),
    "devices:declaration_create": Rule(DRAFTER, "product"),
    "devices:version_edit": Rule(DRAFTER, "version"),
    "devices:certificate_edit": Rule(DRAFTER, "certificate"),
    "devices:version_line": Rule(MAKERS | AGENCY_READERS, "product"),
    "devices:changes": Rule(MAKERS | AGENCY_READERS, "successor"),
    "devices:version_create": Rule(DRAFTER, "component"),
    "devices:certificate_create": Rule(DRAFTER, "component"),
    "devices:declaration": Rule(MAKERS | AGENCY_READERS, "declaration"),
    "devices:entries_start": Rule(MAKERS | AGENCY_READERS, "declaration"),
    "devices:confirm": Rule(DRAFTER, "declaration"),
    "devices:answer": Rule(DRAFTER, "answer"),
    "devices:answer_evidence": Rule(DRAFTER, "answer"),
    "devices:answer_detach": Rule(DRAFTER, "answer_evidence"),
    "devices:answer_upload": Rule(EVIDENCE_ADDERS, "answer"),
    "devices:answer_confirm": Rule(DRAFTER, "answer"),
    "devices:documents": Rule(MAKERS, "own_declaration"),
    "devices:proposal_accept": Rule(DRAFTER, "proposal"),
    "devices:proposal_dismiss": Rule(DRAFTER, "proposal"),
    "devices:proposal_restore": Rule(DRAFTER, "proposal"),
    "devices:answer_follow": Rule(DRAFTER, "answer"),
    "devices:company_answers": Rule(MAKERS),
    "devices:company_answer": Rule(DRAFTER, "company_entry"),
    "devices:company_answer_evidence": Rule(DRAFTER, "company_entry"),
    "devices:company_answer_detach": Rule(DRAFTER, "company_evidence"),
    "devices:company_answer_upload": Rule(DRAFTER, "company_entry"),
    "devices:company_answer_confirm": Rule(DRAFTER, "company_entry"),
    "devices:part_create": Rule(DRAFTER, "product"),
    "devices:part_answers": Rule(MAKERS, "component"),
    "devices:part_answer": Rule(DRAFTER, "part_entry"),
    "devices:part_answer_evidence": Rule(DRAFTER, "part_entry"),
    "devices:part_answer_detach": Rule(DRAFTER, "part_evidence"),
    "devices:part_answer_upload": Rule(DRAFTER, "part_entry"),
    "devices:part_answer_confirm": Rule(DRAFTER, "part_entry"),
    "devices:finish": Rule(MAKERS, "own_declaration"),
    "devices:mark_ready": Rule(DRAFTER, "declaration"),
    "devices:reopen": Rule(MAKERS, "own_declaration"),
    "devices:attest": Rule(SIGNER, "declaration"),
    "devices:withdraw": Rule(SIGNER, "shared_declaration"),
    "devices:dispute": Rule(REVIEWER, "agency_declaration"),
    "devices:continue": Rule(DRAFTER, "shared_declaration"),
    "devices:requests": Rule(MAKERS | AGENCY_READERS),
    "devices:request": Rule(MAKERS | AGENCY_READERS, "request"),
    "devices:request_accept": Rule(SIGNER, "request"),
    "devices:request_decline": Rule(SIGNER, "request"),
    "devices:sharing": Rule(SIGNER, "shared_declaration"),
    "devices:openings": Rule(MAKERS, "shared_declaration"),
    "devices:withdraw_share": Rule(SIGNER, "grant"),
    # systems
    "systems:list": Rule(AGENCY_READERS),
    "systems:create": Rule(ISSO),
    "systems:capabilities": Rule(AGENCY_READERS),
    "systems:capability_create": Rule(ISSO),
    "systems:requirement_create": Rule(ISSO),
    "systems:capability_edit": Rule(ISSO, "capability"),
    "systems:requirement_edit": Rule(ISSO, "security_requirement"),
    "systems:controls_csv": Rule(AGENCY_READERS, "system"),
    "systems:import": Rule(ISSO, "system"),
    "systems:import_apply": Rule(ISSO, "system"),
    "systems:detail": Rule(AGENCY_READERS, "system"),
    "systems:edit": Rule(ISSO, "system"),
    "systems:allocate": Rule(ISSO, "system"),
    "systems:control_add": Rule(ISSO, "system"),
    "systems:control": Rule(AGENCY_READERS, "system_control"),
    "systems:control_remove": Rule(ISSO, "system_control"),
    "systems:control_responsibility": Rule(ISSO, "system_control"),
    # Reviews, purchase and intake.
    "reviews:home": Rule(SIGNED_IN),
    "reviews:list": Rule(AGENCY_READERS),
    "reviews:procurements": Rule(AGENCY_READERS),
    "reviews:procurement_create": Rule(REQUESTER),
    "reviews:procurement": Rule(AGENCY_READERS, "procurement"),
    "reviews:procurement_edit": Rule(REQUESTER, "procurement"),
    "reviews:create": Rule(REQUESTER, "procurement"),
    "reviews:detail": Rule(AGENCY_READERS, "review"),
    "reviews:edit": Rule(REQUESTER, "review"),
    "reviews:edit_check": Rule(REQUESTER, "review"),
    "reviews:edit_step": Rule(REQUESTER, "draft_step"),
    "reviews:submit": Rule(REQUESTER, "review"),
    "reviews:scope_out": Rule(REVIEWER, "review"),
    "reviews:confirm_scope_out": Rule(ISSO, "review"),
    "reviews:categorise": Rule(ISSO, "review"),
    "reviews:withdraw": Rule(AGENCY_READERS, "review"),
    "reviews:recuse": Rule(AGENCY_READERS, "review"),
    "reviews:linked": Rule(REQUESTER, "review"),
    # Reviews, requirement set.
    "reviews:requirements": Rule(AGENCY_READERS, "review"),
    "reviews:traceability": Rule(AGENCY_READERS, "review"),
    "reviews:requirements_decide": Rule(REVIEWER, "review"),
    "reviews:requirement_add": Rule(REVIEWER, "review"),
    "reviews:requirement_add_own": Rule(REVIEWER, "review"),
    "reviews:requirement_profile": Rule(REVIEWER, "review"),
    "reviews:requirement_template": Rule(REVIEWER, "review"),
    "reviews:template_save": Rule(REVIEWER, "review"),
    "reviews:propose": Rule(REVIEWER, "review"),
    "reviews:approve": Rule(ISSO, "review"),
    "reviews:send_back": Rule(ISSO, "review"),
    "reviews:release": Rule(OFFICER, "review"),
    "reviews:requirement_tailor": Rule(AGENCY_READERS, "requirement_of"),
    "reviews:requirement_save": Rule(REVIEWER, "requirement_of"),
    "reviews:request_change": Rule(REVIEWER, "requirement_of"),
    "reviews:decide_change": Rule(ISSO, "change"),
    "reviews:receive": Rule(REVIEWER, "review"),
    "reviews:no_answer": Rule(OFFICER, "review"),
    # Reviews, assessment.
    "reviews:desk": Rule(AGENCY_READERS, "requirement_of"),
    "reviews:desk_counts": Rule(AGENCY_READERS, "requirement_of"),
    "reviews:keys": Rule(AGENCY_READERS),
    "reviews:presence": Rule(AGENCY_READERS, "requirement_of"),
    "reviews:verdict": Rule(REVIEWER, "requirement_of"),
    "reviews:confirm": Rule(REVIEWER, "requirement_of"),
    "reviews:ask": Rule(REVIEWER, "requirement_of"),
    "reviews:review_questions": Rule(AGENCY_READERS, "review"),
    "reviews:release_question": Rule(OFFICER, "question"),
    "reviews:lapse_question": Rule(OFFICER, "question"),
    "reviews:questions": Rule(MAKERS),
    "reviews:answer": Rule(SIGNER, "released_question"),
    "reviews:conclusion": Rule(AGENCY_READERS, "review"),
    "reviews:conclude": Rule(REVIEWER, "review"),
    # Reviews, treatment.
    "reviews:treatment": Rule(AGENCY_READERS, "review"),
    "reviews:treat": Rule(ISSO, "gap"),
    "reviews:state_gap": Rule(ISSO, "gap"),
    "reviews:accept_risk": Rule(agency("authorizing_official"), "gap"),
    "reviews:verify_treatment": Rule(ISSO, "treatment"),
    "reviews:newer_declaration": Rule(AGENCY_READERS, "review"),
    "reviews:switch_declaration": Rule(REVIEWER, "review"),
    "reviews:keep_declaration": Rule(REVIEWER, "review"),
    "reviews:drop_treatment": Rule(ISSO, "treatment"),
    "reviews:drop_condition": Rule(ISSO, "condition"),
    "reviews:set_condition": Rule(ISSO, "review"),
    "reviews:recommend": Rule(REVIEWER, "review"),
    # Reviews, decision, waiver, monitoring.
    "reviews:decision": Rule(AGENCY_READERS, "review"),
    "reviews:concur": Rule(agency("ciso"), "review"),
    "reviews:return": Rule(agency("ciso"), "review"),
    "reviews:determine": Rule(agency("cio"), "review"),
    "reviews:addendum": Rule(ISSO, "review"),
    "reviews:award": Rule(OFFICER, "review"),
    "reviews:close_without_award": Rule(OFFICER, "review"),
    "reviews:waiver": Rule(AGENCY_READERS, "waived_review"),
    "reviews:request_waiver": Rule(REQUESTER, "waived_review"),
    "reviews:verify_method": Rule(ISSO, "waiver_method"),
    "reviews:support_waiver": Rule(agency("cio"), "waived_review"),
    "reviews:decide_waiver": Rule(agency("agency_head"), "waived_review"),
    "reviews:conditions": Rule(AGENCY_READERS, "review"),
    "reviews:propose_condition": Rule(ISSO, "condition"),
    "reviews:verify_condition": Rule(REVIEWER, "condition"),
    "reviews:close": Rule(REVIEWER, "review"),
    "reviews:waivers": Rule(AGENCY_READERS),
    "reviews:waivers_csv": Rule(AGENCY_READERS),
    "reviews:inventory": Rule(AGENCY_READERS),
    "reviews:inventory_csv": Rule(AGENCY_READERS),
    # reports
    "reports:review": Rule(AGENCY_READERS, "review"),
    "reports:make": Rule(REPORT_MAKERS, "review"),
    "reports:download": Rule(AGENCY_READERS, "report"),
    "reports:verify": Rule(PUBLIC),
    "reports:certificate": Rule(PUBLIC, "seal"),
    # exchange
    "exchange:fill": Rule(MAKERS, "own_declaration"),
    "exchange:bring_in": Rule(DRAFTER, "declaration"),
    "exchange:export": Rule(MAKERS, "answers_file"),
    "exchange:preview": Rule(DRAFTER, "intake"),
    "exchange:discard": Rule(DRAFTER, "intake"),
}

# Addresses of the sign-in library: it protects them itself; those open without signing in are listed apart.
LIBRARY_OPEN = frozenset(
    {
        "account_login",
        "account_logout",
        "account_inactive",
        "account_signup",
        "account_email_verification_sent",
        "account_confirm_email",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key",
        "account_reset_password_from_key_done",
        "account_confirm_login_code",
        "mfa_authenticate",
        "mfa_login_webauthn",
    }
)
LIBRARY_CLOSED = frozenset(
    {
        "account_reauthenticate",
        "account_email",
        "account_change_password",
        "account_set_password",
        "mfa_index",
        "mfa_reauthenticate",
        "mfa_activate_totp",
        "mfa_deactivate_totp",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
        "mfa_download_recovery_codes",
        "mfa_list_webauthn",
        "mfa_add_webauthn",
        "mfa_reauthenticate_webauthn",
        "mfa_remove_webauthn",
        "mfa_edit_webauthn",
        "usersessions_list",
    }
)
