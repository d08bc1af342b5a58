"""Every write of products and declarations."""

from apps.devices.actions.answers import (
    attach_evidence,
    confirm_carried_over,
    detach_evidence,
    prove_with_file,
    save_answer,
)
from apps.devices.actions.claims import StaleAnswer
from apps.devices.actions.common_answers import (
    attach_common_evidence,
    confirm_common_answer,
    detach_common_evidence,
    follow_common_answer,
    prove_common_with_file,
    save_common_answer,
)
from apps.devices.actions.correcting import edit_certificate, edit_version
from apps.devices.actions.declarations import (
    attest,
    dispute,
    expire,
    finish,
    reopen,
    start_declaration,
    start_successor,
    withdraw,
)
from apps.devices.actions.documents import accept_proposal, dismiss_proposal, restore_proposal
from apps.devices.actions.drafting import assign, end_assignment, settle_comment, write_comment
from apps.devices.actions.openings import note_opening
from apps.devices.actions.parts import add_shared_part
from apps.devices.actions.products import (
    add_component,
    add_fips_certificate,
    add_version,
    create_product,
    edit_product,
    list_for_agencies,
)
from apps.devices.actions.requests import accept_request, decline_request
from apps.devices.actions.sharing import request_answers, share, withdraw_share
from apps.devices.sealing import content, content_sha256

__all__ = [
    "StaleAnswer",
    "accept_proposal",
    "accept_request",
    "add_component",
    "add_fips_certificate",
    "add_shared_part",
    "add_version",
    "assign",
    "attach_common_evidence",
    "attach_evidence",
    "attest",
    "confirm_carried_over",
    "confirm_common_answer",
    "content",
    "content_sha256",
    "create_product",
    "decline_request",
    "detach_common_evidence",
    "detach_evidence",
    "dismiss_proposal",
    "dispute",
    "edit_certificate",
    "edit_product",
    "edit_version",
    "end_assignment",
    "expire",
    "finish",
    "follow_common_answer",
    "list_for_agencies",
    "note_opening",
    "prove_common_with_file",
    "prove_with_file",
    "reopen",
    "request_answers",
    "restore_proposal",
    "save_answer",
    "save_common_answer",
    "settle_comment",
    "share",
    "start_declaration",
    "start_successor",
    "withdraw",
    "withdraw_share",
    "write_comment",
]
