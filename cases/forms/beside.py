"""What somebody else saved meanwhile, beside what was typed: the slower hand compares and decides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext as _

F = TypeVar("F", bound=forms.Form)


def saved_beside(
    form: forms.Form, saved: Mapping[str, Any], without: Iterable[str] = ()
) -> list[tuple[str, str]]:
    """Label and saved value of each field in which the saved record differs from the typed form.

    `saved` is the form's initial of the record as it stands now; `—` stands for an empty value.
    """
    left_out = {"version", *without}
    lines = []
    for name, value in saved.items():
        if name in left_out or name not in form.fields:
            continue
        there = _words(form.fields[name], value)
        if there != _words(form.fields[name], form.cleaned_data.get(name)):
            lines.append((str(form.fields[name].label), there or "—"))
    return lines


def typed_beside(
    form: forms.Form, mine: Mapping[str, list[str]], theirs: Mapping[str, list[str]]
) -> list[tuple[str, str, str]]:
    """Label, own and other text of each field in which two windows differ; `—` stands for an empty one."""
    lines = []
    for name, field in form.fields.items():
        own, other = (_typed(field, fields.get(name, [])) for fields in (mine, theirs))
        if own != other and not field.widget.is_hidden:
            lines.append((str(field.label), own or "—", other or "—"))
    return lines


def with_version(form: F, version: int) -> F:
    """The same typed form, now carrying the version that stands beside it: saving it again is a decision."""
    form.data = form.data.copy()
    form.data["version"] = str(version)  # type: ignore[index]
    return form


def _typed(field: forms.Field, values: list[str]) -> str:
    if isinstance(field, forms.BooleanField):
        return _words(field, bool(values))
    if isinstance(field, forms.MultipleChoiceField):
        return _words(field, values)
    return _words(field, next(iter(values), ""))


def _words(field: forms.Field, value: Any) -> str:
    if value in (None, "", [], {}, False):
        return ""
    if value is True:
        return _("yes")
    if isinstance(field.widget, (forms.Select, forms.RadioSelect, forms.CheckboxSelectMultiple)):
        codes = value if isinstance(value, list) else [value]
        labels = [str(label) for code, label in field.widget.choices if code in codes]
        joiner = "、" if (get_language() or "ja").startswith("ja") else ", "
        return joiner.join(labels or map(str, codes))
    return str(field.prepare_value(value)).replace("\r\n", "\n")
