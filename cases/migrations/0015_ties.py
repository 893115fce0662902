"""The other party by name and telephone; blind keys of who stands in a record; ties of staff with records.

Why: a record about a staff member or her family must not be opened to her. Size: five empty columns, added without
rewriting the table, and three new tables; keys of what is there are written by `index_parties`.
Back: columns and tables go with what is in them.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import safeguards.fields


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0014_releases"),
        ("partners", "0009_staff_keys"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="client",
            name="other_party_family_kana",
            field=safeguards.fields.EncryptedTextField(),
        ),
        migrations.AddField(
            model_name="client",
            name="other_party_family_name",
            field=safeguards.fields.EncryptedTextField(),
        ),
        migrations.AddField(
            model_name="client",
            name="other_party_given_kana",
            field=safeguards.fields.EncryptedTextField(),
        ),
        migrations.AddField(
            model_name="client",
            name="other_party_given_name",
            field=safeguards.fields.EncryptedTextField(),
        ),
        migrations.AddField(
            model_name="client",
            name="other_party_phone",
            field=safeguards.fields.EncryptedTextField(),
        ),
        migrations.CreateModel(
            name="PartyKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("person_key", models.UUIDField()),
                ("kind", models.CharField(max_length=10)),
                ("digest", models.CharField(max_length=32)),
                ("is_compared", models.BooleanField(default=False)),
                (
                    "client",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="party_keys",
                        to="cases.client",
                    ),
                ),
                (
                    "consultation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="party_keys",
                        to="cases.consultation",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["digest"], name="party_keys_by_digest"),
                    models.Index(fields=["person_key"], name="party_keys_of_person"),
                    models.Index(
                        condition=models.Q(("is_compared", False)),
                        fields=["id"],
                        name="party_keys_to_compare",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PartyOffer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("referral_number", models.CharField(max_length=40)),
                ("person_key", models.UUIDField()),
                ("until", models.DateTimeField(null=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="partners.agency"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["person_key", "agency"], name="offers_of_person")],
                "constraints": [
                    models.UniqueConstraint(fields=("referral_number", "agency"), name="an_offer_stands_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Tie",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", safeguards.fields.PublicNumberField()),
                ("person_key", models.UUIDField()),
                ("signs", models.JSONField(default=list)),
                ("state", models.CharField(default="found", max_length=20)),
                ("reason", models.CharField(blank=True, max_length=60)),
                ("found_at", models.DateTimeField()),
                ("answered_by_id", models.BigIntegerField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.agency"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["agency", "state", "-found_at"], name="ties_of_agency"),
                    models.Index(fields=["person_key"], name="ties_of_person"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("account", "agency", "person_key"), name="one_tie_of_account_and_person"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("answered_by_id__isnull", True),
                            models.Q(("answered_by_id", models.F("account")), _negated=True),
                            _connector="OR",
                        ),
                        name="nobody_answers_her_own_tie",
                    ),
                ],
            },
        ),
    ]
