"""Migrations: none is missing, all have names, all go back to nothing and forward again."""

import re

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from tests.house.code import APPS, ROOT


@pytest.mark.django_db
def test_no_model_waits_for_a_migration(capsys):
    call_command("makemigrations", check=True, dry_run=True, verbosity=1)
    assert "No changes detected" in capsys.readouterr().out


def test_every_migration_is_named_by_hand_and_follows_one_line():
    loader = MigrationLoader(None, ignore_no_migrations=True)
    assert loader.detect_conflicts() == {}
    for app, name in loader.disk_migrations:
        if app in APPS:
            assert re.fullmatch(r"\d{4}_[a-z_]+", name) and "_auto_" not in name, (app, name)


def test_every_step_of_data_knows_its_way_back():
    loader = MigrationLoader(None, ignore_no_migrations=True)
    for (app, name), migration in loader.disk_migrations.items():
        if app in APPS:
            for step in migration.operations:
                assert step.reversible, (app, name, step)


def test_a_migration_by_hand_says_why_how_much_and_the_way_back():
    for app in APPS:
        for place in sorted((ROOT / app / "migrations").glob("0*.py")):
            text = place.read_text(encoding="utf-8")
            if "RunPython" in text or "RunSQL" in text:
                head = text.partition('"""')[2].partition('"""')[0]
                assert {"Why:", "Size:", "Back:"} <= set(re.findall(r"^\w+:", head, re.MULTILINE)), place


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    connection.vendor != "sqlite", reason="done on SQLite, where a step rebuilds whole tables"
)
def test_everything_goes_back_to_nothing_and_forward_again():
    from tests.conftest import load_reference

    labels = [app for app in reversed(APPS) if apps.get_app_config(app).models_module]
    labels = [app for app in labels if (ROOT / app / "migrations").exists()]
    with connection.cursor() as cursor:  # the tests had taken it away; the step back expects it
        from importlib import import_module

        triggers = import_module("safeguards.migrations.0002_audit_is_append_only")
        cursor.execute(triggers.SQLITE["DELETE"])
    try:
        for label in labels:
            call_command("migrate", label, "zero", interactive=False, verbosity=0)
        tables = set(connection.introspection.table_names())
        left = {name for name in tables if name.partition("_")[0] in APPS}
        assert left == set()
    finally:
        call_command("migrate", interactive=False, verbosity=0)
        with connection.cursor() as cursor:
            cursor.execute("DROP TRIGGER audit_line_no_delete")
    load_reference()
