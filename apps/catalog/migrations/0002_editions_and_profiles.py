import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_operator"),
        ("catalog", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ProfileFinding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "change",
                    models.CharField(
                        choices=[
                            ("unchanged", "Unchanged"),
                            ("moved", "Moved"),
                            ("reworded", "Reworded"),
                            ("new", "New"),
                            ("retired", "Retired"),
                        ],
                        max_length=10,
                    ),
                ),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                ("note", models.CharField(blank=True, max_length=500)),
            ],
        ),
        migrations.CreateModel(
            name="Rewording",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("similarity", models.PositiveSmallIntegerField(verbose_name="percent of the text that is alike")),
                (
                    "decision",
                    models.CharField(
                        choices=[
                            ("open", "To be decided"),
                            ("same", "The same entry, reworded"),
                            ("different", "Two different entries"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="edition",
            name="edition_published_has_date",
        ),
        migrations.RemoveConstraint(
            model_name="profile",
            name="profile_slug_once",
        ),
        migrations.AddField(
            model_name="edition",
            name="in_use_at",
            field=models.DateTimeField(
                blank=True, null=True, verbose_name="put in use for new declarations and reviews"
            ),
        ),
        migrations.AddField(
            model_name="edition",
            name="matched_with",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="catalog.edition",
            ),
        ),
        migrations.AddField(
            model_name="edition",
            name="retired_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="edition",
            name="slug",
            field=models.SlugField(default="", max_length=80, verbose_name="name in addresses"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="edition",
            name="wording",
            field=models.CharField(
                choices=[("own", "Plain wording"), ("official", "Official wording")], default="own", max_length=10
            ),
        ),
        migrations.AddField(
            model_name="profile",
            name="basis",
            field=models.CharField(
                choices=[
                    ("core", "Core baseline"),
                    ("consumer", "Consumer baseline"),
                    ("derived", "Derived from a control baseline"),
                    ("agency", "An agency's own"),
                ],
                default="derived",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="profile",
            name="carried_from",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="catalog.profile",
            ),
        ),
        migrations.AddField(
            model_name="profile",
            name="created_at",
            field=models.DateTimeField(default=django.utils.timezone.now, editable=False),
        ),
        migrations.AddField(
            model_name="profile",
            name="made_from",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="catalog.profile",
            ),
        ),
        migrations.AddField(
            model_name="profile",
            name="number",
            field=models.PositiveSmallIntegerField(default=1, verbose_name="version"),
        ),
        migrations.AddField(
            model_name="profile",
            name="owner",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="profiles",
                to="accounts.organization",
            ),
        ),
        migrations.AddField(
            model_name="profile",
            name="published_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="profile",
            name="rests_on",
            field=models.CharField(
                choices=[
                    ("publication", "The publication itself"),
                    ("secondary", "A secondary source"),
                    ("derived", "Computed from the mapping"),
                    ("decision", "The agency's own decision"),
                ],
                default="derived",
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="profile",
            name="status",
            field=models.CharField(
                choices=[("draft", "Draft"), ("published", "Published"), ("retired", "Retired")],
                default="draft",
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="profileitem",
            name="key",
            field=models.BooleanField(default=False, verbose_name="key requirement"),
        ),
        migrations.AddField(
            model_name="profileitem",
            name="parameter",
            field=models.CharField(
                blank=True, max_length=300, verbose_name="parameter, for instance “TLS 1.2 or later”"
            ),
        ),
        migrations.AddField(
            model_name="profileitem",
            name="state",
            field=models.CharField(
                choices=[("required", "Required"), ("recommended", "Recommended"), ("excluded", "Excluded")],
                default="required",
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="profileitem",
            name="reason",
            field=models.CharField(blank=True, max_length=500),
        ),
        migrations.AddField(
            model_name="profilefinding",
            name="entry",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalog.entry"),
        ),
        migrations.AddField(
            model_name="profilefinding",
            name="node",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalog.node"
            ),
        ),
        migrations.AddField(
            model_name="profilefinding",
            name="profile",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="findings", to="catalog.profile"
            ),
        ),
        migrations.AddField(
            model_name="profilefinding",
            name="settled_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="rewording",
            name="decided_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="rewording",
            name="earlier",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalog.node"),
        ),
        migrations.AddField(
            model_name="rewording",
            name="node",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="rewordings", to="catalog.node"
            ),
        ),
    ]
