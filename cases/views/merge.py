"""Joining two records of one woman, and giving both back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.actions import Stale
from cases.actions.merge import GONE, KEPT, MergeRefused, Versions, merge_clients
from cases.actions.merge_undo import undo_merge
from cases.cards import WHEREABOUTS, client_card, local_day, unnamed
from cases.choices import BELONGINGS
from cases.forms.client import ClientSearch
from cases.forms.merge import MergeForm, UndoForm, changed_since
from cases.models import Client, ClientMerge, Code, CodeBook
from cases.queries import lists
from cases.queries.merge import belongings, later_merge, made_since, merge_or_absent, number_now, outside
from cases.queries.merge_page import since_words
from cases.queries.person_search import search_clients
from cases.queries.sight import groups_of, require
from cases.rules import PLACE_IS_OPEN
from cases.search_limit import count, hold
from safeguards import audit, calendar
from safeguards.access import Absent, get_or_absent
from safeguards.once import with_once
from safeguards.pages import page, seen

LISTS = ("merge_reason", "sex", "contact_method", "client_alert")


@page("client.merge", methods=("GET", "POST"))
def client_merge(request: HttpRequest, number: str) -> HttpResponse:
    """Look for the other record, compare the two, join them. This one stays; `with` in the address is the other."""
    kept = _own(request, number)
    other = request.GET.get("with", "")
    if not other:
        return _look(request, kept)
    if number_now(other) == kept.number != other:
        return redirect("client_detail", number=kept.number)  # joined already: a second press
    gone = _own(request, other)
    if gone.pk == kept.pk:
        raise Absent
    if request.method == "GET":
        return _compare(request, kept, gone, _form(request, kept, gone))
    form = _form(request, kept, gone, request.POST)
    if not form.is_of_now():
        return _once_more(request, kept, gone)
    if not form.is_valid():
        return _compare(request, kept, gone, form, status=422)
    asked = form.cleaned_data

    def act() -> str:
        merge_clients(
            request.actor, kept, gone, versions=Versions(asked["kept_version"], asked["gone_version"]),
            taken=form.taken(), reason=asked["reason"], agreed=asked.get("agencies", []),
        )  # fmt: skip
        return reverse("client_detail", args=[kept.number])

    try:
        url, first = with_once(request, act)
    except (Stale, MergeRefused):
        return _once_more(request, kept, gone)
    if first:
        messages.success(request, _("The two records are one now. It can be undone from this page."))
    return redirect(url)


def _own(request: HttpRequest, number: str) -> Client:
    client = get_or_absent(Client, number, request.actor)
    require(request.actor, client, "merge")
    return client


def _form(request: HttpRequest, kept: Client, gone: Client, data: Any = None, **more: Any) -> MergeForm:
    return MergeForm(
        data, kept=kept, gone=gone, outside=outside(kept, gone, request.actor.now), book=CodeBook(*LISTS),
        today=timezone.localdate(), **more,
    )  # fmt: skip


def _once_more(request: HttpRequest, kept: Client, gone: Client) -> HttpResponse:
    """Somebody saved one of the two meanwhile: what she chose stays chosen, what is new asks for itself."""
    messages.warning(request, _("One of the two was changed meanwhile. Please compare them once more."))
    kept, gone = _own(request, kept.number), _own(request, gone.number)
    return _compare(request, kept, gone, _form(request, kept, gone, chosen=request.POST.dict()), status=409)


def _look(request: HttpRequest, kept: Client) -> HttpResponse:
    form, candidates, status = ClientSearch(request.POST or None), None, 200
    if request.method == "POST":
        again = hold(request)
        if again is not None:
            return again
        status = 200 if form.is_valid() else 422
        count(request, form.cleaned_data.get("q", ""))
        found = search_clients(request.actor, form.cleaned_data.get("q", ""))
        own = [row for row in found.rows if row.tie_to(request.actor) == "own" and row.pk != kept.pk][:10]
        candidates = lists.client_rows(request.actor, own)
        seen(request, "client.search", kept, numbers=[row.number for row in candidates])
    seen(request, "client.open_to_merge", kept)
    context = {"one": kept, "name": kept.name or unnamed(), "form": form, "candidates": candidates}
    return render(request, "cases/merge/look.html", context, status=status)


def _compare(
    request: HttpRequest, kept: Client, gone: Client, form: MergeForm, *, status: int = 200
) -> HttpResponse:
    actor, book, today = request.actor, CodeBook(*LISTS), local_day(request.actor.now)
    seen(request, "client.open_to_merge", gone)
    seen(request, "client.open_to_merge", kept)
    moving = belongings(gone)
    cards = [client_card(one, groups_of(actor, one), book, today) for one in (kept, gone)]
    context = {
        "kept": cards[0],
        "gone": cards[1],
        "kept_facts": cards[0].section("identity"),
        "gone_facts": cards[1].section("identity"),
        "form": form,
        "moving": [(label, moving[name]) for name, label in BELONGINGS.items() if name in moving],
    }
    return render(request, "cases/merge/compare.html", context, status=status)


@page("merge.detail", methods=("GET", "POST"))
def merge_detail(request: HttpRequest, number: str) -> HttpResponse:
    """What was joined, and giving both back; what came since is given to one of the two."""
    merge = merge_or_absent(request.actor, number)
    require(request.actor, merge.kept.merged_into or merge.kept, "merge")
    book, more = CodeBook(), {}
    if request.method == "POST" and request.POST.get("purpose"):
        more, posted = _opened(request, merge), None
    else:
        posted = request.POST or None
    since = [] if merge.undone_at else since_words(made_since(merge), book)
    form = UndoForm(posted, since=since)
    if form.is_bound and form.is_valid():
        try:
            url, first = with_once(request, lambda: _undone(request, merge, form))
        except MergeRefused:
            messages.warning(
                request, _("The record was joined to another one later. Please undo that first.")
            )
            return redirect(reverse("merge_detail", args=[number]))
        if first:
            messages.success(request, _("Both records stand again as they were."))
        return redirect(url)
    seen(request, "merge.read", merge)
    context = {
        "merge": merge,
        "kept": merge.kept.name or unnamed(),
        "gone": merge.gone.name or unnamed(),
        "reason": book.label("merge_reason", merge.reason),
        "later": later_merge(merge) if merge.undone_at is None else None,
        "changed": changed_since(merge.later, book),
        "form": form,
        "reveal_url": reverse("merge_detail", args=[merge.number]),
        "asks": request.GET.get("ask", ""),
        "purposes": book.choices("reveal_purpose", calendar.fiscal_year(timezone.localdate())),
        **more,
    }
    return render(request, "cases/merge/detail.html", context, status=422 if form.is_bound else 200)


def _opened(request: HttpRequest, merge: ClientMerge) -> dict[str, Any]:
    """A place that was written while the two were one, for one purpose and three minutes; see `views.reveal`."""
    field, purpose = request.GET.get("field", ""), request.POST["purpose"]
    later = merge.later.get("fields", {})
    require(request.actor, merge.kept, "reveal")
    if field not in WHEREABOUTS or field not in later:
        raise Absent
    if not Code.objects.filter(list_name="reveal_purpose", code=purpose).exists():
        raise Absent
    with transaction.atomic():
        audit.record(request.actor, "whereabouts.reveal", merge.kept, field=field, purpose=purpose)
    return {"revealed": {field: later[field]}, "open_until": request.actor.now + PLACE_IS_OPEN}


def _undone(request: HttpRequest, merge: ClientMerge, form: UndoForm) -> str:
    given = {number: side for number, side in form.given().items() if side in (KEPT, GONE)}
    return reverse("merge_detail", args=[undo_merge(request.actor, merge, given=given).number])
