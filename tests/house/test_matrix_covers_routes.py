"""Every address has a line in the matrix, every line an address, and @page is the outermost word on a view."""

import ast

from safeguards import matrix
from tests.access.cells import CELLS
from tests.access.routes import all_routes
from tests.house.code import room_of, sources


def test_every_view_that_answers_is_a_page():
    assert [route.pattern for route in all_routes() if not route.page] == []


def test_every_line_of_the_matrix_has_an_address_and_a_test_of_who_sees_what():
    assert {route.page for route in all_routes()} == set(matrix.table()["pages"]) == set(CELLS)


def test_page_is_the_outermost_decorator():
    faults = []
    for path, tree in sources().items():
        for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
            names = [ast.unparse(one).partition("(")[0] for one in function.decorator_list]
            if "page" in names[1:]:
                faults.append(f"{path}: {function.name}")
    assert faults == []


def test_every_function_of_a_view_room_that_takes_a_request_first_and_is_addressed_is_public():
    """Helpers of views carry an underscore or `show_`: an address never points to them."""
    addressed = {f"{route.view.__module__}.{route.view.__name__}" for route in all_routes()}
    for path, tree in sources().items():
        if room_of(path) != "views":
            continue
        module = path.removesuffix(".py").replace("/", ".")
        for function in (node for node in tree.body if isinstance(node, ast.FunctionDef)):
            is_page = any(ast.unparse(one).startswith("page(") for one in function.decorator_list)
            assert is_page == (f"{module}.{function.name}" in addressed), f"{path}: {function.name}"
