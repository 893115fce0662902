"""Releases of whereabouts to agencies outside: who asked, called back, approved and told.

Size: one new table, empty; nothing that stands is touched. Back: the table goes with its rows; what was told
stays in the trail.
"""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import safeguards.fields


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0013_questioned_openings"),
        ("partners", "0008_registered_numbers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Release",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("number", safeguards.fields.PublicNumberField()),
                ("requester", safeguards.fields.EncryptedTextField()),
                ("words", safeguards.fields.EncryptedTextField()),
                ("places", models.JSONField(default=list)),
                ("value_print", safeguards.fields.EncryptedTextField()),
                ("purpose", models.CharField(max_length=60)),
                ("ground", models.CharField(max_length=60)),
                ("way", models.CharField(max_length=60)),
                ("state", models.CharField(default="requested", max_length=20)),
                ("asked_at", models.DateTimeField()),
                ("stale_at", models.DateTimeField()),
                ("called_at", models.DateTimeField(null=True)),
                ("reached", safeguards.fields.EncryptedTextField()),
                ("decided_at", models.DateTimeField(null=True)),
                ("refusal", models.CharField(blank=True, max_length=60)),
                ("refusal_words", safeguards.fields.EncryptedTextField()),
                ("released_at", models.DateTimeField(null=True)),
                ("danger_ground", models.CharField(blank=True, max_length=60)),
                ("review", models.CharField(blank=True, max_length=20)),
                ("review_due", models.DateField(null=True)),
                ("reviewed_at", models.DateTimeField(null=True)),
                ("review_words", safeguards.fields.EncryptedTextField()),
                ("late_told_at", models.DateTimeField(null=True)),
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
                (
                    "called_number",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.registerednumber",
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="releases",
                        to="cases.client",
                    ),
                ),
                (
                    "consultation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="releases",
                        to="cases.consultation",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reviewed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "to_agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.agency"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["agency", "-asked_at"], name="release_of_agency"),
                    models.Index(fields=["client", "-asked_at"], name="release_of_client"),
                    models.Index(fields=["consultation", "-asked_at"], name="release_of_consultation"),
                    models.Index(fields=["state", "stale_at"], name="release_that_waits"),
                    models.Index(fields=["review", "review_due"], name="release_to_review"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("client__isnull", False), ("consultation__isnull", True)),
                            models.Q(("client__isnull", True), ("consultation__isnull", False)),
                            _connector="OR",
                        ),
                        name="a_release_is_of_one_record",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "approved"), _negated=True),
                            models.Q(
                                ("decided_by__isnull", False),
                                models.Q(("decided_by", models.F("account")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="a_release_is_approved_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "released"), _negated=True),
                            models.Q(
                                ("called_number__isnull", False),
                                ("decided_by__isnull", False),
                                models.Q(("decided_by", models.F("account")), _negated=True),
                            ),
                            models.Q(
                                ("called_number__isnull", False),
                                models.Q(("danger_ground", ""), _negated=True),
                                models.Q(("review", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="nothing_is_told_by_one_account_without_danger_and_review",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reviewed_by__isnull", True),
                            models.Q(("reviewed_by", models.F("account")), _negated=True),
                            _connector="OR",
                        ),
                        name="a_release_is_reviewed_by_another",
                    ),
                ],
            },
        ),
    ]
