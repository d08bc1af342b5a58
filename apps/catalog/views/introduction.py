"""The first page: what Assay is for."""

from apps.core.permissions import Permission
from apps.core.views import Page


class Introduction(Page):
    """The question of the Act, who does what, and where to go from here."""

    permission = Permission.PUBLIC
    template_name = "catalog/introduction.html"
