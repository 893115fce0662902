"""What else a client is known by."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.actions.known_as import add_name, remove_name
from cases.cards import unnamed
from cases.forms.around import NameForm
from cases.models import Client, CodeBook, KnownAs
from cases.queries.merge import number_now
from cases.queries.sight import require
from safeguards.access import get_or_absent
from safeguards.once import with_once
from safeguards.pages import page, seen


@page("client.names", methods=("GET", "POST"))
def client_names(request: HttpRequest, number: str) -> HttpResponse:
    """Former names, aliases and telephones of a client of her own agency: she is found by each."""
    actor, book = request.actor, CodeBook("known_as")
    client = get_or_absent(Client.objects.select_related("agency"), number_now(number), actor)
    require(actor, client, "edit")
    here = reverse("client_names", args=[client.number])
    gone = request.POST.get("remove", "")
    if gone:
        with_once(request, lambda: (remove_name(actor, client, gone), here)[1])
        messages.success(request, _("The name is taken away."))
        return redirect(here)
    form = NameForm(request.POST or None, book=book, today=timezone.localdate())
    if form.is_bound and form.is_valid():
        url, first = with_once(request, lambda: (add_name(actor, client, **form.cleaned_data), here)[1])
        if first:
            messages.success(request, _("She is found by it from now on."))
        return redirect(url)
    seen(request, "client.open_to_change", client)
    names = KnownAs.objects.visible_to(actor).filter(client=client)
    context = {
        "one": client,
        "name": client.name or unnamed(),
        "names": [(one, book.label("known_as", one.kind)) for one in names],
        "form": form,
    }
    return render(request, "cases/client/names.html", context, status=422 if form.is_bound else 200)
