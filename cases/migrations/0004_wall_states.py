"""Walls get room for a number, a state and the agency that watches over them.

Why: a wall may be asked for by one person and laid by another, and ends only by two.
Back: the columns go.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_one_live_grant"), ("partners", "0004_alert")]
    operations = [
        migrations.RemoveConstraint("wall", "one_standing_wall"),
        migrations.AddField("wall", "number", models.CharField(max_length=22, null=True)),
        migrations.AddField("wall", "state", models.CharField(default="standing", max_length=20)),
        migrations.AddField(
            "wall",
            "agency",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.agency"
            ),
        ),
        migrations.AddField("wall", "asked_by_id", models.BigIntegerField(null=True)),
    ]
