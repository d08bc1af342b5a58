"""What `check --deploy` says about the key that seals reports."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.core import checks

from apps.reports import sealing
from apps.reports.workflow import SealKind

SOON = timedelta(days=60)
MAKE_ONE = "Set ASSAY_SEAL_PKCS12 and ASSAY_SEAL_PASSWORD_FILE where db_worker runs; see config/docs/reports.md."


@checks.register("reports", deploy=True)
def check_seal(**kwargs: Any) -> list[checks.CheckMessage]:
    """Warn when reports are not sealed, or by a trial key or one that ends soon; refuse a key that cannot be opened."""
    if settings.SEAL_PKCS12 is None:
        kind = "by a trial key only" if settings.SEAL_TRIAL_KEY else "not at all"
        return [checks.Warning(f"Reports are sealed {kind}.", hint=MAKE_ONE, id="reports.W001")]
    try:
        key = sealing.installed_key()
    except sealing.SealFailed as error:
        return [checks.Error(error.message, id="reports.E001")]
    now = datetime.now(UTC)
    if key is not None and key.kind is SealKind.KEY and not key.starts <= now <= key.ends - SOON:
        ends = (
            f"The certificate of the key that seals reports is valid from {key.starts:%d %b %Y} to {key.ends:%d %b %Y}."
        )
        return [checks.Warning(ends, hint="Get the next one; reports sealed so far stay valid.", id="reports.W002")]
    return []
