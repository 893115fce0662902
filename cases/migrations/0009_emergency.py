"""Emergency access: the reason and its review, and for each kind of record who saw it for an hour.

Back: the tables go with their rows; what was opened stays in the trail.
"""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import safeguards.fields


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("cases", "0008_matches"),
        ("partners", "0007_two_calls_keep_their_own_text"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Emergency",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("number", safeguards.fields.PublicNumberField()),
                ("ground", models.CharField(max_length=60)),
                ("reason", safeguards.fields.EncryptedTextField()),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField()),
                ("review_due", models.DateField()),
                ("state", models.CharField(default="to_review", max_length=20)),
                ("reviewed_by_id", models.BigIntegerField(null=True)),
                ("reviewed_at", models.DateTimeField(null=True)),
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
            ],
        ),
        migrations.CreateModel(
            name="ConsultationEmergency",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("posting_id", models.BigIntegerField()),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField()),
                (
                    "content_object",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="emergencies",
                        to="cases.consultation",
                    ),
                ),
                (
                    "permission",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="auth.permission"),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "emergency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="cases.emergency",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ClientEmergency",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("posting_id", models.BigIntegerField()),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField()),
                (
                    "content_object",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="emergencies",
                        to="cases.client",
                    ),
                ),
                (
                    "permission",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="auth.permission"),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "emergency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="cases.emergency",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ChildEmergency",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("posting_id", models.BigIntegerField()),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField()),
                (
                    "content_object",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="emergencies",
                        to="cases.child",
                    ),
                ),
                (
                    "permission",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="auth.permission"),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "emergency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="cases.emergency",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CaseEmergency",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("posting_id", models.BigIntegerField()),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField()),
                (
                    "content_object",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="emergencies",
                        to="cases.case",
                    ),
                ),
                (
                    "permission",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="auth.permission"),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "emergency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="cases.emergency",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="emergency",
            index=models.Index(fields=["account", "-since"], name="emergency_of_account"),
        ),
        migrations.AddIndex(
            model_name="emergency",
            index=models.Index(fields=["state", "review_due"], name="emergency_to_review"),
        ),
        migrations.AddConstraint(
            model_name="emergency",
            constraint=models.CheckConstraint(
                condition=models.Q(("until__gte", models.F("since"))), name="emergency_ends_after_start"
            ),
        ),
        migrations.AddConstraint(
            model_name="emergency",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("reviewed_by_id__isnull", True),
                    models.Q(("reviewed_by_id", models.F("account_id")), _negated=True),
                    _connector="OR",
                ),
                name="emergency_is_reviewed_by_another",
            ),
        ),
        migrations.AddIndex(
            model_name="consultationemergency",
            index=models.Index(fields=["user", "until"], name="consultation_emergency_of_user"),
        ),
        migrations.AddConstraint(
            model_name="consultationemergency",
            constraint=models.UniqueConstraint(
                fields=("user", "permission", "content_object", "emergency"),
                name="consultation_emergency_stands_once",
            ),
        ),
        migrations.AddIndex(
            model_name="clientemergency",
            index=models.Index(fields=["user", "until"], name="client_emergency_of_user"),
        ),
        migrations.AddConstraint(
            model_name="clientemergency",
            constraint=models.UniqueConstraint(
                fields=("user", "permission", "content_object", "emergency"),
                name="client_emergency_stands_once",
            ),
        ),
        migrations.AddIndex(
            model_name="childemergency",
            index=models.Index(fields=["user", "until"], name="child_emergency_of_user"),
        ),
        migrations.AddConstraint(
            model_name="childemergency",
            constraint=models.UniqueConstraint(
                fields=("user", "permission", "content_object", "emergency"),
                name="child_emergency_stands_once",
            ),
        ),
        migrations.AddIndex(
            model_name="caseemergency",
            index=models.Index(fields=["user", "until"], name="case_emergency_of_user"),
        ),
        migrations.AddConstraint(
            model_name="caseemergency",
            constraint=models.UniqueConstraint(
                fields=("user", "permission", "content_object", "emergency"),
                name="case_emergency_stands_once",
            ),
        ),
    ]
