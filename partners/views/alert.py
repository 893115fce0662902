"""My alerts: the list, and the press that says "read"."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from partners.actions.alert import mark_read
from partners.cards import alert_rows
from partners.queries.alert import alerts_of
from safeguards.pages import page, seen
from safeguards.paging import page_of


@page("account.alerts")
def account_alerts(request: HttpRequest) -> HttpResponse:
    """Every alert to me for the agency for which I act, newest first; `?only=unread` those not yet read."""
    alerts, is_unread = alerts_of(request.actor), request.GET.get("only") == "unread"
    listed = page_of(request, alerts.unread() if is_unread else alerts, moment="sent_at")
    seen(request, "alert.list")
    context = {"page": listed, "rows": alert_rows(listed.rows), "is_unread": is_unread}
    return render(request, "account/alerts.html", context)


@page("account.alert", methods=("POST",))
def account_alert(request: HttpRequest, number: str) -> HttpResponse:
    """Read: on to the page where one acts, or back to the list."""
    alert = mark_read(request.actor, number)
    return redirect(alert.path or "account_alerts")
