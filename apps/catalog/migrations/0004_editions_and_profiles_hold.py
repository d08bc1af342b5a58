from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0003_fill_editions")]

    operations = [
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.UniqueConstraint(fields=("catalog", "slug"), name="edition_slug_once"),
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.CheckConstraint(
                condition=models.Q(("wording__in", ["own", "official"])), name="edition_wording_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("published_at__isnull", True), ("status", "draft")),
                    models.Q(("published_at__isnull", False), ("status__in", ["published", "retired"])),
                    _connector="OR",
                ),
                name="edition_published_has_date",
            ),
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("retired_at__isnull", False), ("status", "retired")),
                    models.Q(models.Q(("status", "retired"), _negated=True), ("retired_at__isnull", True)),
                    _connector="OR",
                ),
                name="edition_retired_has_date",
            ),
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.CheckConstraint(
                condition=models.Q(("in_use_at__isnull", True), ("published_at__isnull", False), _connector="OR"),
                name="edition_in_use_was_published",
            ),
        ),
        migrations.AddConstraint(
            model_name="profile",
            constraint=models.UniqueConstraint(
                condition=models.Q(("owner__isnull", True)),
                fields=("edition", "slug", "number"),
                name="profile_slug_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="profile",
            constraint=models.UniqueConstraint(
                condition=models.Q(("owner__isnull", False)),
                fields=("owner", "slug", "number"),
                name="profile_owned_slug_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="profile",
            constraint=models.CheckConstraint(
                condition=models.Q(("basis__in", ["core", "consumer", "derived", "agency"])), name="profile_basis_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="profile",
            constraint=models.CheckConstraint(
                condition=models.Q(("rests_on__in", ["publication", "secondary", "derived", "decision"])),
                name="profile_rests_on_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="profile",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["draft", "published", "retired"])), name="profile_status_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="profile",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("published_at__isnull", True), ("status", "draft")),
                    models.Q(models.Q(("status", "draft"), _negated=True), ("published_at__isnull", False)),
                    _connector="OR",
                ),
                name="profile_published_has_date",
            ),
        ),
        migrations.AddConstraint(
            model_name="profileitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["required", "recommended", "excluded"])),
                name="profileitem_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="profileitem",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("state", "excluded"), _negated=True), ("key", False), _connector="OR"),
                name="profileitem_excluded_is_not_key",
            ),
        ),
        migrations.AddConstraint(
            model_name="profilefinding",
            constraint=models.UniqueConstraint(fields=("profile", "entry"), name="profilefinding_entry_once"),
        ),
        migrations.AddConstraint(
            model_name="profilefinding",
            constraint=models.CheckConstraint(
                condition=models.Q(("change__in", ["unchanged", "moved", "reworded", "new", "retired"])),
                name="profilefinding_change_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="profilefinding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("settled_at__isnull", False), ("settled_by__isnull", False)),
                    models.Q(("settled_at__isnull", True), ("settled_by__isnull", True)),
                    _connector="OR",
                ),
                name="profilefinding_settled_at_paired",
            ),
        ),
        migrations.AddConstraint(
            model_name="profilefinding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("change", "retired"), ("node__isnull", True)),
                    models.Q(models.Q(("change", "retired"), _negated=True), ("node__isnull", False)),
                    _connector="OR",
                ),
                name="profilefinding_lost_has_no_node",
            ),
        ),
        migrations.AddConstraint(
            model_name="rewording",
            constraint=models.UniqueConstraint(fields=("node", "earlier"), name="rewording_pair_once"),
        ),
        migrations.AddConstraint(
            model_name="rewording",
            constraint=models.CheckConstraint(
                condition=models.Q(("decision__in", ["open", "same", "different"])), name="rewording_decision_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="rewording",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at__isnull", False), ("decided_by__isnull", False)),
                    models.Q(("decided_at__isnull", True), ("decided_by__isnull", True)),
                    _connector="OR",
                ),
                name="rewording_decided_at_paired",
            ),
        ),
        migrations.AddConstraint(
            model_name="rewording",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at__isnull", True), ("decision", "open")),
                    models.Q(models.Q(("decision", "open"), _negated=True), ("decided_at__isnull", False)),
                    _connector="OR",
                ),
                name="rewording_decided_has_date",
            ),
        ),
        migrations.AddConstraint(
            model_name="rewording",
            constraint=models.CheckConstraint(
                condition=models.Q(("similarity__lte", 100)), name="rewording_similarity_is_percent"
            ),
        ),
    ]
