"""grant_app_role: what the application's own role may do in PostgreSQL."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction

from safeguards.models import AuditHead, AuditLine, Document

APPEND_ONLY = ", ".join(model._meta.db_table for model in (AuditLine, Document))
HEADS = AuditHead._meta.db_table


class Command(BaseCommand):
    """Give an existing role the rights of the application. To be run by the owner of the tables, after each migrate.

    The trail and the register of papers may be read and added to, never changed or deleted; the heads of the
    trail, which can be rebuilt from its lines, may be changed as well. Everything else: read, add, change, delete.
    No right to make or drop tables.
    """

    help = "Give a PostgreSQL role the rights of the application: trail and register of papers can only grow."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("role", help="an existing role that does not own the tables")

    def handle(self, *args: Any, role: str, **options: Any) -> None:
        if connection.vendor != "postgresql":
            raise CommandError("Roles exist in PostgreSQL only.")
        name = connection.ops.quote_name(role)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
            if cursor.fetchone() is None:
                raise CommandError(f"There is no role {role!r}. Make it first: CREATE ROLE {name} LOGIN;")
            for statement in (
                "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}",
                "GRANT USAGE ON SCHEMA public TO {role}",
                "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
                "GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {role}",
                f"REVOKE UPDATE, DELETE ON {APPEND_ONLY} FROM {{role}}",
                f"REVOKE DELETE ON {HEADS} FROM {{role}}",
            ):
                cursor.execute(statement.format(role=name))
        self.stdout.write(f"{role} may use the application's tables; {APPEND_ONLY} only grow.")
