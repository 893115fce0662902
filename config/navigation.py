"""The main navigation: the pages that the actor's role may open, in one order for all."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from safeguards import matrix

# page of the matrix, address, label
ITEMS = (
    ("home", "home", _("Home")),
    ("consultation.list", "consultation_list", _("Consultations")),
    ("client.list", "client_list", _("Clients")),
    ("case.list", "case_list", _("Support cases")),
    ("referral.list", "referral_list", _("Referrals")),
    ("task.list", "task_list", _("Tasks")),
    ("statistics.detail", "statistics_detail", _("Statistics")),
    ("indicator.list", "indicator_list", pgettext_lazy("navigation", "Indicators")),
    ("partner.list", "partner_list", _("Agencies")),
    ("account.list", "account_list", _("Accounts")),
    ("account.confirm.list", "account_confirm_list", pgettext_lazy("navigation", "Confirm")),
    ("account.matrix", "account_matrix", _("Who may see what")),
    ("audit.list", "audit_list", _("Audit trail")),
    ("unusual.list", "unusual_list", _("Unusual access")),
)


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Context `navigation` and `new_consultation_url` of `base.html`."""
    actor = getattr(request, "actor", None)
    if actor is None:
        return {"navigation": [], "new_consultation_url": ""}
    items: list[dict[str, Any]] = []
    for page, url_name, label in ITEMS:
        if matrix.may_open(actor, page):
            url = reverse(url_name)
            current = request.path == url or (url != "/" and request.path.startswith(url))
            items.append({"label": label, "url": url, "current": current, "count": None})
    longest = max(
        (item for item in items if item["current"]), key=lambda item: len(item["url"]), default=None
    )
    for item in items:
        item["current"] = item is longest
    new = reverse("consultation_new") if matrix.may_open(actor, "consultation.new") else ""
    return {"navigation": items, "new_consultation_url": new}
