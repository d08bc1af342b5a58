"""Every write to accounts, organizations, memberships, roles and invitations.

`by` is the acting person; None is the operator at the command line, who founds organizations and stands
under no role.
"""

from apps.accounts.actions.invitations import accept_invitation, find_open_invitation, invite, withdraw_invitation
from apps.accounts.actions.members import add_member, delegate, end_delegation, end_membership, set_roles
from apps.accounts.actions.organizations import found_organization
from apps.accounts.actions.people import change_profile, create_account, set_operator, switch_organization

__all__ = [
    "accept_invitation",
    "add_member",
    "change_profile",
    "create_account",
    "delegate",
    "end_delegation",
    "end_membership",
    "find_open_invitation",
    "found_organization",
    "invite",
    "set_operator",
    "set_roles",
    "switch_organization",
    "withdraw_invitation",
]
