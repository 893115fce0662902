"""On PostgreSQL the database itself refuses two overlapping grants of one agency on one record.

Why: a list joined to its grants would show the record twice.
Size: four exclusion constraints, checked against the rows that stand.
Back: the constraints go; the extension stays, others may use it.
"""

from django.db import migrations

TABLES = ("consultationgrant", "clientgrant", "casegrant", "childgrant")


def lay(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
    for table in TABLES:
        schema_editor.execute(
            f"ALTER TABLE cases_{table} ADD CONSTRAINT {table}_no_overlap EXCLUDE USING gist"
            " (group_id WITH =, content_object_id WITH =, tstzrange(since, until) WITH &&)"
        )


def lift(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    for table in TABLES:
        schema_editor.execute(f"ALTER TABLE cases_{table} DROP CONSTRAINT {table}_no_overlap")


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_grants_and_rules")]
    operations = [migrations.RunPython(lay, lift)]
