"""The audit trail can only grow: the database itself refuses to change or delete a line.

Why: who did what must stay true whatever the program does.
Size: two triggers, no row is touched.
Back: the triggers go.
"""

from django.db import migrations

SQLITE = {
    "UPDATE": "CREATE TRIGGER audit_line_no_update BEFORE UPDATE ON safeguards_auditline"
    " BEGIN SELECT RAISE(ABORT, 'audit lines are never changed'); END",
    "DELETE": "CREATE TRIGGER audit_line_no_delete BEFORE DELETE ON safeguards_auditline"
    " BEGIN SELECT RAISE(ABORT, 'audit lines are never deleted'); END",
}
POSTGRESQL = (
    "CREATE FUNCTION audit_line_stays() RETURNS trigger LANGUAGE plpgsql AS"
    " $$ BEGIN RAISE EXCEPTION 'audit lines are never changed or deleted'; END $$",
    "CREATE TRIGGER audit_line_stays BEFORE UPDATE OR DELETE ON safeguards_auditline"
    " FOR EACH ROW EXECUTE FUNCTION audit_line_stays()",
)


def lay(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    for statement in SQLITE.values() if vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


def lift(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TRIGGER audit_line_no_update")
        schema_editor.execute("DROP TRIGGER audit_line_no_delete")
    else:
        schema_editor.execute("DROP TRIGGER audit_line_stays ON safeguards_auditline")
        schema_editor.execute("DROP FUNCTION audit_line_stays()")


class Migration(migrations.Migration):
    dependencies = [("safeguards", "0001_initial")]
    operations = [migrations.RunPython(lay, lift)]
