"""What changes replaced by what, sealed, beside their lines of the audit trail.

Why: after a leak or a quarrel it must be found what stood in a record before (R-30).
Size: an empty table; a row for each change from now on, about the size of the changed texts twice.
Back: the table is dropped; the lines stay and their chain holds.
"""

import uuid

from django.db import migrations, models

import safeguards.fields


class Migration(migrations.Migration):
    dependencies = [
        ("safeguards", "0005_documents"),
    ]

    operations = [
        migrations.CreateModel(
            name="ChangedWords",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("stream", models.CharField(max_length=80)),
                ("sequence", models.BigIntegerField()),
                ("words", safeguards.fields.EncryptedJSONField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("stream", "sequence"), name="one_set_of_words_of_a_line")
                ],
            },
        ),
    ]
