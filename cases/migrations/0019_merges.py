"""Two records of one woman are joined, and given back as they were; alerts, other names, and children by row.

Why: a woman recorded twice is known by half at each call; a wrong join must not cost anybody her record.
Size: empty columns on clients and children, added without rewriting the tables, and three new tables.
Back: columns and tables go with what is in them; undo every merge first, else a joined record belongs to nobody.
"""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import safeguards.fields


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0015_ties"),
        ("partners", "0009_staff_keys"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="child",
            name="family_kana",
            field=safeguards.fields.EncryptedTextField(),
        ),
        migrations.AddField(
            model_name="child",
            name="given_kana",
            field=safeguards.fields.EncryptedTextField(),
        ),
        migrations.AddField(
            model_name="child",
            name="health_note",
            field=safeguards.fields.EncryptedTextField(),
        ),
        migrations.AddField(
            model_name="child",
            name="is_along",
            field=models.BooleanField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="child",
            name="note",
            field=safeguards.fields.EncryptedTextField(),
        ),
        migrations.AddField(
            model_name="child",
            name="school",
            field=safeguards.fields.EncryptedTextField(),
        ),
        migrations.AddField(
            model_name="client",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged_here",
                to="cases.client",
            ),
        ),
        migrations.CreateModel(
            name="KnownAs",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("number", safeguards.fields.PublicNumberField()),
                ("kind", models.CharField(max_length=60)),
                ("text", safeguards.fields.EncryptedTextField()),
                ("reading", safeguards.fields.EncryptedTextField()),
                ("made_at", models.DateTimeField()),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="known_as",
                        to="cases.client",
                    ),
                ),
            ],
            options={
                "ordering": ["made_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ClientAlert",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("number", safeguards.fields.PublicNumberField()),
                ("kind", models.CharField(max_length=60)),
                ("text", safeguards.fields.EncryptedTextField()),
                ("until_on", models.DateField(blank=True, null=True)),
                ("begun_at", models.DateTimeField()),
                ("made_by_id", models.BigIntegerField(null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("ended_by_id", models.BigIntegerField(blank=True, null=True)),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="alerts", to="cases.client"
                    ),
                ),
            ],
            options={
                "ordering": ["begun_at", "pk"],
                "indexes": [models.Index(fields=["client", "ended_at"], name="client_alerts")],
            },
        ),
        migrations.CreateModel(
            name="ClientMerge",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("number", safeguards.fields.PublicNumberField()),
                ("reason", models.CharField(max_length=60)),
                ("record", safeguards.fields.EncryptedJSONField()),
                ("merged_at", models.DateTimeField()),
                ("later", safeguards.fields.EncryptedJSONField()),
                ("undone_at", models.DateTimeField(null=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.agency"
                    ),
                ),
                (
                    "gone",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.client"
                    ),
                ),
                (
                    "kept",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="merges", to="cases.client"
                    ),
                ),
                (
                    "merged_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "undone_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("undone_at__isnull", True)),
                        fields=("gone",),
                        name="a_client_is_merged_away_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kept", models.F("gone")), _negated=True),
                        name="a_merge_is_of_two",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("undone_at__isnull", True), ("undone_by__isnull", True)),
                            models.Q(("undone_at__isnull", False), ("undone_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="an_undone_merge_names_who_undid_it",
                    ),
                ],
            },
        ),
    ]
