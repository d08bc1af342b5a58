"""allauth's switches: accounts come from invitations only."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Closes self-registration."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made when an invitation is accepted."""
        return False
