"""Blind keys of the staff: of their names, and of what they gave about themselves of their own will.

Why: a record about a staff member or her family must not be opened to her. Size: a few rows for each account,
written by the clock. Back: both tables go with their rows.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import safeguards.fields


class Migration(migrations.Migration):
    dependencies = [
        ("partners", "0008_registered_numbers"),
    ]

    operations = [
        migrations.CreateModel(
            name="OwnTrace",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", safeguards.fields.PublicNumberField()),
                ("kind", models.CharField(max_length=20)),
                ("given_at", models.DateTimeField()),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="own_traces",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["given_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="StaffKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=10)),
                ("digest", models.CharField(max_length=32)),
                ("is_compared", models.BooleanField(default=False)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="staff_keys",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "trace",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="keys",
                        to="partners.owntrace",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["digest"], name="staff_keys_by_digest"),
                    models.Index(
                        condition=models.Q(("is_compared", False)),
                        fields=["id"],
                        name="staff_keys_to_compare",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("account", "trace", "digest"), name="a_staff_key_stands_once"
                    )
                ],
            },
        ),
    ]
