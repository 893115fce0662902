"""The register of papers: number, kind, purpose, who, when, about which record, which copy, digest of the bytes.

Why: nothing personal leaves on paper without a line that stays (R-36).
Size: an empty table; a row of about 400 bytes for each paper.
Back: the table is dropped; the audit trail keeps the lines of the prints.
"""

import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("safeguards", "0004_audit_is_found_quickly"),
    ]

    operations = [
        migrations.CreateModel(
            name="Document",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("number", models.CharField(max_length=19, unique=True)),
                ("kind", models.CharField(max_length=60)),
                ("purpose", models.CharField(max_length=60)),
                ("account_id", models.BigIntegerField()),
                ("posting_id", models.BigIntegerField(null=True)),
                ("agency_code", models.CharField(max_length=60)),
                ("role", models.CharField(max_length=30)),
                ("at", models.DateTimeField()),
                ("object_type", models.CharField(max_length=60)),
                ("object_number", models.CharField(max_length=80)),
                ("field_groups", models.JSONField(default=list)),
                ("places", models.JSONField(default=list)),
                ("copy", models.PositiveIntegerField()),
                ("digest", models.CharField(max_length=64)),
                ("token", models.CharField(max_length=64)),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["object_type", "object_number", "-at"], name="documents_of_one_object"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("agency_code", "object_type", "object_number", "kind", "copy"),
                        name="a_copy_is_counted_once",
                    ),
                    models.UniqueConstraint(fields=("account_id", "token"), name="one_document_for_one_form"),
                ],
            },
        ),
    ]
