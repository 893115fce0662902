"""Searches for persons that count: sealed words, by account and moment.

Back: the table goes with its rows.
"""

import uuid

from django.db import migrations, models

import safeguards.fields


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0006_one_open_wall"),
    ]

    operations = [
        migrations.CreateModel(
            name="NameSearch",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("number", safeguards.fields.PublicNumberField()),
                ("account_id", models.BigIntegerField()),
                ("how", models.CharField(max_length=20)),
                ("words", safeguards.fields.EncryptedTextField()),
                ("shown", models.JSONField(default=list)),
                ("at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["account_id", "-at"], name="searches_of_account"),
                    models.Index(fields=["how", "at"], name="searches_by_age"),
                ],
            },
        ),
    ]
