"""Imports of old ledgers: the sealed file while it is looked at, which row became what, what was chosen for a heading.

Why: offices bring their books of consultations along. Size: three new tables, nothing in those that are there.
Back: the tables go; consultations that were taken in stay, without the mark of their import.
"""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import safeguards.fields


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0022_open_steps_and_hand_overs"),
        ("partners", "0009_staff_keys"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RecordImport",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("number", safeguards.fields.PublicNumberField()),
                ("posting_id", models.BigIntegerField()),
                ("state", models.CharField(default="open", max_length=20)),
                ("uploaded_at", models.DateTimeField()),
                ("until", models.DateTimeField()),
                ("file_key", models.CharField(max_length=32)),
                ("header_key", models.CharField(max_length=32)),
                ("count", models.PositiveIntegerField()),
                ("made", models.PositiveIntegerField(default=0)),
                ("known", models.PositiveIntegerField(default=0)),
                ("runner", models.CharField(blank=True, max_length=32)),
                ("beat_at", models.DateTimeField(null=True)),
                ("done", models.PositiveIntegerField(default=0)),
                ("why_stopped", models.CharField(blank=True, max_length=20)),
                ("ended_at", models.DateTimeField(null=True)),
                ("undone_at", models.DateTimeField(null=True)),
                ("undone_by_id", models.BigIntegerField(null=True)),
                ("lines", safeguards.fields.EncryptedJSONField()),
                ("plan", safeguards.fields.EncryptedJSONField()),
                ("findings", safeguards.fields.EncryptedJSONField()),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.agency"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ImportedRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("line", models.PositiveIntegerField()),
                ("digest", models.CharField(max_length=32)),
                (
                    "agency",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="partners.agency",
                    ),
                ),
                (
                    "consultation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="imported",
                        to="cases.consultation",
                    ),
                ),
                (
                    "record_import",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rows",
                        to="cases.recordimport",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ImportMapping",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("header_key", models.CharField(max_length=32)),
                ("changed_at", models.DateTimeField(auto_now=True)),
                ("chosen", safeguards.fields.EncryptedJSONField()),
                (
                    "agency",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="partners.agency",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("agency", "header_key"), name="one_mapping_of_a_heading")
                ],
            },
        ),
        migrations.AddIndex(
            model_name="recordimport",
            index=models.Index(fields=["agency", "-uploaded_at"], name="record_imports_of_agency"),
        ),
        migrations.AddIndex(
            model_name="recordimport",
            index=models.Index(fields=["state", "until"], name="record_imports_by_end"),
        ),
        migrations.AddIndex(
            model_name="importedrow",
            index=models.Index(fields=["record_import", "line"], name="rows_of_import"),
        ),
        migrations.AddConstraint(
            model_name="importedrow",
            constraint=models.UniqueConstraint(fields=("agency", "digest"), name="a_row_is_taken_in_once"),
        ),
    ]
