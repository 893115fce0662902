"""One open wall between an account and a person; lists of an agency's walls by state.

Back: the number may be empty again, and the old rule stands.
"""

from django.db import migrations, models
from django.db.models import Q

import safeguards.fields


class Migration(migrations.Migration):
    dependencies = [("cases", "0005_wall_numbers")]
    operations = [
        migrations.AlterField("wall", "number", safeguards.fields.PublicNumberField()),
        migrations.AddIndex(
            "wall", models.Index(fields=["agency", "state", "-since"], name="wall_of_agency")
        ),
        migrations.AddConstraint(
            "wall",
            models.UniqueConstraint(
                condition=Q(("state__in", ("asked", "standing", "lift_asked"))),
                fields=("account", "person_key"),
                name="one_open_wall",
            ),
        ),
    ]
