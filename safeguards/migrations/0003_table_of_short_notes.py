"""A table for short notes that all processes of the server share, e.g. which six-digit codes were used.

Why: with the notes in one process's memory, a code seen over a shoulder would work a second time at another.
Size: an empty table.
Back: the table is dropped; nothing in it lives longer than minutes.
"""

from django.conf import settings
from django.core.management import call_command
from django.db import migrations


def make_table(apps, schema_editor):
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


def drop_table(apps, schema_editor):
    schema_editor.execute(f'DROP TABLE IF EXISTS "{settings.CACHES["default"]["LOCATION"]}"')


class Migration(migrations.Migration):
    dependencies = [("safeguards", "0002_audit_is_append_only")]
    operations = [migrations.RunPython(make_table, drop_table)]
