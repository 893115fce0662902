"""The account administration: list, one account, names, stopping and starting."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from partners import choices
from partners.actions.account import change_names, disable_account, enable_account
from partners.forms.account import AccountFilterForm, ChangeNamesForm, VersionForm
from partners.queries import accounts as reads
from partners.queries.reach import account_or_absent
from partners.views.attempt import attempt, renew
from safeguards import matrix
from safeguards.pages import page, seen
from safeguards.paging import page_by_place

WRITTEN = _("The change is written.")


@page("account.list")
def account_list(request: HttpRequest) -> HttpResponse:
    """Who waits, who moves, and everybody by agency."""
    actor = request.actor
    form = AccountFilterForm(request.GET or None)
    asked = form.asked() if form.is_bound else {}
    found = reads.accounts_found(actor, **asked)
    shown = page_by_place(request, [key for key, _ends in found])
    noted = reads.noted_postings(actor)
    waiting_count, waiting = reads.people_waiting(actor, noted)
    moving_count, moving = reads.people_moving(actor, noted)
    seen(request, "account.list", kind_asked=asked.get("kind", ""), state_asked=asked.get("state", ""))
    return render(
        request,
        "partners/account/list.html",
        {
            "form": form,
            "page": shown,
            "rows": reads.account_rows(actor, shown.rows),
            "found": len(found),
            "is_filtered": any(asked.values()),
            "waiting_count": waiting_count,
            "waiting": waiting,
            "moving_count": moving_count,
            "moving": moving,
            "ending_count": 0 if any(asked.values()) else sum(ends for _key, ends in found),
            "april": reads.april_after(actor.now),
            "roles": matrix.all_roles(),
        },
    )


@page("account.detail")
def account_detail(request: HttpRequest, number: str) -> HttpResponse:
    """One account: who, where, until when, and what can be done."""
    actor = request.actor
    account = account_or_absent(actor, number)
    file = reads.account_file(actor, account)
    seen(request, "account.read", account_number=account.number)
    return render(
        request,
        "partners/account/detail.html",
        {
            "account": account,
            "file": file,
            "state_label": choices.STATE_LABELS[file.state],
            "tone": choices.STATE_TONES.get(file.state, ""),
            "is_self": account.pk == actor.account_id,
            "is_wholly_hers": account.is_wholly_hers,
        },
    )


@page("account.change", methods=("GET", "POST"))
def account_change(request: HttpRequest, number: str) -> HttpResponse:
    """Correct how a person is written."""
    account = account_or_absent(request.actor, number)
    form = ChangeNamesForm(request.POST or None, instance=account, initial={"version": account.version})
    if request.method == "POST" and form.is_valid():

        def act() -> Any:
            return change_names(request.actor, number, form.cleaned_data["version"], form.names())

        done = attempt(request, form, act, to=reverse("account_detail", args=[number]), said=WRITTEN)
        if done:
            return done
        renew(form, account.version)
    status = 422 if request.method == "POST" else 200
    return render(request, "partners/account/change.html", {"number": number, "form": form}, status=status)


@page("account.disable", methods=("GET", "POST"))
def account_disable(request: HttpRequest, number: str) -> HttpResponse:
    """Ask, then stop the account at once."""
    return _ask_then(request, number, "partners/account/disable.html", disable_account)


@page("account.enable", methods=("GET", "POST"))
def account_enable(request: HttpRequest, number: str) -> HttpResponse:
    """Ask, then let a stopped account work again."""
    return _ask_then(request, number, "partners/account/enable.html", enable_account)


def _ask_then(request: HttpRequest, number: str, template: str, act: Callable[..., Any]) -> HttpResponse:
    account = account_or_absent(request.actor, number)
    form = VersionForm(request.POST or None, initial={"version": account.version})
    if request.method == "POST" and form.is_valid():
        done = attempt(
            request,
            form,
            lambda: act(request.actor, number, form.cleaned_data["version"]),
            to=reverse("account_detail", args=[number]),
            said=WRITTEN,
        )
        if done:
            return done
        renew(form, account.version)
    status = 422 if request.method == "POST" else 200
    return render(request, template, {"account": account, "form": form}, status=status)
