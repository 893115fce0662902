"""What the pages of one case share: who may read or write there, and what is said to the slower of two."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _

from cases.cards import unnamed
from cases.models import Case
from cases.queries.sight import groups_of, require
from safeguards.access import Absent, get_or_absent

WITH_CLIENT = Case.objects.select_related("agency", "client", "assigned_to")


def readable(request: HttpRequest, number: str) -> tuple[Case, frozenset[str]]:
    """A case whose words she may read, with her field groups; Absent otherwise."""
    case = get_or_absent(WITH_CLIENT, number, request.actor)
    groups = groups_of(request.actor, case)
    if "narrative" not in groups:
        raise Absent
    return case, groups


def changeable(request: HttpRequest, number: str) -> tuple[Case, frozenset[str]]:
    """The same, of a case that she may change."""
    case, groups = readable(request, number)
    require(request.actor, case, "edit")
    return case, groups


def name_on(case: Case, groups: frozenset[str]) -> str:
    """Her name for who may read it."""
    return (case.client.name if "identity" in groups else "") or unnamed()


def say_stale(form: forms.Form, version: int) -> None:
    """Somebody was quicker: what was typed stays, and the next press is on what stands now."""
    form.add_error(
        None, _("Somebody else wrote here meanwhile. Please look at what stands now, then send yours.")
    )
    data: Any = form.data.copy()
    data["version"] = str(version)
    form.data = data
