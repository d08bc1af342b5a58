"""Name the editions for addresses, and keep what was in use before in use."""

from django.db import migrations
from django.utils.text import slugify


def fill(apps, schema_editor):
    """Published editions were in use since they were published, and so were their profiles."""
    for edition in apps.get_model("catalog", "Edition").objects.all():
        edition.slug = slugify(edition.label.replace(".", "-"))
        edition.in_use_at = edition.published_at
        edition.save(update_fields=["slug", "in_use_at"])
    profiles = apps.get_model("catalog", "Profile").objects
    for profile in profiles.select_related("edition").exclude(edition__published_at=None):
        profile.status, profile.published_at = "published", profile.edition.published_at
        profile.save(update_fields=["status", "published_at"])
    profiles.filter(slug="core-baseline").update(basis="core", rests_on="publication")


class Migration(migrations.Migration):
    dependencies = [("catalog", "0002_editions_and_profiles")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
