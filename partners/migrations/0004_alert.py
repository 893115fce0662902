"""Alerts: what a person has to know at once. Back: the table goes; alerts are copies of what the audit trail holds."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import safeguards.fields


class Migration(migrations.Migration):
    dependencies = [
        ("partners", "0003_one_posting_at_a_time"),
    ]

    operations = [
        migrations.CreateModel(
            name="Alert",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", safeguards.fields.PublicNumberField()),
                ("kind", models.CharField(max_length=40)),
                ("about", models.CharField(blank=True, max_length=60)),
                ("path", models.CharField(blank=True, max_length=200)),
                ("facts", models.JSONField(default=dict)),
                ("sent_at", models.DateTimeField()),
                ("read_at", models.DateTimeField(blank=True, null=True)),
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
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.agency",
                    ),
                ),
            ],
            options={
                "ordering": ["-sent_at", "-pk"],
                "indexes": [
                    models.Index(fields=["account", "-sent_at"], name="alert_of_account"),
                    models.Index(
                        condition=models.Q(("read_at__isnull", True)),
                        fields=["account", "-sent_at"],
                        name="alert_unread",
                    ),
                ],
            },
        ),
    ]
