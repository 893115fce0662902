"""The questions about risk, and the judgements of the risk of a case.

Why: a level is proposed by named red flags, judged by a person, and lowered only by two; each judgement is kept.
Size: two new tables; questions are some twenty rows a version.
Back: the tables go with what was judged in them.
"""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import safeguards.fields


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0024_case_moves_and_tasks"),
        ("partners", "0009_staff_keys"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RiskQuestion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.CharField(max_length=20)),
                ("code", models.CharField(max_length=40)),
                ("text_ja", models.CharField(max_length=200)),
                ("text_en", models.CharField(max_length=200)),
                ("group", models.CharField(max_length=60)),
                ("is_red_flag", models.BooleanField(default=False)),
                ("position", models.PositiveSmallIntegerField()),
                ("valid_from", models.DateField()),
                ("source", models.CharField(max_length=60)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("version", "code"), name="a_question_stands_once_in_its_questionnaire"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RiskAssessment",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("number", safeguards.fields.PublicNumberField()),
                ("signer_name", models.CharField(max_length=130)),
                ("version", models.PositiveSmallIntegerField()),
                ("judged_at", models.DateTimeField()),
                ("questionnaire", models.CharField(max_length=20)),
                ("answers", safeguards.fields.EncryptedJSONField()),
                ("fear", models.CharField(max_length=60)),
                ("fear_words", safeguards.fields.EncryptedTextField()),
                ("proposed", models.CharField(blank=True, max_length=20)),
                ("before", models.CharField(blank=True, max_length=20)),
                ("judged", models.CharField(max_length=20)),
                ("level", models.CharField(max_length=20)),
                ("reason", safeguards.fields.EncryptedTextField()),
                ("measures", models.JSONField(default=list)),
                ("next_review_on", models.DateField()),
                ("state", models.CharField(default="stands", max_length=20)),
                ("answered_at", models.DateTimeField(null=True)),
                ("answer_words", safeguards.fields.EncryptedTextField()),
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
                    "answered_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="risks",
                        to="cases.case",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["agency", "judged_at"], name="risks_of_agency"),
                    models.Index(
                        condition=models.Q(("state", "asked_lower")),
                        fields=["agency"],
                        name="lower_levels_that_wait",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("case", "version"), name="a_case_has_one_judgement_of_each_version"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "asked_lower")),
                        fields=("case",),
                        name="one_lower_level_of_a_case_waits",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("judged__in", ("low", "medium", "high", "imminent")),
                            ("level__in", ("low", "medium", "high", "imminent")),
                            ("state__in", ("stands", "asked_lower", "refused", "replaced")),
                        ),
                        name="a_risk_is_judged_at_a_level_of_the_rule",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("level", models.F("judged")),
                            ("state__in", ["asked_lower", "refused", "replaced"]),
                            _connector="OR",
                        ),
                        name="a_judgement_in_force_stands_at_its_own_level",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("answered_by__isnull", True),
                            models.Q(("answered_by", models.F("account")), _negated=True),
                            _connector="OR",
                        ),
                        name="a_lower_level_is_answered_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "refused"), _negated=True),
                            ("answered_by__isnull", False),
                            _connector="OR",
                        ),
                        name="a_refused_level_was_answered",
                    ),
                ],
            },
        ),
    ]
