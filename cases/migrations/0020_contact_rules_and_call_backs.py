"""How a woman may be reached, attempts to reach her, and call-backs.

Why: the rule of safe contact acts on the telephone, and a promised call-back has its slot. Size: one empty column,
added without rewriting the table, and two new tables. Back: column and tables go with what is in them; the trail
keeps that there were attempts.
"""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import safeguards.fields


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0019_merges"),
        ("partners", "0009_staff_keys"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="client",
            name="contact_rule",
            field=safeguards.fields.EncryptedJSONField(),
        ),
        migrations.CreateModel(
            name="CallBack",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("number", safeguards.fields.PublicNumberField()),
                ("due_from", models.DateTimeField()),
                ("due_until", models.DateTimeField()),
                ("made_at", models.DateTimeField()),
                ("state", models.CharField(default="open", max_length=20)),
                ("misses", models.PositiveSmallIntegerField(default=0)),
                ("outcome", models.CharField(blank=True, max_length=60)),
                ("ended_at", models.DateTimeField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
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
                    "assigned_to",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "consultation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="call_backs",
                        to="cases.consultation",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ContactAttempt",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("number", safeguards.fields.PublicNumberField()),
                ("channel", models.CharField(max_length=20)),
                ("verdict", models.CharField(max_length=20)),
                ("reasons", models.JSONField(default=list)),
                ("within_rule", models.BooleanField()),
                ("state", models.CharField(max_length=20)),
                ("words", safeguards.fields.EncryptedTextField()),
                ("asked_at", models.DateTimeField()),
                ("stale_at", models.DateTimeField(null=True)),
                ("opened_at", models.DateTimeField(null=True)),
                ("outcome", models.CharField(blank=True, max_length=60)),
                ("ended_at", models.DateTimeField(null=True)),
                ("allowed_at", models.DateTimeField(null=True)),
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
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.agency",
                    ),
                ),
                (
                    "allowed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "call_back",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attempts",
                        to="cases.callback",
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contact_attempts",
                        to="cases.client",
                    ),
                ),
                (
                    "consultation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.consultation",
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
            ],
        ),
        migrations.AddIndex(
            model_name="callback",
            index=models.Index(
                condition=models.Q(("state__in", ("open", "missed"))),
                fields=["agency", "due_from"],
                name="call_backs_that_wait",
            ),
        ),
        migrations.AddConstraint(
            model_name="callback",
            constraint=models.CheckConstraint(
                condition=models.Q(("due_until__gt", models.F("due_from"))),
                name="a_call_back_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="callback",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ("open", "missed"))),
                fields=("consultation",),
                name="one_open_call_back_of_a_consultation",
            ),
        ),
        migrations.AddIndex(
            model_name="contactattempt",
            index=models.Index(fields=["agency", "-asked_at"], name="attempts_of_agency"),
        ),
        migrations.AddIndex(
            model_name="contactattempt",
            index=models.Index(fields=["client", "-asked_at"], name="attempts_of_client"),
        ),
        migrations.AddIndex(
            model_name="contactattempt",
            index=models.Index(fields=["review", "review_due"], name="attempts_to_review"),
        ),
        migrations.AddConstraint(
            model_name="contactattempt",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("client__isnull", False), ("consultation__isnull", False), _connector="OR"
                ),
                name="an_attempt_is_of_a_record",
            ),
        ),
        migrations.AddConstraint(
            model_name="contactattempt",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("verdict__in", ["allowed", "not_known"]),
                    models.Q(("state__in", ["approved", "open", "done"]), _negated=True),
                    models.Q(
                        ("allowed_by__isnull", False),
                        models.Q(("allowed_by", models.F("account")), _negated=True),
                    ),
                    models.Q(
                        models.Q(("danger_ground", ""), _negated=True),
                        models.Q(("review", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="nobody_reaches_her_outside_her_rule_alone_without_danger",
            ),
        ),
        migrations.AddConstraint(
            model_name="contactattempt",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("reviewed_by__isnull", True),
                    models.Q(("reviewed_by", models.F("account")), _negated=True),
                    _connector="OR",
                ),
                name="an_attempt_is_reviewed_by_another",
            ),
        ),
    ]
