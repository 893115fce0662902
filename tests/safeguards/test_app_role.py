"""The application's role on PostgreSQL: works as ever, and the trail only grows under its hands."""

from contextlib import contextmanager

import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction

from safeguards.models import AuditLine
from tests.factories import cases
from tests.parallel import on_postgresql

pytestmark = [pytest.mark.django_db, on_postgresql]
ROLE = "yui_application_of_a_test"


@pytest.fixture
def role(db):
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {ROLE}")
    call_command("grant_app_role", ROLE)


@contextmanager
def acting():
    """This connection is the application's until the block ends."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {ROLE}")
        try:
            yield cursor
        finally:
            cursor.execute("RESET ROLE")


def test_pages_and_saves_work_under_the_role(role, world, browser):
    hers = browser(world.counselor)
    with acting():
        one = cases.consultation(world.act(world.counselor), narrative="しるし")
        assert "しるし" in hers.get(f"/consultations/{one.number}/").content.decode()
        assert hers.get("/").status_code == hers.get("/clients/").status_code == 200
        assert AuditLine.objects.filter(event="consultation.read", object_number=one.number).count() == 1


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE safeguards_auditline SET login = 'x'",
        "DELETE FROM safeguards_auditline",
        "TRUNCATE safeguards_auditline",
        "ALTER TABLE safeguards_auditline DISABLE TRIGGER USER",
        "DROP TABLE safeguards_auditline",
        "DELETE FROM safeguards_audithead",
        "UPDATE safeguards_document SET copy = 9",
        "DELETE FROM safeguards_document",
        "CREATE TABLE of_mine (x int)",
    ],
)
def test_the_trail_is_out_of_its_reach(role, world, sql):
    cases.consultation(world.act(world.counselor))
    before = AuditLine.objects.count()
    refused = pytest.raises(ProgrammingError, match=r"permission denied|must be owner")
    with acting() as cursor, refused, transaction.atomic():
        cursor.execute(sql)
    assert AuditLine.objects.count() == before > 0


def test_an_unknown_role_is_named(db):
    with pytest.raises(CommandError, match="no role 'nobody-there'"):
        call_command("grant_app_role", "nobody-there")
