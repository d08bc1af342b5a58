"""`manage.py load_catalog`: check the bundled catalog and publish it."""

from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from apps.catalog import bundle, loading
from apps.catalog.kinds import NodeKind
from apps.catalog.models import Edition
from apps.catalog.staging import BadSource, StagedEdition


class Command(BaseCommand):
    help = "Check the bundled catalog and publish it as an edition; a second run changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        """Skip when these very files are published; otherwise read, check, write, and say what is there now."""
        present = Edition.objects.published().filter(digest=bundle.digest_of()).first()
        if present is not None:
            self.stdout.write(f"No change: the edition {present.label} is published already.")
            return
        try:
            staged = bundle.read_bundle()
        except BadSource as error:
            raise CommandError(f"The bundled catalog was not loaded; nothing was changed.\n{error}") from None
        outcome = loading.load(staged, at=timezone.now())
        for warning in staged.warnings:
            self.stderr.write(f"Note: {warning}")
        self.stdout.write(f"Published the edition {outcome.edition.label}: {_counts(staged)}.")


def _counts(staged: StagedEdition) -> str:
    kinds = Counter(node.kind for node in staged.nodes.values())
    parts = [f"{kinds[kind]} {word}" for kind, word in _PLURALS.items()]
    controls = sum(len(node.controls) for node in staged.nodes.values())
    csf = sum(len(node.csf) for node in staged.nodes.values())
    return f"{', '.join(parts)}; {controls} mappings to controls, {csf} to the CSF"


_PLURALS = {
    NodeKind.CAPABILITY: "capabilities",
    NodeKind.SUBCAPABILITY: "sub-capabilities",
    NodeKind.TOPIC: "topics",
    NodeKind.ELEMENT: "elements",
}
