"""Every write of products and declarations."""

from apps.devices.actions.answers import (
    StaleAnswer,
    attach_evidence,
    confirm_carried_over,
    detach_evidence,
    prove_with_file,
    save_answer,
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
from apps.devices.actions.openings import note_opening
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
    "add_version",
    "attach_evidence",
    "attest",
    "confirm_carried_over",
    "content",
    "content_sha256",
    "create_product",
    "decline_request",
    "detach_evidence",
    "dismiss_proposal",
    "dispute",
    "edit_certificate",
    "edit_product",
    "edit_version",
    "expire",
    "finish",
    "list_for_agencies",
    "note_opening",
    "prove_with_file",
    "reopen",
    "request_answers",
    "restore_proposal",
    "save_answer",
    "share",
    "start_declaration",
    "start_successor",
    "withdraw",
    "withdraw_share",
]
