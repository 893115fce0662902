"""On PostgreSQL the database itself refuses one person holding one role twice at one agency at one time.

Why: two overlapping postings of one role would let one outlive the end of the other.
Size: one exclusion constraint over the postings.
Back: the constraint goes; the extension stays, others may use it.
"""

from django.db import migrations


def lay(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
    schema_editor.execute(
        "ALTER TABLE partners_posting ADD CONSTRAINT posting_no_overlap EXCLUDE USING gist"
        " (account_id WITH =, agency_id WITH =, role WITH =, tstzrange(since, until) WITH &&)"
    )


def lift(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute("ALTER TABLE partners_posting DROP CONSTRAINT posting_no_overlap")


class Migration(migrations.Migration):
    dependencies = [("partners", "0002_session_round_and_logins")]
    operations = [migrations.RunPython(lay, lift)]
