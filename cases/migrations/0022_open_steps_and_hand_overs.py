"""A next step can be done; who put somebody in charge of a record is kept.

Why: a step that is past stays on the list until somebody says that it is done, and what was handed over is told
apart from what was taken. Size: four empty columns, added without rewriting the tables; the index of next steps is
made anew and smaller, over open steps only: a few seconds for a million rows.
Back: the old index is made again; which steps were done and who handed over is lost.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0015_ties")]

    operations = [
        *[
            migrations.AddField(
                model_name=kind, name="assigned_by_id", field=models.BigIntegerField(null=True)
            )
            for kind in ("client", "case")
        ],
        migrations.AddField(
            model_name="consultation", name="next_done_at", field=models.DateTimeField(null=True)
        ),
        migrations.AddField(
            model_name="consultation", name="next_done_by_id", field=models.BigIntegerField(null=True)
        ),
        migrations.RemoveIndex(model_name="consultation", name="consultation_next_step"),
        migrations.AddIndex(
            model_name="consultation",
            index=models.Index(
                fields=["agency", "next_on"],
                name="consultation_open_step",
                condition=models.Q(next_on__isnull=False, next_done_at__isnull=True),
            ),
        ),
    ]
