"""Who is in charge of a client and of a case, and the pack of a conference as a reason for sight.

Size: new empty columns, no row is read or written; the checks read the reasons once.
Back: the columns and whoever stood in them go; what was shared in a conference must have ended and been removed.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q


def _in_charge(name: str) -> list:
    person = models.ForeignKey(
        null=True,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to=settings.AUTH_USER_MODEL,
    )
    return [
        migrations.AddField(name, "assigned_to", person),
        migrations.AddField(name, "assigned_since", models.DateTimeField(null=True)),
    ]


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0009_emergency"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        *_in_charge("client"),
        *_in_charge("case"),
        migrations.AddField(
            "accessreason", "pack_number", models.CharField(blank=True, default="", max_length=40)
        ),
        migrations.AlterField(
            "accessreason",
            "kind",
            models.CharField(
                choices=[("owner", "Owner"), ("disclosure", "Disclosure"), ("conference", "Conference")],
                max_length=20,
            ),
        ),
        migrations.AddIndex("accessreason", models.Index(fields=["pack_number"], name="reason_of_pack")),
        migrations.AddConstraint(
            "accessreason",
            models.CheckConstraint(
                condition=(
                    Q(Q(kind="conference"), ~Q(pack_number="")) | Q(~Q(kind="conference"), Q(pack_number=""))
                ),
                name="a_conference_and_only_it_has_a_pack",
            ),
        ),
    ]
