"""The call screen: contacts that are only counted, and the chips that an office has pinned.

Why: a wrong number or a silent call is counted without a record; hands find the six codes of their office first.
Size: two empty tables. The index of names gets one row more for each telephone number, written with the next change
of a person, or for all at once by `index_people`.
Back: both tables go with their rows.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import safeguards.fields


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0017_drafts"),
        ("partners", "0009_staff_keys"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BriefContact",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", safeguards.fields.PublicNumberField()),
                ("at", models.DateTimeField()),
                ("method", models.CharField(max_length=60)),
                ("kind", models.CharField(max_length=60)),
                ("minutes", models.PositiveSmallIntegerField(blank=True, null=True)),
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
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.agency",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["agency", "-at"], name="brief_contacts_of_agency")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("minutes__isnull", True), ("minutes__lte", 1440), _connector="OR"
                        ),
                        name="a_brief_contact_ends_within_a_day",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PinnedCode",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("list_name", models.CharField(max_length=40)),
                ("code", models.CharField(max_length=60)),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "agency",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="partners.agency",
                    ),
                ),
            ],
            options={
                "ordering": ["list_name", "position"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("agency", "list_name", "code"), name="a_code_is_pinned_once_in_an_agency"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("position__lt", 6)), name="an_agency_pins_six_codes_of_a_list"
                    ),
                ],
            },
        ),
    ]
