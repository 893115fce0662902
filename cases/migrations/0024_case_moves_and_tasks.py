"""A support case has a state, the moves that were made, and tasks by their day.

Why: what may be done with a case, and what is due in it, is one table of moves and one register of deadlines.
Size: no case was opened before, so the columns are added to an empty table; two new tables.
Back: the tables go with what was written in them.
"""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import safeguards.fields


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0023_imports"),
        ("partners", "0009_staff_keys"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CaseStep",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("move", models.CharField(max_length=20)),
                ("source", models.CharField(blank=True, max_length=20)),
                ("target", models.CharField(max_length=20)),
                ("made_on", models.DateField()),
                ("made_at", models.DateTimeField()),
                ("made_by_id", models.BigIntegerField(null=True)),
                ("made_by_name", models.CharField(max_length=130)),
                ("reason", safeguards.fields.EncryptedTextField()),
            ],
        ),
        migrations.CreateModel(
            name="CaseTask",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("number", safeguards.fields.PublicNumberField()),
                ("kind", models.CharField(max_length=40)),
                ("about", models.CharField(blank=True, max_length=40)),
                ("due_on", models.DateField()),
                ("words", safeguards.fields.EncryptedTextField()),
                ("made_by_id", models.BigIntegerField(null=True)),
                ("made_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_by_id", models.BigIntegerField(null=True)),
                ("is_dropped", models.BooleanField(default=False)),
                ("why_dropped", safeguards.fields.EncryptedTextField()),
                ("told_on", models.DateField(null=True)),
                ("raised_on", models.DateField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name="case",
            name="opened_from",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="cases.consultation",
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="outcome",
            field=models.CharField(blank=True, max_length=60),
        ),
        migrations.AddField(
            model_name="case",
            name="state",
            field=models.CharField(default="received", max_length=20),
        ),
        migrations.AddField(
            model_name="case",
            name="state_since",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="case",
            name="support_needs",
            field=models.JSONField(default=list),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        (
                            "received",
                            "assessing",
                            "supporting",
                            "protected",
                            "aftercare",
                            "closed",
                            "transferred",
                        ),
                    )
                ),
                name="a_case_is_in_a_state_of_the_table",
            ),
        ),
        migrations.AddField(
            model_name="casestep",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="cases.case"
            ),
        ),
        migrations.AddField(
            model_name="casetask",
            name="agency",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="partners.agency",
            ),
        ),
        migrations.AddField(
            model_name="casetask",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="tasks", to="cases.case"
            ),
        ),
        migrations.AddField(
            model_name="casetask",
            name="owner",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="casestep",
            index=models.Index(fields=["case", "made_at"], name="steps_of_a_case_in_their_order"),
        ),
        migrations.AddIndex(
            model_name="casetask",
            index=models.Index(
                condition=models.Q(("ended_at__isnull", True)),
                fields=["agency", "due_on"],
                name="open_tasks_by_their_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="casetask",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True), models.Q(("kind", "own"), _negated=True)),
                fields=("case", "kind", "about"),
                name="one_open_task_of_a_kind_for_each_thing",
            ),
        ),
        migrations.AddConstraint(
            model_name="casetask",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_dropped", False), ("ended_at__isnull", False), _connector="OR"),
                name="a_dropped_task_has_ended",
            ),
        ),
    ]
