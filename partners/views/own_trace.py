"""What I gave about myself, so that no record about me or my family is opened to me by accident."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from partners.actions.own_trace import TooMany, give_traces, remove_trace
from partners.forms.own_trace import OwnTraceForm
from partners.queries.own import own_traces
from safeguards.once import with_once
from safeguards.pages import page


@page("account.traces", methods=("GET", "POST"))
def account_traces(request: HttpRequest) -> HttpResponse:
    """Give; what was given stands as a kind and a day. Nothing here depends on what it meets."""
    form = OwnTraceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            give_traces(request.actor, form.cleaned_data)
            return reverse("account_traces")

        try:
            url, first = with_once(request, act)
        except TooMany:
            form.add_error(None, _("That is as much as can be kept. Take something away first."))
        else:
            if first:
                messages.success(request, _("It is kept as a sealed sign. Nobody can read it."))
            return redirect(url)
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "traces": own_traces(request.actor)}
    return render(request, "account/traces.html", context, status=status)


@page("account.traces.remove", methods=("POST",))
def account_traces_remove(request: HttpRequest, number: str) -> HttpResponse:
    """Take one of them away."""

    def act() -> str:
        remove_trace(request.actor, number)
        return reverse("account_traces")

    url, first = with_once(request, act)
    if first:
        messages.success(request, _("It is taken away."))
    return redirect(url)
