"""No SQL by hand outside the ground floor, and no way around `visible_to` in a view."""

import ast

import pytest
from django.apps import apps

from safeguards.access import ScopedQuerySet
from tests.house.code import room_of, sources

SQL_ROOMS = {"config/home.py"}  # SELECT 1: does the database answer?
BY_HAND = {"raw", "extra", "cursor", "executescript"}
SCOPED_STARTS = {"visible_to", "page", "listed_to", "select_related", "box"}
# Tables that name no person and hold no work: a view or form may read them as they are.
OPEN_TABLES = {
    "Code", "Municipality", "Area", "Ward", "Agency", "AuditLine",
}  # fmt: skip


def scoped_models():
    return {
        model.__name__
        for model in apps.get_models()
        if isinstance(model._default_manager.all(), ScopedQuerySet)
    }


def calls(tree):
    return [
        node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    ]


def test_no_sql_is_written_by_hand_outside_the_ground_floor():
    faults = [
        f"{path}:{call.lineno} .{call.func.attr}("
        for path, tree in sources().items()
        if not path.startswith("safeguards/") and path not in SQL_ROOMS
        for call in calls(tree)
        if call.func.attr in BY_HAND
    ]
    faults += [
        f"{path}:{node.lineno} RawSQL"
        for path, tree in sources().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and node.id == "RawSQL"
    ]
    assert faults == []


@pytest.mark.parametrize("room", ["views", "forms", "cards", "templatetags"])
def test_pages_never_ask_for_everything(room):
    faults = [
        f"{path}:{call.lineno}"
        for path, tree in sources().items()
        if room_of(path) == room or (path.startswith("config/") and "management" not in path)
        for call in calls(tree)
        if call.func.attr in {"everything", "_mark"}
    ]
    assert faults == []


def test_pages_begin_with_rows_that_the_actor_may_see():
    faults = []
    for path, tree in sources().items():
        if room_of(path) not in ("views", "forms") or path.startswith("indicators/"):
            continue  # indicators know no person: lint-imports keeps them from every table of persons
        for call in calls(tree):
            owner = call.func.value
            if not (
                isinstance(owner, ast.Attribute)
                and owner.attr in ("objects", "_default_manager", "_base_manager")
            ):
                continue
            model = ast.unparse(owner.value)
            scoped = model in scoped_models() and call.func.attr in SCOPED_STARTS
            if not (scoped or model in OPEN_TABLES):
                faults.append(f"{path}:{call.lineno} {model}.objects.{call.func.attr}")
    # The open page asks for its own record by the name of its table; the query says for whom itself.
    assert [fault for fault in faults if not fault.startswith("safeguards/views.py")] == []


def test_open_tables_are_not_scoped():
    assert not OPEN_TABLES & scoped_models()


def test_every_table_of_personal_work_is_scoped():
    """A new model with sealed words is guarded, or it belongs to one session alone."""
    from safeguards.fields import EncryptedTextField

    for model in apps.get_models():
        if any(isinstance(field, EncryptedTextField) for field in model._meta.get_fields()):
            assert model.__name__ in scoped_models() | {"SearchNote", "StagedImport", "ChangedWords"}, model


def test_every_job_that_asks_for_everything_says_why():
    for path, tree in sources().items():
        for call in calls(tree):
            if call.func.attr == "everything":
                assert len(call.args) == 1, f"{path}:{call.lineno}"
                assert not (isinstance(call.args[0], ast.Constant) and not call.args[0].value), path
