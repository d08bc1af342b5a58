"""`manage.py fetch_assets`: fetch the files of the U.S. Web Design System, once per version."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.core import assets


class Command(BaseCommand):
    help = "Fetch the pinned files of the U.S. Web Design System into static/vendor; does nothing when they are there."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            assets.ensure_assets(self.stdout.write)
        except assets.AssetsMissing as error:
            raise CommandError(error.message) from None
        self.stdout.write(f"U.S. Web Design System {assets.VERSION} is in place.")
