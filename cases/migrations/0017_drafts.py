"""Drafts of consultations, and who has a record open to change it.

Why: what is typed is saved while it is typed; two people at one record know of each other.
Size: two new tables, empty.
Back: the tables go with what is in them: recorded consultations stay, drafts are lost.
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
        migrations.CreateModel(
            name="Draft",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("number", safeguards.fields.PublicNumberField()),
                ("token", models.CharField(max_length=64)),
                ("fields", safeguards.fields.EncryptedJSONField()),
                ("started_at", models.DateTimeField()),
                ("saved_at", models.DateTimeField()),
                ("version", models.PositiveIntegerField(default=1)),
                ("writer", models.CharField(blank=True, max_length=40)),
                ("serial", models.PositiveIntegerField(default=0)),
                ("handed_at", models.DateTimeField(null=True)),
                ("recorded_at", models.DateTimeField(null=True)),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.agency",
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="cases.client",
                    ),
                ),
                (
                    "consultation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="cases.consultation",
                    ),
                ),
            ],
            options={
                "ordering": ["-saved_at", "-pk"],
                "indexes": [
                    models.Index(fields=["account", "-saved_at"], name="drafts_of_account"),
                    models.Index(fields=["agency", "-saved_at"], name="drafts_of_agency"),
                    models.Index(fields=["token"], name="drafts_by_token"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("account", "token"), name="a_form_has_one_draft"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("recorded_at__isnull", True), ("consultation__isnull", False), _connector="OR"
                        ),
                        name="a_recorded_draft_leads_to_its_record",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Presence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("seen_at", models.DateTimeField()),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
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
                    "client",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="cases.client",
                    ),
                ),
                (
                    "consultation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="cases.consultation",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["seen_at"], name="presences_by_time")],
                "constraints": [
                    models.UniqueConstraint(fields=("account", "client"), name="one_presence_at_a_client"),
                    models.UniqueConstraint(
                        fields=("account", "consultation"), name="one_presence_at_a_consultation"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("client__isnull", False), ("consultation__isnull", True)),
                            models.Q(("client__isnull", True), ("consultation__isnull", False)),
                            _connector="OR",
                        ),
                        name="a_presence_is_at_one_record",
                    ),
                ],
            },
        ),
    ]
