"""Where a data set for measuring may be written: never beside what real organizations own."""

from django.conf import settings

from apps.accounts.models import Organization, User
from apps.core.errors import NotNow
from config.demo.tell import AGENCIES as DEMO_AGENCIES
from config.demo.tell import MANUFACTURERS as DEMO_MANUFACTURERS
from config.scale.words import AGENCIES, MAKERS

INVENTED = ".example"
"""The end of every invented mail address; no real one can end so (RFC 2606)."""


def check_may_write() -> None:
    """Raise NotNow in production mode, and where an organization or account is not an invented one."""
    if settings.PRODUCTION:
        raise NotNow("A data set for measuring has public passwords: it is written in trial mode only.")
    names = {name for name, _ in (*AGENCIES, *MAKERS, *DEMO_AGENCIES, *DEMO_MANUFACTURERS)}
    real = Organization.objects.exclude(name__in=names).order_by("name").values_list("name", flat=True).first()
    if real is not None:
        raise NotNow(
            f"This database holds {real}, which neither seed_scale nor demo made. Point DATABASE_URL at an empty "
            "database and run migrate there."
        )
    person = User.objects.exclude(email__endswith=INVENTED).order_by("email").values_list("email", flat=True).first()
    if person is not None:
        raise NotNow(
            f"This database holds the account {person}, which neither seed_scale nor demo made. Point DATABASE_URL at "
            "an empty database and run migrate there."
        )
