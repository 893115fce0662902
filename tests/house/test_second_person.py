"""Whoever writes down a second person does it in an act that the house knows as one (R-06)."""

import ast

from django.apps import apps
from django.urls import get_resolver

from safeguards.second_person import APPROVALS
from tests.house.code import room_of, sources

# Columns of who did, made or asked for something; every other column of an account is one of who approved it.
DOERS = {
    "made_by", "asked_by", "entered_by", "changed_by", "from_account", "merged_by", "undone_by", "ended_by",
}  # fmt: skip
# `laid_by` is who laid a wall at once: by one press, as it protects. `accepted_by` is who received a referral for
# her agency, which is never the sender's. Both are no approval of what somebody of her own side asked for.
ALONE = {"laid_by", "accepted_by"}


def approver_columns():
    columns = {
        field.name.removesuffix("_id")
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.name.removesuffix("_id").endswith("_by")
    }
    assert {"confirmed_by", "reviewed_by", "answered_by"} <= columns
    return columns - DOERS - ALONE


def written(function):
    """Names of columns that a function sets: by keyword, by the key of a dict, by attribute."""
    for node in ast.walk(function):
        if isinstance(node, ast.keyword) and node.arg and ast.unparse(node.value) != "None":
            yield node.arg
        elif isinstance(node, ast.Dict):
            yield from (
                key.value
                for key, value in zip(node.keys, node.values, strict=True)
                if isinstance(key, ast.Constant) and ast.unparse(value) != "None"
            )
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.attr


def test_every_act_that_names_an_approver_is_in_the_list_and_asks_for_another_person():
    assert get_resolver().url_patterns  # every page, and with it every act, is loaded
    approvers, found = approver_columns(), set()
    for path, tree in sources().items():
        if room_of(path) in ("models", "demo", "queries"):
            continue
        module = path.removesuffix(".py").replace("/", ".")
        for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
            if {str(name).removesuffix("_id") for name in written(function)} & approvers:
                found.add(f"{module}.{function.name}")
    assert found <= set(APPROVALS), f"without @approval: {found - set(APPROVALS)}"
    assert {
        "partners.actions.confirmation.confirm_posting",
        "cases.actions.emergency.review_emergency",
    } <= found


def test_each_of_them_asks_for_another_person_itself():
    for name in APPROVALS:
        module, _dot, function_name = name.rpartition(".")
        tree = sources()[f"{module.replace('.', '/')}.py"]
        (function,) = [
            one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef) and one.name == function_name
        ]
        calls = {ast.unparse(one.func) for one in ast.walk(function) if isinstance(one, ast.Call)}
        assert calls & {"is_another", "require_another"}, name
