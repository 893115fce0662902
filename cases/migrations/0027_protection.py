"""Temporary protection is a record of its case; shelters have codes, free beds and requests without identity.

Why: an admission, its extensions and its end stand on the case, and a bed is asked for without naming the woman.
Size: five new tables, nothing is rewritten.
Back: the tables go with what was written in them.
"""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import safeguards.fields


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0026_plans_and_procedures"),
        ("partners", "0009_staff_keys"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BedRequest",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("number", safeguards.fields.PublicNumberField()),
                ("adults", models.PositiveSmallIntegerField(default=1)),
                ("family", models.JSONField(default=dict)),
                ("needs", models.JSONField(default=list)),
                ("arrival", models.CharField(max_length=60)),
                ("asked_at", models.DateTimeField()),
                ("state", models.CharField(default="asked", max_length=12)),
                ("held_until", models.DateTimeField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("decline_reason", models.CharField(blank=True, max_length=60)),
                ("is_by_telephone", models.BooleanField(default=False)),
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
                    "answerer",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="BedAsk",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("yes_from", safeguards.fields.EncryptedTextField()),
                ("told_at", models.DateTimeField(null=True)),
                (
                    "asked_by",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"
                    ),
                ),
                (
                    "request",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.bedrequest"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Shelter",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("number", safeguards.fields.PublicNumberField()),
                ("code", models.CharField(max_length=12)),
                ("name", safeguards.fields.EncryptedTextField()),
                ("beds", models.PositiveSmallIntegerField()),
                ("accepts", models.JSONField(default=list)),
                ("is_active", models.BooleanField(default=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.agency"
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="bedrequest",
            name="shelter",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.shelter"
            ),
        ),
        migrations.CreateModel(
            name="TemporaryProtection",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("number", safeguards.fields.PublicNumberField()),
                ("ground", models.CharField(max_length=60)),
                ("consent", models.CharField(max_length=60)),
                ("by", models.CharField(max_length=12)),
                ("family", models.JSONField(default=dict)),
                ("started_on", models.DateField()),
                ("planned_until", models.DateField()),
                ("ended_on", models.DateField(null=True)),
                ("destination", models.CharField(blank=True, max_length=60)),
                ("made_by_id", models.BigIntegerField(null=True)),
                ("made_at", models.DateTimeField()),
                ("ended_by_id", models.BigIntegerField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="stays", to="cases.case"
                    ),
                ),
                (
                    "shelter",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.shelter",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ProtectionExtension",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("before", models.DateField()),
                ("until", models.DateField()),
                ("reason", safeguards.fields.EncryptedTextField()),
                ("made_by_id", models.BigIntegerField(null=True)),
                ("made_by_name", models.CharField(max_length=130)),
                ("made_at", models.DateTimeField()),
                (
                    "stay",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="extensions",
                        to="cases.temporaryprotection",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="shelter",
            constraint=models.UniqueConstraint(fields=("code",), name="one_shelter_for_each_code"),
        ),
        migrations.AddIndex(
            model_name="bedrequest",
            index=models.Index(fields=["shelter", "state", "held_until"], name="beds_held_in_a_shelter"),
        ),
        migrations.AddConstraint(
            model_name="bedrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ("asked", "held", "used", "declined", "withdrawn"))),
                name="a_bed_request_is_in_a_state_of_the_table",
            ),
        ),
        migrations.AddConstraint(
            model_name="bedrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "held"), _negated=True), ("held_until__isnull", False), _connector="OR"
                ),
                name="a_held_bed_is_held_until_a_moment",
            ),
        ),
        migrations.AddConstraint(
            model_name="bedrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "declined"), _negated=True),
                    models.Q(("decline_reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="nobody_is_turned_away_without_a_reason",
            ),
        ),
        migrations.AddIndex(
            model_name="temporaryprotection",
            index=models.Index(
                condition=models.Q(("ended_on__isnull", True)),
                fields=["shelter"],
                name="open_stays_of_a_shelter",
            ),
        ),
        migrations.AddConstraint(
            model_name="temporaryprotection",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_on__isnull", True)),
                fields=("case",),
                name="one_open_stay_for_each_case",
            ),
        ),
        migrations.AddConstraint(
            model_name="temporaryprotection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ended_on__isnull", True), ("ended_on__gte", models.F("started_on")), _connector="OR"
                ),
                name="a_stay_ends_not_before_it_starts",
            ),
        ),
        migrations.AddConstraint(
            model_name="temporaryprotection",
            constraint=models.CheckConstraint(
                condition=models.Q(("planned_until__gte", models.F("started_on"))),
                name="a_stay_is_planned_from_its_start_on",
            ),
        ),
        migrations.AddConstraint(
            model_name="temporaryprotection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ended_on__isnull", True), models.Q(("destination", ""), _negated=True), _connector="OR"
                ),
                name="an_ended_stay_has_a_destination",
            ),
        ),
        migrations.AddConstraint(
            model_name="temporaryprotection",
            constraint=models.CheckConstraint(
                condition=models.Q(("by__in", ("center", "entrusted"))),
                name="a_stay_is_by_the_center_or_entrusted",
            ),
        ),
        migrations.AddConstraint(
            model_name="protectionextension",
            constraint=models.CheckConstraint(
                condition=models.Q(("until__gt", models.F("before"))), name="an_extension_goes_further"
            ),
        ),
    ]
