"""Exports of consultations: the request, its answer, and the locked file for its 24 hours.

Why: what leaves in a table needs a second person, a passphrase and an end (R-37).
Size: an empty table; a file of a few hundred kilobytes while an export lives.
Back: the table is dropped, files with it; the audit trail keeps who exported what.
"""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import safeguards.fields


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0011_leaner_indexes"),
        ("partners", "0007_two_calls_keep_their_own_text"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Export",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("number", safeguards.fields.PublicNumberField()),
                ("state", models.CharField(default="asked", max_length=20)),
                ("purpose", models.CharField(max_length=60)),
                ("since_on", models.DateField()),
                ("until_on", models.DateField()),
                ("field_groups", models.JSONField(default=list)),
                ("count", models.PositiveIntegerField()),
                ("asked_at", models.DateTimeField()),
                ("decided_by_id", models.BigIntegerField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("until", models.DateTimeField()),
                ("sealed", safeguards.fields.EncryptedJSONField()),
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
            options={
                "indexes": [
                    models.Index(fields=["agency", "-asked_at"], name="exports_of_agency"),
                    models.Index(fields=["account", "-asked_at"], name="exports_of_account"),
                    models.Index(fields=["state", "until"], name="exports_by_end"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by_id__isnull", True),
                            models.Q(("decided_by_id", models.F("account_id")), _negated=True),
                            _connector="OR",
                        ),
                        name="an_export_is_decided_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("until_on__gte", models.F("since_on"))),
                        name="an_export_ends_after_it_begins",
                    ),
                ],
            },
        ),
    ]
