"""A case has a support plan, a safety plan and its procedures.

Why: what she wants and who does what by when, what she does in danger, and which offices are still to be seen stood in
free text. What is signed stays; a change is a new version.
Size: seven new tables, nothing in them.
Back: the tables go with what was written in them.
"""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import safeguards.fields


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0025_risk"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Procedure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=60, unique=True)),
                ("position", models.PositiveSmallIntegerField()),
                ("label_ja", models.CharField(max_length=120)),
                ("label_en", models.CharField(max_length=160)),
                ("office_ja", models.CharField(max_length=120)),
                ("office_en", models.CharField(max_length=160)),
                ("evidence_ja", models.CharField(blank=True, max_length=200)),
                ("evidence_en", models.CharField(blank=True, max_length=240)),
                ("needs_attendance", models.BooleanField()),
                ("conditions", models.JSONField(default=list)),
                ("sheet_fields", models.JSONField(default=list)),
                ("valid_from", models.DateField(null=True)),
                ("valid_to", models.DateField(null=True)),
                ("status", models.CharField(max_length=20)),
                ("source", models.CharField(max_length=300)),
            ],
        ),
        migrations.CreateModel(
            name="SharedSheet",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("answers", safeguards.fields.EncryptedJSONField()),
                ("filled_on", models.DateField()),
                ("changed_by_id", models.BigIntegerField(null=True)),
                ("changed_at", models.DateTimeField()),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shared_sheet",
                        to="cases.case",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SupportPlan",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("version", models.PositiveSmallIntegerField()),
                ("own_words", safeguards.fields.EncryptedTextField()),
                ("wishes", safeguards.fields.EncryptedTextField()),
                ("agreed_on", models.DateField(null=True)),
                ("review_on", models.DateField()),
                ("author_name", models.CharField(max_length=130)),
                ("signed_at", models.DateTimeField()),
                (
                    "author",
                    models.ForeignKey(
                        db_index=False,
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
                        related_name="plans",
                        to="cases.case",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PlanGoal",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("position", models.PositiveSmallIntegerField()),
                ("life_area", models.CharField(max_length=60)),
                ("words", safeguards.fields.EncryptedTextField()),
                ("who", safeguards.fields.EncryptedTextField()),
                ("due_on", models.DateField(null=True)),
                (
                    "plan",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="goals",
                        to="cases.supportplan",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PlanProgress",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("life_area", models.CharField(max_length=60)),
                ("step", models.PositiveSmallIntegerField()),
                ("noted_on", models.DateField()),
                ("with_her", models.BooleanField(default=False)),
                ("words", safeguards.fields.EncryptedTextField()),
                ("noted_at", models.DateTimeField()),
                ("made_by_id", models.BigIntegerField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="progress",
                        to="cases.case",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["case", "noted_on", "noted_at"], name="marks_of_a_case_by_their_day")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("step__range", (0, 5))), name="a_mark_is_one_of_six_steps"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseProcedure",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("state", models.CharField(default="to_do", max_length=20)),
                ("planned_on", models.DateField(null=True)),
                ("planned_at", models.TimeField(null=True)),
                ("note", safeguards.fields.EncryptedTextField()),
                ("done_on", models.DateField(null=True)),
                ("changed_by_id", models.BigIntegerField(null=True)),
                ("changed_at", models.DateTimeField()),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="procedures",
                        to="cases.case",
                    ),
                ),
                (
                    "companion",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "procedure",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.procedure",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("case", "procedure"), name="a_procedure_stands_once_in_a_case"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("to_do", "under_way", "done", "not_needed"))),
                        name="a_procedure_is_in_a_known_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "done"), _negated=True),
                            ("done_on__isnull", False),
                            _connector="OR",
                        ),
                        name="a_done_procedure_has_its_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("planned_at__isnull", True), ("planned_on__isnull", False), _connector="OR"
                        ),
                        name="no_clock_without_a_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SafetyPlan",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("version", models.PositiveSmallIntegerField()),
                ("answers", safeguards.fields.EncryptedJSONField()),
                ("papers_safe", models.CharField(max_length=20)),
                ("paper", models.CharField(max_length=20)),
                ("talked_on", models.DateField()),
                ("author_name", models.CharField(max_length=130)),
                ("signed_at", models.DateTimeField()),
                (
                    "author",
                    models.ForeignKey(
                        db_index=False,
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
                        related_name="safety_plans",
                        to="cases.case",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("case", "version"), name="a_safety_plan_has_one_author_for_each_version"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("paper__in", ("none", "memo", "disguised")),
                            models.Q(
                                models.Q(("papers_safe", "no"), _negated=True),
                                ("paper", "none"),
                                _connector="OR",
                            ),
                        ),
                        name="no_paper_goes_where_papers_are_not_safe",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="supportplan",
            constraint=models.UniqueConstraint(
                fields=("case", "version"), name="a_plan_has_one_author_for_each_version"
            ),
        ),
        migrations.AddConstraint(
            model_name="plangoal",
            constraint=models.UniqueConstraint(
                fields=("plan", "position"), name="a_goal_has_one_place_in_its_plan"
            ),
        ),
    ]
