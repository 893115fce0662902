"""The supervisors' board: who carries what, and giving many clients out at once."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext

from cases.actions.assignment import Assigned, assign_many
from cases.forms.board import MOST_AT_ONCE, BoardForm
from cases.queries import board as boards
from partners.models import Account
from safeguards.once import with_once
from safeguards.pages import page, seen
from safeguards.paging import KeyPage, page_by_place, page_of


@page("task.board", methods=("GET", "POST"))
def task_board(request: HttpRequest) -> HttpResponse:
    """`?who=` says whose clients the list holds: nobody's, those who wait longest, or a colleague's."""
    who = request.GET.get("who", "")
    holder = boards.holder_or_none(request.actor, who)
    if request.method == "GET":
        return _show(request, who, holder, None)
    form = _form(request, holder)
    if not form.is_valid():
        return _show(request, who, holder, form, status=422)
    done: list[Assigned] = []

    def act() -> str:
        done.append(assign_many(request.actor, _wanted(request, form, holder), form.cleaned_data["account"]))
        return request.get_full_path()

    url, first = with_once(request, act)
    if first and (done[0].left or done[0].unnamed):  # told on the page itself: no name goes into a session
        return _show(request, who, holder, None, status=409, result=done[0])
    if first:
        count = done[0].done
        said = ngettext("%(number)s client is given to her.", "%(number)s clients are given to her.", count)
        messages.success(request, said % {"number": count})
    return redirect(url)


def _wanted(request: HttpRequest, form: BoardForm, holder: Account | None) -> dict[str, str]:
    """Numbers of the clients with who was in charge; all of a colleague's where the form says so."""
    if not form.cleaned_data.get("everyone") or holder is None:
        return form.chosen
    numbers = boards.clients_of(request.actor, holder).values_list("number", flat=True)
    return dict.fromkeys(numbers[:MOST_AT_ONCE], holder.number)


def _form(request: HttpRequest, holder: Account | None) -> BoardForm:
    data = request.POST if request.method == "POST" else None
    return BoardForm(data, actor=request.actor, may_take_all=holder is not None)


def _show(
    request: HttpRequest, who: str, holder: Account | None, form: BoardForm | None, *,
    status: int = 200, result: Assigned | None = None,
) -> HttpResponse:  # fmt: skip
    actor = request.actor
    shown = _page(request, who, holder)
    rows = boards.rows_to_give(actor, shown.rows)
    seen(request, "task.board", numbers=[row.number for row in rows])
    context: dict[str, Any] = {
        "board": boards.board(actor),
        "rows": rows,
        "page": shown,
        "who": holder.number if holder else (who if who == boards.WAITING else boards.NOBODY),
        "holder": holder,
        "form": form or BoardForm(actor=actor, may_take_all=holder is not None),
        "chosen": form.chosen if form else {},
        "result": result,
    }
    return render(request, "cases/board/detail.html", context, status=status)


def _page(request: HttpRequest, who: str, holder: Account | None) -> KeyPage:
    actor = request.actor
    if who == boards.WAITING:
        keys = page_by_place(request, boards.longest_waiting(actor))
        rows = boards.clients_by_key(actor, keys.rows)
        return KeyPage(rows, keys.previous_url, keys.next_url, keys.sizes)
    return page_of(request, boards.clients_of(actor, holder), moment="listed_at")
