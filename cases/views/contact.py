"""連絡する: the ways to reach her and what her rule says of each now; one attempt with its moves; what waits."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases import states
from cases.actions.contact import ContactRefused, begin_contact, move_contact, review_contact
from cases.cards import local_day, unnamed
from cases.choices.contact import CHANNEL_LABELS, VERDICT_LABELS, VERDICT_TONES
from cases.contact_card import is_call, number_of, rule_of, safe_contact
from cases.contact_rule import LETTER, MAIL
from cases.forms.contact_attempt import EnvelopeForm, OutsideForm
from cases.forms.release import DangerForm, ReviewForm
from cases.models import Client, CodeBook, ContactAttempt
from cases.queries import call_back as call_backs
from cases.queries import contact as contacts
from cases.queries.document import ENVELOPE, envelope_paper
from cases.queries.sight import groups_of, require
from cases.rules import NUMBER_IS_SHOWN
from partners.stepup import ask_again
from safeguards.access import Absent, get_or_absent
from safeguards.documents import AlreadyPrinted, NotSet, Purpose, as_answer, document
from safeguards.once import FIELD, with_once
from safeguards.pages import page, seen
from safeguards.paging import page_of

MOST_WAITING = 50
DONE = {
    "approve": _("Allowed. Who asked for it can go on now."),
    "refuse": _("Refused. Who asked for it was told."),
    "open": _("A second person has allowed it."),
    "danger": _("Go on. Those who watch over your agency were told."),
    "finish": _("Noted in what has happened."),
    "withdraw": _("Given up. Nothing was shown."),
    "find_right": _("Your look at it is written down: it was right."),
    "question": _("Your look at it is written down: you question it."),
}
NOT_NOW = {
    "time": _("The request has gone stale. Please ask anew."),
    "changed": _("Her rule has changed since it was asked. Please look at it and ask anew."),
    "wall": _("The approval does not stand any more. Please ask anew."),
    "quicker": _("Somebody was quicker. Please look again."),
}


@page("client.contact", methods=("GET", "POST"))
def client_contact(request: HttpRequest, number: str) -> HttpResponse:
    """Which way? Within her rule it opens at once; outside it the reason goes to a second person."""
    actor = request.actor
    client = get_or_absent(Client.objects.select_related("agency"), number, actor)
    require(actor, client, "contact")
    groups = groups_of(actor, client)
    if "contact" not in groups:
        raise Absent
    promise = request.GET.get("call_back", "")
    call_back = call_backs.call_back_or_absent(actor, promise) if promise else None
    rows = contacts.channel_rows(actor, client)
    asked = request.POST.get("channel") or request.GET.get("channel", "")
    chosen = next((row for row in rows if row.channel == asked), None)
    stopped = chosen is not None and not chosen.verdict.is_within
    form = OutsideForm(request.POST if request.method == "POST" and stopped else None)
    if request.method == "POST" and chosen is not None and (not stopped or form.is_valid()):
        words = form.cleaned_data["words"] if stopped else ""

        def act() -> str:
            begun = begin_contact(actor, client, chosen.channel, words=words, call_back=call_back)
            return reverse("contact_detail", args=[begun.number])

        url, _first = with_once(request, act)
        return redirect(url)
    seen(request, "contact.prepare", client)
    context = {
        "one": client,
        "name": client.name if "identity" in groups else unnamed(),
        "contact": safe_contact(client, groups),
        "rows": rows,
        "chosen": chosen if stopped else None,
        "form": form,
        "call_back": promise,
        "back": _back(request, client),
        "attempts": contacts.attempt_rows(
            actor, contacts.attempts_of(actor, client)[: contacts.NEWEST], CodeBook(), local_day(actor.now)
        ),
    }  # fmt: skip
    status = 422 if request.method == "POST" else 200
    return render(request, "cases/contact/form.html", context, status=status)


def _back(request: HttpRequest, client: Client) -> str:
    """Her card, for who may open one; else home: a liaison comes from the referral."""
    return contacts.card_url(request.actor, client) or reverse("home")


@page("contact.list")
def contact_list(request: HttpRequest) -> HttpResponse:
    """What waits for her as the second person, her own under way, and what her agency did outside a rule."""
    actor, book = request.actor, CodeBook()
    waiting = list(contacts.to_answer(actor)[:MOST_WAITING])
    mine = list(contacts.own_open(actor)[:MOST_WAITING])
    shown = page_of(request, contacts.outside_of_agency(actor), moment="asked_at")
    seen(request, "contact.list", numbers=[one.number for one in [*waiting, *mine, *shown.rows]])
    today = local_day(actor.now)
    context = {
        "waiting": contacts.attempt_rows(actor, waiting, book, today),
        "mine": contacts.attempt_rows(actor, mine, book, today),
        "rows": contacts.attempt_rows(actor, shown.rows, book, today),
        "page": shown,
    }
    return render(request, "cases/contact/list.html", context)


@page("contact.detail")
def contact_detail(request: HttpRequest, number: str) -> HttpResponse:
    """One attempt: the number while it is open, what came of it, and what she can do with it now."""
    one = contacts.attempt_or_absent(request.actor, number)
    return _danger(request, one) if request.GET.get("danger") else _show(request, one)


@page("contact.move", methods=("POST",))
def contact_move(request: HttpRequest, number: str) -> HttpResponse:
    """One move of the table, the second person's look at it, or the address for an envelope."""
    one, name = contacts.attempt_or_absent(request.actor, number), request.POST.get("move", "")
    if name == "print":
        return _print(request, one)
    if name in states.CONTACT_REVIEWS:
        return _review(request, one, name)
    contacts.require_side(request.actor, one, name)
    if name == "danger":
        return _danger(request, one)
    return _moved(request, one, name, outcome=request.POST.get("outcome", ""))


def _show(request: HttpRequest, one: ContactAttempt, *, status: int = 200, **sent: Any) -> HttpResponse:
    actor, book = request.actor, CodeBook()
    stale = contacts.why_stale(one, actor.now)
    moves = {move.name for move in contacts.moves_of(actor, one, is_stale=bool(stale))}
    client, groups = _whom(request, one)
    seen(request, "contact.read", one)
    context = {
        "one": one,
        "row": contacts.attempt_rows(actor, [one], book, local_day(actor.now))[0],
        "tone": VERDICT_TONES[one.verdict],
        "verdict": VERDICT_LABELS[one.verdict],
        "channel": CHANNEL_LABELS[one.channel],
        "client": client,
        "name": client.name if client and "identity" in groups else unnamed(),
        "card_url": contacts.card_url(actor, client) if client else "",
        "contact": safe_contact(client, groups),
        "stale": NOT_NOW.get(stale, ""),
        "moves": moves,
        "reviews": contacts.reviews_of(actor, one),
        "danger_ground": book.label("emergency_ground", one.danger_ground),
        "outcomes": contacts.outcomes_of(one, book) if "finish" in moves else [],
        "words": ReviewForm(),
        **_opened(request, one, client, groups),
        **sent,
    }
    return render(request, "cases/contact/detail.html", context, status=status)


def _whom(request: HttpRequest, one: ContactAttempt) -> tuple[Client | None, frozenset[str]]:
    """The client as the reader may see her, with the field groups; a second person from elsewhere sees nobody."""
    if one.client_id is None:
        return None, frozenset()
    client = Client.objects.visible_to(request.actor).filter(pk=one.client_id).first()
    return client, groups_of(request.actor, client) if client else frozenset()


def _opened(request: HttpRequest, one: ContactAttempt, client: Client | None, groups: Any) -> dict[str, Any]:
    """The number, for who tries and while it is open; never for anybody else, never later."""
    empty = {"number": "", "href": "", "until": None, "code_word": "", "envelope": None}
    hers = one.account_id == request.actor.account_id and one.state == states.CONTACT_OPEN
    if not hers or client is None or "contact" not in groups or one.opened_at is None:
        return empty
    until = one.opened_at + NUMBER_IS_SHOWN
    if request.actor.now >= until:
        return empty
    opened = {**empty, "until": until, "code_word": rule_of(client).code_word}
    if one.channel == LETTER:
        places = contacts.letter_places(request.actor, client)
        return {
            **opened,
            "envelope": EnvelopeForm(places=places, initial={"sender": client.caller_name_to_give}),
        }
    number = number_of(client, one.channel)
    scheme = "tel:" if is_call(one.channel) else "mailto:" if one.channel == MAIL else ""
    return {**opened, "number": number, "href": f"{scheme}{number}" if scheme and number else ""}


def _moved(request: HttpRequest, one: ContactAttempt, name: str, **facts: Any) -> HttpResponse:
    def act() -> str:
        return _next_page(request, move_contact(request.actor, one.number, name, **facts), name)

    try:
        url, first = with_once(request, act)
    except ContactRefused as refused:
        messages.warning(request, NOT_NOW[refused.args[0]])
        return redirect("contact_detail", one.number)
    if first:
        messages.success(request, DONE[name])
    return redirect(url)


def _next_page(request: HttpRequest, moved: ContactAttempt, name: str) -> str:
    """Reached by telephone: the call screen. Else the attempt, and for a second person what still waits."""
    if moved.account_id != request.actor.account_id:
        return reverse("contact_list")
    is_own = moved.client is not None and moved.client.agency_id == request.actor.agency_id
    if name == "finish" and moved.outcome == "reached" and is_own and moved.client is not None:
        promise = {"call_back": moved.call_back.number} if moved.call_back else {}
        return f"{reverse('consultation_new')}?{urlencode({'client': moved.client.number, **promise})}"
    return reverse("contact_detail", args=[moved.number])


def _danger(request: HttpRequest, one: ContactAttempt) -> HttpResponse:
    """A life is in danger and nobody can allow it: ground, fresh second factor, and it is open."""
    contacts.require_side(request.actor, one, "danger")
    if (asked := ask_again(request)) is not None:
        return asked
    posted = request.POST if request.method == "POST" else None
    form = DangerForm(posted, book=CodeBook(), today=timezone.localdate())
    if posted is not None and form.is_valid():
        return _moved(request, one, "danger", danger_ground=form.cleaned_data["danger_ground"])
    seen(request, "contact.read", one)
    status = 422 if posted is not None else 200
    return render(request, "cases/contact/danger.html", {"one": one, "form": form}, status=status)


def _review(request: HttpRequest, one: ContactAttempt, name: str) -> HttpResponse:
    if name not in contacts.reviews_of(request.actor, one):
        raise Absent
    form = ReviewForm(request.POST)
    if not form.is_valid():
        return _show(request, one, status=422, words=form)

    def act() -> str:
        review_contact(request.actor, one.number, name, form.cleaned_data["words"])
        return reverse("contact_list")

    url, first = with_once(request, act)
    if first:
        messages.success(request, DONE[name])
    return redirect(url)


def _print(request: HttpRequest, one: ContactAttempt) -> HttpResponse:
    """The address for an envelope: only while the letter is open, with the line of a reveal."""
    actor = request.actor
    client, groups = _whom(request, one)
    if client is None or _opened(request, one, client, groups)["envelope"] is None:
        raise Absent
    require(actor, client, "reveal")
    form = EnvelopeForm(request.POST, places=contacts.letter_places(actor, client))
    if form.is_valid():
        place = form.cleaned_data["place"]
        paper = envelope_paper(client, groups, place, form.cleaned_data["sender"])
        purpose = Purpose("contact", CodeBook("reveal_purpose").label("reveal_purpose", "contact"))
        try:
            return as_answer(
                document(
                    actor, ENVELOPE, client, purpose, paper, groups={"identity", "whereabouts"} & groups,
                    places=(place,), token=request.POST.get(FIELD, ""),
                )
            )  # fmt: skip
        except (AlreadyPrinted, NotSet) as fault:
            form.add_error(None, str(fault))
    return _show(request, one, status=422, envelope=form)
