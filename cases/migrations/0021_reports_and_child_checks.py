"""Reports by somebody else with the explanation owed after them, signed checks on children, exports as a ledger.

Why: articles 6 and 7 of the DV Prevention Act and article 6 of the Child Abuse Prevention Act put duties on the desk
that must not be forgotten. Size: two new tables, one column with a default, and one index over at most a few
hundred thousand consultations (about a second), by which a ledger finds its day.
Back: tables, column and index go with what is in them.
"""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import safeguards.fields


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0020_contact_rules_and_call_backs"),
        ("partners", "0009_staff_keys"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ChildCheck",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("number", safeguards.fields.PublicNumberField()),
                ("version", models.PositiveSmallIntegerField()),
                ("seen_violence", models.CharField(max_length=20)),
                ("direct_violence", models.CharField(max_length=20)),
                ("injury_neglect", models.CharField(max_length=20)),
                ("observed", safeguards.fields.EncryptedTextField()),
                ("decision", models.CharField(max_length=20)),
                ("reason", safeguards.fields.EncryptedTextField()),
                ("notified_to", models.CharField(blank=True, max_length=60)),
                ("notified_whom", safeguards.fields.EncryptedTextField()),
                ("notified_at", models.DateTimeField(null=True)),
                ("notifier", safeguards.fields.EncryptedTextField()),
                ("told_her", models.CharField(blank=True, max_length=20)),
                ("told_words", safeguards.fields.EncryptedTextField()),
                ("no_consent", safeguards.fields.EncryptedTextField()),
                ("signer_name", models.CharField(max_length=130)),
                ("signer_role", models.CharField(max_length=30)),
                ("posting_id", models.BigIntegerField(null=True)),
                ("signed_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="DvReport",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("number", safeguards.fields.PublicNumberField()),
                ("made_at", models.DateTimeField()),
                ("reporter_kind", models.CharField(max_length=60)),
                ("reporter_name", safeguards.fields.EncryptedTextField()),
                ("reported_at", models.DateTimeField()),
                ("her_will", models.CharField(blank=True, max_length=60)),
                ("state", models.CharField(default="to_explain", max_length=20)),
                ("due_on", models.DateField()),
                ("explained_at", models.DateTimeField(null=True)),
                ("explainer", safeguards.fields.EncryptedTextField()),
                ("explanation_way", models.CharField(blank=True, max_length=60)),
                ("explanation_points", models.JSONField(default=list)),
                ("words", safeguards.fields.EncryptedTextField()),
                ("why_not", models.CharField(blank=True, max_length=60)),
                ("again_on", models.DateField(null=True)),
                ("noted_at", models.DateTimeField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
            ],
        ),
        migrations.AddField(
            model_name="export",
            name="kind",
            field=models.CharField(default="records", max_length=20),
        ),
        migrations.AddIndex(
            model_name="consultation",
            index=models.Index(fields=["agency", "started_at"], name="consultation_by_day"),
        ),
        migrations.AddField(
            model_name="childcheck",
            name="agency",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="partners.agency",
            ),
        ),
        migrations.AddField(
            model_name="childcheck",
            name="consultation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="child_checks",
                to="cases.consultation",
            ),
        ),
        migrations.AddField(
            model_name="childcheck",
            name="signer",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="dvreport",
            name="account",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="dvreport",
            name="agency",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="partners.agency",
            ),
        ),
        migrations.AddField(
            model_name="dvreport",
            name="consultation",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="dv_report", to="cases.consultation"
            ),
        ),
        migrations.AddField(
            model_name="dvreport",
            name="noter",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="childcheck",
            constraint=models.UniqueConstraint(
                fields=("consultation", "version"), name="a_child_check_has_one_signer_for_each_version"
            ),
        ),
        migrations.AddConstraint(
            model_name="childcheck",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decision", "notify"), _negated=True),
                    models.Q(("notified_to", ""), _negated=True),
                    _connector="OR",
                ),
                name="a_notification_goes_to_somebody",
            ),
        ),
        migrations.AddIndex(
            model_name="dvreport",
            index=models.Index(fields=["agency", "state", "due_on"], name="dv_reports_that_wait"),
        ),
        migrations.AddConstraint(
            model_name="dvreport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "explained"), _negated=True),
                    ("explained_at__isnull", False),
                    _connector="OR",
                ),
                name="an_explanation_has_its_moment",
            ),
        ),
        migrations.AddConstraint(
            model_name="dvreport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "not_explained"), _negated=True),
                    models.Q(("why_not", ""), _negated=True),
                    _connector="OR",
                ),
                name="no_explanation_without_a_reason",
            ),
        ),
    ]
