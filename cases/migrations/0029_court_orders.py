"""Protection orders of courts: applications, the kinds that were granted, the court's requests, breaches.

Why: a case holds what was applied for, until when each kind stands, and what the court and the police were told.
Size: four new tables, nothing that stands is touched.
Back: the tables go with what was written in them.
"""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import safeguards.fields


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0028_register_protection"),
        ("partners", "0009_staff_keys"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CourtOrder",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("number", safeguards.fields.PublicNumberField()),
                ("made_at", models.DateTimeField()),
                ("state", models.CharField(default="preparing", max_length=20)),
                ("court", safeguards.fields.EncryptedTextField()),
                ("kinds", models.JSONField(default=list)),
                ("older_child", models.BooleanField(default=False)),
                ("consent_given", models.BooleanField(default=False)),
                ("ground", models.CharField(max_length=20)),
                ("body", safeguards.fields.EncryptedTextField()),
                ("told_when", safeguards.fields.EncryptedTextField()),
                ("told_what", safeguards.fields.EncryptedTextField()),
                ("measures", safeguards.fields.EncryptedTextField()),
                ("applied_on", models.DateField(null=True)),
                ("granted_on", models.DateField(null=True)),
                ("own_home", models.BooleanField(default=False)),
                ("closed_on", models.DateField(null=True)),
                ("notified_on", models.DateField(null=True)),
                ("police_on", models.DateField(null=True)),
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
                        related_name="court_orders",
                        to="cases.case",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CourtRequest",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("number", safeguards.fields.PublicNumberField()),
                ("asked_on", models.DateField()),
                ("due_on", models.DateField()),
                ("answered_on", models.DateField(null=True)),
                ("words", safeguards.fields.EncryptedTextField()),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
                        to="cases.courtorder",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="OrderBreach",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("number", safeguards.fields.PublicNumberField()),
                ("happened_on", models.DateField()),
                ("words", safeguards.fields.EncryptedTextField()),
                ("police_on", models.DateField(null=True)),
                ("made_at", models.DateTimeField()),
                ("made_by_id", models.BigIntegerField(null=True)),
                ("made_by_name", models.CharField(max_length=130)),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="breaches",
                        to="cases.courtorder",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="OrderTerm",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("kind", models.CharField(max_length=60)),
                ("effective_on", models.DateField()),
                ("ends_on", models.DateField()),
                ("looked_on", models.DateField(null=True)),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="terms",
                        to="cases.courtorder",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="courtorder",
            index=models.Index(fields=["agency", "state"], name="orders_of_agency_by_state"),
        ),
        migrations.AddConstraint(
            model_name="courtorder",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        ("preparing", "applied", "granted", "dismissed", "withdrawn", "ended", "cancelled"),
                    )
                ),
                name="an_order_is_in_a_state_of_the_table",
            ),
        ),
        migrations.AddConstraint(
            model_name="courtorder",
            constraint=models.CheckConstraint(
                condition=models.Q(("ground__in", ("consulted", "affidavit"))),
                name="an_order_names_a_consultation_or_an_affidavit",
            ),
        ),
        migrations.AddConstraint(
            model_name="courtorder",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ("granted", "ended", "cancelled")), _negated=True),
                    models.Q(("applied_on__isnull", False), ("granted_on__isnull", False)),
                    _connector="OR",
                ),
                name="a_granted_order_has_its_days",
            ),
        ),
        migrations.AddConstraint(
            model_name="courtorder",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("granted_on__isnull", True), ("granted_on__gte", models.F("applied_on")), _connector="OR"
                ),
                name="an_order_is_granted_after_it_was_applied_for",
            ),
        ),
        migrations.AddConstraint(
            model_name="courtorder",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ("preparing", "applied", "granted")),
                    ("closed_on__isnull", False),
                    _connector="OR",
                ),
                name="an_order_that_is_over_has_its_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="courtrequest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("answered_on__isnull", True)),
                fields=("order",),
                name="one_open_request_of_an_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="courtrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("answered_on__isnull", True), ("answered_on__gte", models.F("asked_on")), _connector="OR"
                ),
                name="a_court_is_answered_after_it_asked",
            ),
        ),
        migrations.AddConstraint(
            model_name="orderbreach",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("police_on__isnull", True), ("police_on__gte", models.F("happened_on")), _connector="OR"
                ),
                name="the_police_know_of_a_breach_after_it",
            ),
        ),
        migrations.AddConstraint(
            model_name="orderterm",
            constraint=models.UniqueConstraint(
                fields=("order", "kind"), name="a_kind_is_granted_once_in_an_order"
            ),
        ),
        migrations.AddConstraint(
            model_name="orderterm",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__gt", models.F("effective_on"))),
                name="a_term_ends_after_it_begins",
            ),
        ),
    ]
