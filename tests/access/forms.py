"""Every form class of the product, found by importing every module of the rooms `forms` and `views`."""

import importlib
import inspect
import re

from django import forms

from tests.house.code import room_of, sources


def every_form():
    """Subclasses of Form and ModelForm that stand in the product's code."""
    modules = [
        importlib.import_module(path.removesuffix(".py").removesuffix("/__init__").replace("/", "."))
        for path in sources()
        if room_of(path) in ("forms", "views")
    ]
    found = {
        one
        for module in modules
        for one in vars(module).values()
        if isinstance(one, type) and issubclass(one, forms.BaseForm) and one.__module__ == module.__name__
    }
    assert len(found) > 30
    return sorted(found, key=lambda one: (one.__module__, one.__name__))


def named_by(route):
    """Names that the forms of the view's module take, and that the module itself reads."""
    module = inspect.getmodule(inspect.unwrap(route.view))
    names = set(re.findall(r"""POST(?:\.get|\.getlist)?[(\[]["'](\w+)""", inspect.getsource(module)))
    for one in vars(module).values():
        if isinstance(one, type) and issubclass(one, forms.BaseForm):
            names |= set(one.base_fields)
            names |= set(getattr(getattr(one, "_meta", None), "fields", None) or ())
    return names | {"once"}
