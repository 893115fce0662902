"""Registered numbers of agencies, by which they are called back before anything is released.

Size: one new table, empty; nothing that stands is touched. Back: the table goes with its rows.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import safeguards.fields


class Migration(migrations.Migration):
    dependencies = [
        ("partners", "0007_two_calls_keep_their_own_text"),
    ]

    operations = [
        migrations.CreateModel(
            name="RegisteredNumber",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", safeguards.fields.PublicNumberField()),
                ("phone", models.CharField(max_length=40)),
                ("label", models.CharField(max_length=20)),
                ("source", models.CharField(max_length=200)),
                ("entered_at", models.DateTimeField()),
                ("since", models.DateTimeField(null=True)),
                ("until", models.DateTimeField(null=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="registered_numbers",
                        to="partners.agency",
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
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["entered_at", "pk"],
                "indexes": [models.Index(fields=["agency", "until"], name="registered_number_of_agency")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("confirmed_by__isnull", True),
                            models.Q(("confirmed_by", models.F("entered_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="a_number_is_confirmed_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("confirmed_by__isnull", True), ("since__isnull", True)),
                            models.Q(("confirmed_by__isnull", False), ("since__isnull", False)),
                            _connector="OR",
                        ),
                        name="a_number_is_in_force_since_it_was_confirmed",
                    ),
                ],
            },
        ),
    ]
