"""Pages of the ground floor: is the page still hers, and who may see what."""

from django.apps import apps
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from safeguards import matrix, matrix_table
from safeguards.access import Absent, ScopedQuerySet, get_or_absent
from safeguards.pages import page, seen


@page("alive")
def alive(request: HttpRequest) -> HttpResponse:
    """204 while the asking page may still be shown to this person; otherwise absence.

    An open page asks every 15 seconds and blanks itself on any other answer.
    """
    actor = request.actor
    name, label = request.GET.get("page", ""), request.GET.get("type", "")
    try:
        if actor is None or (name and not matrix.may_open(actor, name)):
            raise Absent
        if label:
            manager = apps.get_model(label)._default_manager
            rows = manager.all()
            if not isinstance(rows, ScopedQuerySet):
                raise Absent
            get_or_absent(rows, request.GET.get("number", ""), actor)
    except (matrix.NotInMatrix, LookupError, ValueError):
        raise Absent from None
    return HttpResponse(status=204)


@page("account.matrix")
def account_matrix(request: HttpRequest) -> HttpResponse:
    """What a role may see and why, read from the file that the code itself asks."""
    asked = request.GET.get("role", "")
    role = asked if asked in matrix.all_roles() else matrix.all_roles()[0]
    seen(request, "matrix.read", role_asked=role)
    context = {
        "role": role,
        "all_roles": matrix.all_roles(),
        "sights": matrix_table.sights(role),
        "addresses": matrix_table.addresses(role),
        "givings": matrix_table.givings(),
    }
    return render(request, "safeguards/matrix/detail.html", context)
