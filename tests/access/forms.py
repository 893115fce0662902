"""Every form class of the product, found by importing every module of the rooms `forms` and `views`."""

import importlib

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
