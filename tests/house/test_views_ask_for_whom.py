"""Views take rows of personal work only through visible_to, page or a query that asks for whom (R-02)."""

import ast

from django.apps import apps

from safeguards.access import ScopedQuerySet
from tests.house.code import room_of, sources

MANAGERS = {"objects", "_default_manager", "_base_manager"}
# What a view may do with a query before it is asked for whom: only `get_or_absent` goes on with it, and that asks.
NARROWING = {"select_related", "prefetch_related", "only", "defer", "order_by", "all", "filter", "exclude"}
ASKING = {"visible_to", "page", "listed_to"}
# Tables without personal work, whose rows a view may read: code lists, and the trail as its own readers see it.
PLAIN = {"Code", "AuditLine"}


def views():
    found = {
        path: tree
        for path, tree in sources().items()
        if room_of(path) == "views" or path in ("config/home.py", "config/language.py", "config/errors.py")
    }
    assert len(found) > 20
    return found


def parents(tree):
    return {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}


def chain(node, above):
    """The names of the calls that follow a manager: Model.objects.a().b() gives a, b."""
    names = []
    while True:
        node = above.get(node)
        if isinstance(node, ast.Attribute):
            names.append(node.attr)
        elif not isinstance(node, ast.Call):
            return names, node


def faults_of(path, tree):
    above = parents(tree)
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Attribute) and node.attr in MANAGERS):
            continue
        owner, (names, end) = ast.unparse(node.value), chain(node, above)
        if owner in PLAIN or set(names) & ASKING:
            continue
        kept_for_later = isinstance(end, ast.Assign) and set(names) <= NARROWING
        handed_on = _inside_get_or_absent(node, above) and set(names) <= NARROWING
        if not (kept_for_later or handed_on or path == "safeguards/views.py"):
            yield f"{path}:{node.lineno}: {owner}.{node.attr}.{'.'.join(names)}"


def _inside_get_or_absent(node, above):
    while node is not None:
        node = above.get(node)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "get_or_absent":
            return True
    return False


def test_no_view_reads_a_table_without_saying_for_whom():
    assert [fault for path, tree in views().items() for fault in faults_of(path, tree)] == []


def test_what_a_view_keeps_for_later_is_only_given_to_get_or_absent():
    """`WITH_CLIENT = Consultation.objects.select_related(...)` at the top of a module is a source, not rows."""
    for path, tree in views().items():
        kept = {
            target.id
            for node in tree.body
            if isinstance(node, ast.Assign)
            and any(f".{name}" in ast.unparse(node.value) for name in MANAGERS)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        above = parents(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.Name) and node.id in kept and isinstance(node.ctx, ast.Load):
                assert _inside_get_or_absent(node, above), f"{path}:{node.lineno}: {node.id}"


def test_no_view_nor_form_takes_everything():
    for path, tree in sources().items():
        if room_of(path) in ("views", "forms", "cards"):
            for node in ast.walk(tree):
                is_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
                assert not (is_call and node.func.attr == "everything"), f"{path}:{node.lineno}"


def test_the_plain_tables_are_not_scoped_ones():
    by_name = {model.__name__: model for model in apps.get_models()}
    for name in PLAIN:
        assert not isinstance(by_name[name]._default_manager.all(), ScopedQuerySet), name


def test_the_test_finds_a_view_that_asks_nobody():
    for text in (
        "use(Client.objects.filter(pk=1))",
        "Client._base_manager.get()",
        "len(Client.objects.all())",
    ):
        assert list(faults_of("cases/views/x.py", ast.parse(f"def view(request):\n    {text}"))), text
    allowed = "Client.objects.visible_to(actor).filter(pk=1).first()"
    assert not list(faults_of("cases/views/x.py", ast.parse(f"def view(request):\n    {allowed}")))
