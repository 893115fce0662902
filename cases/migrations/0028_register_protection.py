"""Measures of the resident register, who else was told of them, and what was done with them.

Why: a woman may have several at once; the end of one must lift no other's block, and each act is kept.
Size: three new tables, nothing that stands is touched.
Back: the tables go with what was written in them.
"""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import safeguards.fields


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0027_protection"),
        ("partners", "0009_staff_keys"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RegisterProtection",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("number", safeguards.fields.PublicNumberField()),
                ("made_at", models.DateTimeField()),
                ("kind", models.CharField(max_length=60)),
                ("elsewhere", safeguards.fields.EncryptedTextField()),
                ("applied_on", models.DateField()),
                ("opinion_on", models.DateField(null=True)),
                ("opinion_by", safeguards.fields.EncryptedTextField()),
                ("children_along", models.JSONField(default=list)),
                ("others_along", safeguards.fields.EncryptedTextField()),
                ("state", models.CharField(default="applied", max_length=20)),
                ("starts_on", models.DateField(null=True)),
                ("ends_on", models.DateField(null=True)),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("ended_on", models.DateField(null=True)),
                ("unlocked_until", models.DateTimeField(null=True)),
                ("compared_on", models.DateField(null=True)),
                ("compared", models.CharField(blank=True, max_length=20)),
                ("alert_number", models.CharField(blank=True, max_length=40)),
                ("version", models.PositiveIntegerField(default=1)),
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
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.agency",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="register_protections",
                        to="cases.case",
                    ),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "end_agreed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.municipality",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RegisterStep",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("name", models.CharField(max_length=20)),
                ("made_at", models.DateTimeField()),
                ("made_by_id", models.BigIntegerField(null=True)),
                ("made_by_name", models.CharField(max_length=130)),
                ("until", models.DateTimeField(null=True)),
                ("words", safeguards.fields.EncryptedTextField()),
                (
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="cases.registerprotection",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ToldMunicipality",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("number", safeguards.fields.PublicNumberField()),
                ("place", models.CharField(max_length=60)),
                ("elsewhere", safeguards.fields.EncryptedTextField()),
                ("told_on", models.DateField()),
                ("acknowledged_on", models.DateField(null=True)),
                ("acknowledger", safeguards.fields.EncryptedTextField()),
                (
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="told",
                        to="cases.registerprotection",
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.municipality",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="registerprotection",
            index=models.Index(fields=["agency", "state"], name="measures_of_agency_by_state"),
        ),
        migrations.AddConstraint(
            model_name="registerprotection",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ("applied", "set", "confirmed", "end_asked", "ended"))),
                name="a_measure_is_in_a_state_of_the_table",
            ),
        ),
        migrations.AddConstraint(
            model_name="registerprotection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ("set", "confirmed", "end_asked")), _negated=True),
                    models.Q(("ends_on__isnull", False), ("starts_on__isnull", False)),
                    _connector="OR",
                ),
                name="a_measure_that_is_set_has_its_days",
            ),
        ),
        migrations.AddConstraint(
            model_name="registerprotection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("confirmed_by__isnull", True),
                    models.Q(("confirmed_by", models.F("entered_by")), _negated=True),
                    _connector="OR",
                ),
                name="a_measure_is_confirmed_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="registerprotection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "ended"), _negated=True),
                    ("starts_on__isnull", True),
                    models.Q(
                        ("end_agreed_by__isnull", False),
                        models.Q(("end_agreed_by", models.F("account")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="a_measure_that_was_set_is_ended_by_two",
            ),
        ),
        migrations.AddIndex(
            model_name="registerstep",
            index=models.Index(fields=["measure", "made_at"], name="steps_of_a_measure"),
        ),
        migrations.AddConstraint(
            model_name="toldmunicipality",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("acknowledged_on__isnull", True),
                    ("acknowledged_on__gte", models.F("told_on")),
                    _connector="OR",
                ),
                name="a_municipality_answers_after_it_was_told",
            ),
        ),
    ]
