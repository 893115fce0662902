"""Nothing leaves as a file but through the two functions of safeguards; pages about persons give no paper."""

import ast
import re

from safeguards.documents.issue import PDF
from safeguards.export import XLSX
from tests.house.code import ROOT, sources, templates

# The one function for papers and the one for tables; the two words that say whether the house answers.
WAYS_OUT = {"safeguards/documents/issue.py", "safeguards/export.py"}
WORDS_ONLY = {"config/home.py"}
ANSWERS = {"FileResponse", "StreamingHttpResponse", "JsonResponse", "sendfile"}
FILE_WORDS = re.compile(
    r"content-disposition|content_disposition_header|as_attachment|application/(?!x-www)", re.IGNORECASE
)
PRINTS = {
    "indicators/indicator/list.html", "indicators/indicator/detail.html", "account/factor/codes.html",
    "partners/invitation/shown.html", "partners/agency/list.html", "partners/agency/detail.html",
    "safeguards/matrix/detail.html",
}  # fmt: skip


def names_and_words(tree):
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef))
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.alias):
            yield node.name
        elif isinstance(node, ast.keyword) and node.arg:
            yield node.arg
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.value


def test_only_the_two_functions_answer_with_a_file():
    faults = []
    for path, tree in sources().items():
        if path in WAYS_OUT:
            continue
        for word in names_and_words(tree):
            if (
                word in ANSWERS
                or FILE_WORDS.search(word)
                or (word == "content_type" and path not in WORDS_ONLY)
            ):
                faults.append(f"{path}: {word}")
    assert faults == []


def test_the_search_finds_what_it_looks_for():
    code = "from django.http import FileResponse\nx(b'', content_type='application/pdf')\na['Content-Disposition'] = 1"
    found = list(names_and_words(ast.parse(code)))
    assert ANSWERS & set(found) and "content_type" in found
    assert {word for word in found if FILE_WORDS.search(word)} == {"Content-Disposition", "application/pdf"}


def test_only_the_press_knows_the_compiler_and_only_the_exports_know_the_types():
    users = {
        path
        for path, tree in sources().items()
        for node in ast.walk(tree)
        if (isinstance(node, ast.Import) and any(one.name.startswith("typst") for one in node.names))
        or (isinstance(node, ast.ImportFrom) and (node.module or "").startswith("typst"))
    }
    assert users == {"safeguards/documents/press.py"}
    assert (PDF, XLSX.rpartition(".")[2]) == ("application/pdf", "sheet")


def test_a_page_gives_paper_from_the_browser_only_where_it_says_so():
    said = {name for name, text in templates().items() if 'class="prints"' in text} - {"base.html"}
    assert said == PRINTS
    rules = (ROOT / "static/css/print.css").read_text(encoding="utf-8")
    assert "body:not(.prints) :is(main, dialog) { display: none !important; }" in rules
