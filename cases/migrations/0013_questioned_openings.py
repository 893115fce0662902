"""Questions about openings: who keeps a record asks why somebody opened it, and a third person answers.

Size: an empty table.
Back: the table goes with its rows; each question and answer stays in the trail.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import safeguards.fields


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0012_export"),
        ("partners", "0007_two_calls_keep_their_own_text"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="OpeningQuestion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", safeguards.fields.PublicNumberField()),
                ("object_type", models.CharField(max_length=60)),
                ("object_number", models.CharField(max_length=80)),
                ("person_key", models.UUIDField()),
                ("day", models.DateField()),
                ("times", models.PositiveIntegerField()),
                ("state", models.CharField(default="asked", max_length=20)),
                ("asked_at", models.DateTimeField()),
                ("answered_by_id", models.BigIntegerField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("explanation", models.CharField(blank=True, max_length=20)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.agency"
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reader",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reader_agency",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.agency",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["state", "asked_at"], name="opening_questions_by_state")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("asked_by", "reader", "reader_agency", "object_number", "day"),
                        name="an_opening_is_asked_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("answered_by_id__isnull", True),
                            models.Q(
                                models.Q(("answered_by_id", models.F("asked_by")), _negated=True),
                                models.Q(("answered_by_id", models.F("reader")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="an_opening_is_answered_by_a_third",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("asked_by", models.F("reader")), _negated=True),
                        name="nobody_questions_herself",
                    ),
                ],
            },
        ),
    ]
