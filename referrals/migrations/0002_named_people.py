"""People of a receiving agency who must not see a referral, as its sender named them.

Why: a hand-over must not reach a relative who works there. Size: one new, empty table. Back: it goes with its rows;
walls that were laid at a sender's word stay.
"""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import safeguards.fields


class Migration(migrations.Migration):
    dependencies = [
        ("partners", "0009_staff_keys"),
        ("referrals", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="NamedPerson",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("number", safeguards.fields.PublicNumberField()),
                ("person_key", models.UUIDField()),
                ("words", safeguards.fields.EncryptedTextField()),
                ("holds", models.BooleanField()),
                ("state", models.CharField(default="asked", max_length=20)),
                ("asked_by_id", models.BigIntegerField()),
                ("asked_at", models.DateTimeField()),
                ("answered_by_id", models.BigIntegerField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.agency"
                    ),
                ),
                (
                    "referral",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="named_person",
                        to="referrals.referral",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["agency", "state", "-asked_at"], name="namings_of_agency")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["asked", "walled", "nobody"])),
                        name="a_naming_has_a_known_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("answered_by_id__isnull", True),
                            models.Q(("answered_by_id", models.F("asked_by_id")), _negated=True),
                            _connector="OR",
                        ),
                        name="nobody_answers_her_own_naming",
                    ),
                ],
            },
        ),
    ]
