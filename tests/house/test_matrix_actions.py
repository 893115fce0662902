"""What may be done to a record is asked of the matrix: every action in it is asked for, and none that is not in it."""

import ast

from safeguards import matrix
from tests.house.code import sources

ASKING = {"require", "may", "may_act"}


def asked():
    """The words given to `require`, `may` and `may_act` in the product: {action: places}."""
    found = {}
    for path, tree in sources().items():
        for node in ast.walk(tree):
            name = node.func if isinstance(node, ast.Call) else None
            if name is None or ast.unparse(name).rpartition(".")[2] not in ASKING or len(node.args) < 3:
                continue
            for word in (one for one in ast.walk(node.args[-1]) if isinstance(one, ast.Constant)):
                if isinstance(word.value, str):
                    found.setdefault(word.value, []).append(path)
    return found


def known():
    return {action for kind in matrix.table()["actions"] for action in matrix.known_actions(kind)}


def test_every_action_of_the_file_is_asked_for_and_every_question_is_in_it():
    assert set(asked()) == known()


def test_no_view_decides_by_the_role_itself():
    """Pages ask the matrix or a query; a role named in a view would be a second matrix."""
    for path, tree in sources().items():
        if "/views/" not in path and not path.endswith("views.py"):
            continue
        for node in ast.walk(tree):
            is_has = (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr == "has"
            )
            assert not is_has, f"{path}:{node.lineno}"
