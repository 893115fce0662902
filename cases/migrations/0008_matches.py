"""Blind keys of clients and the matches between two agencies. Keys of what is there are written by `write_match_keys`.

Back: both tables go with their rows; the next saving writes the keys again.
"""

import django.db.models.deletion
from django.db import migrations, models

import safeguards.fields


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0007_name_search"),
        ("partners", "0005_kept_form"),
    ]

    operations = [
        migrations.CreateModel(
            name="Match",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", safeguards.fields.PublicNumberField()),
                ("strength", models.CharField(max_length=10)),
                ("state", models.CharField(default="found", max_length=20)),
                ("found_at", models.DateTimeField()),
                ("asked_by_id", models.BigIntegerField(null=True)),
                ("asked_at", models.DateTimeField(null=True)),
                ("answered_by_id", models.BigIntegerField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "earlier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="cases.client"
                    ),
                ),
                (
                    "later",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="cases.client"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["state", "-found_at"], name="matches_by_state")],
                "constraints": [
                    models.UniqueConstraint(fields=("earlier", "later"), name="two_clients_match_once"),
                    models.CheckConstraint(
                        condition=models.Q(("earlier", models.F("later")), _negated=True),
                        name="a_match_is_of_two",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("asked_by_id__isnull", True),
                            ("answered_by_id__isnull", True),
                            models.Q(("asked_by_id", models.F("answered_by_id")), _negated=True),
                            _connector="OR",
                        ),
                        name="a_match_is_asked_and_answered_by_two",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MatchKey",
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
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="partners.agency"
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="match_keys",
                        to="cases.client",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["digest"], name="match_keys_by_digest"),
                    models.Index(
                        condition=models.Q(("is_compared", False)),
                        fields=["id"],
                        name="match_keys_to_compare",
                    ),
                ],
                "constraints": [models.UniqueConstraint(fields=("client", "kind"), name="one_key_of_a_kind")],
            },
        ),
    ]
