"""Signing in and out, the own account, the own password, the choice of the posting."""

from __future__ import annotations

from typing import cast

from allauth.account.views import LoginView
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.webauthn.views import LoginWebAuthnView
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partners.actions import session as acts
from partners.actors import SESSION_KEY
from partners.forms.factor import NO_KEY, PasskeySignInForm, SecondCodeForm
from partners.forms.session import OwnPasswordForm, SignInForm
from partners.models import Account
from partners.queries.factor import key_cards
from partners.queries.kept_form import kept_forms, way_back
from partners.queries.own import open_sessions, own_postings
from safeguards.access import Absent
from safeguards.pages import page


class SignInView(LoginView):
    """allauth's sign-in with our form; each try that is looked at leaves its line in the audit trail. What comes
    while it rests leaves none: a flood from outside must not make the trail grow."""

    template_name = "account/login.html"

    def get_form_class(self) -> type[SignInForm]:
        return SignInForm

    def form_invalid(self, form: SignInForm) -> HttpResponse:
        is_try = "login" in form.cleaned_data and "password" in form.cleaned_data
        if is_try and not getattr(self.request, "was_resting", False):
            acts.note_refused_sign_in(form.cleaned_data["login"])
        return super().form_invalid(form)


class PasskeySignInView(LoginWebAuthnView):
    """Signing in by passkey alone; never slowed down by what others try with her name (R-22)."""

    def get_form_class(self) -> type[PasskeySignInForm]:
        return PasskeySignInForm

    def form_invalid(self, form: PasskeySignInForm) -> HttpResponse:
        acts.note_refused_sign_in("")
        messages.error(self.request, str(NO_KEY))
        return redirect("account_login")


class SecondFactorView(AuthenticateView):
    """The second factor after a right password."""

    template_name = "account/second.html"

    def get_form_class(self) -> type[SecondCodeForm]:
        return SecondCodeForm

    def form_invalid(self, form: SecondCodeForm) -> HttpResponse:
        response = super().form_invalid(form)
        response.status_code = 422
        return response


sign_in = page("login", methods=("GET", "POST"))(SignInView.as_view())
sign_in_by_passkey = page("login.passkey", methods=("GET", "POST"))(PasskeySignInView.as_view())
sign_in_second = page("login.second", methods=("GET", "POST"))(SecondFactorView.as_view())


@page("logout", methods=("GET", "POST"))
def sign_out(request: HttpRequest) -> HttpResponse:
    """GET asks, POST signs out and tells the browser to forget what it holds of us."""
    if request.method != "POST" and request.actor is not None:
        return render(request, "account/logout.html")
    if request.actor is not None:
        acts.note_sign_out(request.actor)
    logout(request)
    response = redirect("account_login")
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


@page("account")
def account_home(request: HttpRequest) -> HttpResponse:
    """Who I am here, for which agency I act, until when."""
    postings = own_postings(request.actor)
    live = {one.pk for one in request.postings}
    kept = [
        {"number": one.number, "kept_at": one.kept_at, "back": way_back(one)}
        for one in kept_forms(request.actor)
    ]
    return render(
        request,
        "account/home.html",
        {"postings": postings, "live": live, "kept": kept, "keys": key_cards(cast(Account, request.user))},
    )


@page("account.posting", methods=("POST",))
def account_posting(request: HttpRequest) -> HttpResponse:
    """Act for another of my live postings from now on."""
    chosen = next((one for one in request.postings if one.number == request.POST.get("posting")), None)
    if chosen is None:
        raise Absent
    acts.note_posting_chosen(request.actor, chosen.number)
    request.session[SESSION_KEY] = chosen.pk
    return redirect("home")


@page("account.password", methods=("GET", "POST"))
def account_password(request: HttpRequest) -> HttpResponse:
    """Change my password; this session stays, all others end."""
    account = cast(Account, request.user)  # the page is open to people who are signed in only
    form = OwnPasswordForm(account, request.POST or None)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            acts.change_password(request.actor, account, form.cleaned_data["new_password1"])
            update_session_auth_hash(request, account)
            messages.success(
                request,
                _("The password was changed. Other computers on which you were signed in are signed out."),
            )
            return redirect("account_home")
        status = 422
    return render(request, "account/password.html", {"form": form}, status=status)


@page("account.sessions", methods=("GET", "POST"))
def account_sessions(request: HttpRequest) -> HttpResponse:
    """Where I am signed in; POST ends one of them, or all but this one."""
    if request.method == "POST":
        ended = acts.end_sessions(
            request.actor, request.session.session_key or "", request.POST.get("session", "")
        )
        messages.success(
            request,
            ngettext("%(count)s session was ended.", "%(count)s sessions were ended.", ended)
            % {"count": ended},
        )
        return redirect("account_sessions")
    mine = open_sessions(request.actor)
    context = {"sessions": mine, "here": request.session.session_key}
    return render(request, "account/sessions.html", context)
