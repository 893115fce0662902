"""Inviting a person, and the page on which the invited person sets her own password."""

from __future__ import annotations

from axes.utils import reset as forget_failures
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from partners.actions.account import invite_person, reinvite
from partners.actions.invitation import open_invitation_or_absent, use_invitation
from partners.actions.refusal import Refused
from partners.forms.account import AgencyForm, InviteForm, VersionForm
from partners.forms.session import FirstPasswordForm
from partners.models import Account, Agency
from partners.models.invitation import VALID_FOR
from partners.queries.reach import account_or_absent, agencies_in_reach
from partners.signin import name_key
from partners.views.attempt import refuse, renew
from safeguards import matrix
from safeguards.access import Absent
from safeguards.once import with_once
from safeguards.pages import page


def show_secret(request: HttpRequest, account: Account, secret: str) -> HttpResponse:
    """The one page that shows an invitation; it is drawn by the act itself and cannot be opened again."""
    shown = {
        "account": account,
        "link": request.build_absolute_uri(reverse("invitation", args=[secret])),
        "ends_at": request.actor.now + VALID_FOR,
    }
    return render(request, "partners/invitation/shown.html", shown)


def shown_before(request: HttpRequest, url: str) -> HttpResponse:
    """A form sent twice: the account stands, the link was shown the first time."""
    messages.info(request, _("The invitation was made and shown once. If it was lost, make a new one here."))
    return redirect(url)


@page("account.invite", methods=("GET", "POST"))
def account_invite(request: HttpRequest) -> HttpResponse:
    """First the agency, then the person, with only the roles that this kind of agency gives."""
    agencies = list(agencies_in_reach(request.actor).select_related("municipality"))
    agency = _chosen(agencies, request.GET.get("agency", ""))
    if agency is None:
        if request.method == "POST" or request.GET.get("agency"):
            raise Absent
        return render(request, "partners/invitation/agency.html", {"form": AgencyForm(agencies=agencies)})
    form = InviteForm(request.POST or None, agency=agency, initial={"first_day": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            return _invite(request, agency, form)
        except Refused as refused:
            refuse(form, refused)
    return _invite_page(request, agencies, agency, form)


def _chosen(agencies: list[Agency], code: str) -> Agency | None:
    if not code and len(agencies) == 1:
        return agencies[0]
    return next((one for one in agencies if one.code == code), None)


def _invite_page(
    request: HttpRequest, agencies: list[Agency], agency: Agency, form: InviteForm
) -> HttpResponse:
    given = matrix.roles_of(agency.tier, agency.kind)
    shown = {
        "agency": agency,
        "may_choose_agency": len(agencies) > 1,
        "form": form,
        "given": given,
        "not_given": [role for role in matrix.all_roles() if role not in given],
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "partners/invitation/new.html", shown, status=status)


def _invite(request: HttpRequest, agency: Agency, form: InviteForm) -> HttpResponse:
    made: list[tuple[Account, str]] = []

    def act() -> str:
        made.append(
            invite_person(
                request.actor,
                agency,
                login=form.cleaned_data["login"],
                names=form.names(),
                role=form.cleaned_data["role"],
                first_day=form.cleaned_data["first_day"],
                last_day=form.cleaned_data["last_day"],
            )
        )
        return reverse("account_detail", args=[made[0][0].number])

    url, first = with_once(request, act)
    return show_secret(request, *made[0]) if first else shown_before(request, url)


@page("account.invitation", methods=("GET", "POST"))
def account_reinvite(request: HttpRequest, number: str) -> HttpResponse:
    """Ask, then make a new invitation; older ones stop working."""
    account = account_or_absent(request.actor, number)
    form = VersionForm(request.POST or None, initial={"version": account.version})
    if request.method == "POST" and form.is_valid():
        try:
            return _reinvite(request, number, form.cleaned_data["version"])
        except Refused as refused:
            refuse(form, refused)
            renew(form, account.version)
    shown = {"account": account, "form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, "partners/invitation/again.html", shown, status=status)


def _reinvite(request: HttpRequest, number: str, version: int) -> HttpResponse:
    made: list[tuple[Account, str]] = []

    def act() -> str:
        made.append(reinvite(request.actor, number, version))
        return reverse("account_detail", args=[number])

    url, first = with_once(request, act)
    return show_secret(request, *made[0]) if first else shown_before(request, url)


@page("invitation", methods=("GET", "POST"))
def invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """The invited person sets her own password. Opening the page uses nothing up; a wrong, used or old
    link gets the page of what does not exist."""
    now = timezone.now()
    found = open_invitation_or_absent(secret, now)
    form = FirstPasswordForm(found.account, request.POST or None)
    if request.method == "POST" and form.is_valid():
        account = use_invitation(secret, form.cleaned_data["new_password1"], now)
        forget_failures(username=name_key(account.login))
        logout(request)  # whoever sat here before is not the invited person
        messages.success(request, _("The password is set. Sign in with it now."))
        return redirect("account_login")
    shown = {"invited": found.account, "form": form, "ends_at": found.ends_at}
    # Always 200: an answer with an error status is logged with its address, and this address is a secret.
    return render(request, "partners/invitation/use.html", shown)
