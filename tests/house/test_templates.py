"""Templates: each is used, each compiles, each address in them exists, nothing inline."""

import ast
import re

import pytest
from django.template.loader import get_template
from django.urls import NoReverseMatch, get_resolver

from tests.house.code import ROOT, sources, templates

# Asked for by Django or a package under this very name, or shown by a page that is not Django's.
BY_NAME = {"404.html", "500.html", "403_csrf.html", "account/locked.html", "errors/resting.html"}
USED = re.compile(r"""{%\s*(?:extends|include)\s+["']([^"']+)["']""")
URL = re.compile(r"""{%\s*url\s+["']([^"']+)["']""")
INLINE = re.compile(
    r"<style\b|\sstyle=|\son[a-z]+=\s*[\"']|<script\b(?![^>]*\bsrc=)|javascript:", re.IGNORECASE
)


def strings_of_code():
    return {
        node.value
        for tree in sources().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def test_every_template_is_used():
    used = {name for text in templates().values() for name in USED.findall(text)} | BY_NAME
    in_code = strings_of_code()
    # A name put together in code or template: components/{{ x }}.html
    patterns = [
        re.compile(re.escape(text).replace(r"\{\}", ".*").replace("%s", ".*"))
        for text in in_code
        if text.endswith(".html")
    ]
    unused = [
        name
        for name in templates()
        if name not in used and not any(pattern.fullmatch(name) for pattern in patterns)
    ]
    assert unused == []


@pytest.mark.parametrize("name", templates())
def test_every_template_compiles(name):
    get_template(name)


def test_every_template_named_in_code_or_template_exists():
    named = {name for text in templates().values() for name in USED.findall(text)}
    named |= {text for text in strings_of_code() if re.fullmatch(r"[\w/]+\.html", text)}
    assert named - set(templates()) == set()


def test_every_address_in_a_template_exists():
    known = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
    asked = {(name, place) for place, text in templates().items() for name in URL.findall(text)}
    assert {one for one in asked if one[0] not in known} == set()


def test_every_address_named_in_code_exists():
    known = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
    faults = []
    for path, tree in sources().items():
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            if ast.unparse(call.func) in ("reverse", "redirect") and call.args:
                name = call.args[0]
                if (
                    isinstance(name, ast.Constant)
                    and not name.value.startswith("/")
                    and name.value not in known
                ):
                    faults.append(f"{path}:{call.lineno} {name.value}")
    assert faults == []
    with pytest.raises(NoReverseMatch):
        get_resolver().reverse("an_address_of_tomorrow")


def test_nothing_inline_stands_in_a_template():
    """The policy of the browser forbids inline styles and scripts: they would silently do nothing."""
    found = {
        name: INLINE.findall(re.sub(r"{#.*?#}|{%.*?%}|{{.*?}}", "", text, flags=re.DOTALL))
        for name, text in templates().items()
    }
    assert {name: hits for name, hits in found.items() if hits} == {}


def test_every_posting_form_carries_its_token():
    faults = []
    for name, text in templates().items():
        for form in re.findall(r"<form\b.*?</form>", text, flags=re.DOTALL):
            if re.search(r"method=[\"']post", form.partition(">")[0]) and "csrf_token" not in form:
                faults.append(name)
    assert faults == []


def test_every_static_file_named_in_a_template_exists():
    named = {
        file for text in templates().values() for file in re.findall(r"{%\s*static\s+['\"]([^'\"]+)", text)
    }
    assert named
    assert [file for file in sorted(named) if not (ROOT / "static" / file).exists()] == []


def test_no_browser_keeps_what_is_typed_into_a_form():
    """Without this the browser writes the fields of an open tab to the disk, to have them after a crash."""
    bare = [
        f"{name}: {form[:60]}"
        for name, text in templates().items()
        for form in re.findall(r"<form\b[^>]*>", text)
        if 'autocomplete="off"' not in form
    ]
    assert bare == []
