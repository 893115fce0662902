"""Walls that stand get a number, and the agency of the walled person's last posting watches over them.

Why: a wall without a number cannot be named in an address, and one without an agency has nobody to lift it.
Size: one row for each wall; a few hundred in a prefecture.
Back: walls that were only asked for, or refused, go, because they never stood.
"""

from django.db import migrations

from safeguards.fields import new_public_number


def fill(apps, schema_editor):
    walls = apps.get_model("cases", "Wall").objects.using(schema_editor.connection.alias)
    postings = apps.get_model("partners", "Posting").objects.using(schema_editor.connection.alias)
    for wall in walls.all():
        posting = postings.filter(account_id=wall.account_id).order_by("-since").first()
        wall.number = new_public_number()
        wall.state = "lifted" if wall.lifted_at else "standing"
        wall.agency_id = posting.agency_id if posting else None
        wall.asked_by_id = wall.laid_by_id
        wall.save()


def drop_what_never_stood(apps, schema_editor):
    walls = apps.get_model("cases", "Wall").objects.using(schema_editor.connection.alias)
    walls.filter(state__in=["asked", "refused"]).delete()


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_wall_states")]
    operations = [migrations.RunPython(fill, drop_what_never_stood)]
