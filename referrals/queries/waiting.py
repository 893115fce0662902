"""What waits for this person, for the home page."""

from __future__ import annotations

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _

from cases.models import CodeBook
from partners.cards import DayList, Place, Waiting, WaitingRow
from referrals.cards import about
from referrals.choices import ANSWER_LABELS, ANSWERED, DECLINED, REPORTED, TO_ANSWER
from referrals.models import Referral
from referrals.queries.named_person import answerable
from referrals.queries.referral import CODES_OF_LIST, answered, to_answer
from safeguards import calendar, matrix
from safeguards.access import Actor
from safeguards.paging import first_and_count
from safeguards.templatetags.safeguards import clock, day_short, weekday

SHOWN = 5


def waiting_for(actor: Actor) -> list[Waiting]:
    """The lists of this app in the order of the day. No identity stands here."""
    return [waiting for one in LISTS for waiting in one.of(actor)]


def _named(actor: Actor) -> Waiting | None:
    """Staff whom a sender names; for supervisors. One query, none for others."""
    if not matrix.may_open(actor, "named.list"):
        return None
    waiting = answerable(actor).select_related("agency", "referral__from_agency").order_by("asked_at", "pk")
    found, count = first_and_count(waiting, SHOWN)
    if not found:
        return None
    rows = tuple(
        WaitingRow(
            when=day_short(one.asked_at),
            badge="",
            title=_("The sender names somebody of the staff."),
            text=f"{one.referral.from_agency.label} → {one.agency.label}",
            url=reverse("named_detail", args=[one.number]),
            act=_("Look into it"),
            tone="late",
        )
        for one in found
    )
    return Waiting("named", _("People who must not see a referral"), count, reverse("named_list"), rows)


def _received(actor: Actor) -> Waiting | None:
    """Received and not answered, due soon first. Two queries."""
    if not matrix.may_open(actor, "referral.list"):
        return None
    rows = to_answer(actor).order_by(F("answer_due_at").asc(nulls_last=True), "sent_at", "pk")
    found, count = first_and_count(rows, SHOWN)
    book = CodeBook(*CODES_OF_LIST) if found else None
    late = sum(1 for one in found if one.answer_due_at and one.answer_due_at < actor.now)
    today = sum(1 for one in found if _is_today(actor, one))
    return Waiting(
        name="received",
        label=_("Referrals received"),
        count=count,
        url=f"{reverse('referral_list')}?box=in&state={TO_ANSWER}",
        rows=tuple(_to_answer(actor, one, book) for one in found if book),
        link=_("Open the inbox"),
        empty=_("No referral waits for an answer."),
        urgent=_("The answer to a referral is late.")
        if late
        else (_("The answer to a referral is due today.") if today else ""),
    )


def _is_today(actor: Actor, one: Referral) -> bool:
    due = one.answer_due_at
    return due is not None and calendar.japanese_day(due) == calendar.japanese_day(actor.now)


def _to_answer(actor: Actor, one: Referral, book: CodeBook) -> WaitingRow:
    when, badge, tone = _due(actor, one)
    return WaitingRow(
        when=when,
        badge=badge,
        title=_("%(kind)s, from %(agency)s")
        % {"kind": book.label("referral_kind", one.kind), "agency": one.from_agency.label},
        text=_("%(about)s. The name is shown once you accept.") % {"about": about(one, book)},
        url=reverse("referral_detail", args=[one.number]),
        act=_("Read and answer"),
        tone=tone,
    )


def _due(actor: Actor, one: Referral) -> tuple[str, str, str]:
    due = one.answer_due_at
    if due is None:
        return day_short(one.sent_at), _("no hurry"), "quiet"
    if due < actor.now:
        return day_short(due), _("answer is late"), "late"
    if _is_today(actor, one):
        return _("today"), _("until %(time)s") % {"time": clock(due)}, "near"
    return day_short(due), weekday(due), "quiet"


def _answered(actor: Actor) -> Waiting | None:
    """New answers to what was sent. Two queries."""
    if not matrix.may_open(actor, "referral.list"):
        return None
    found, count = first_and_count(answered(actor).order_by("-changed_at", "pk"), SHOWN)
    book = CodeBook("referral_kind") if found else None
    return Waiting(
        name="answered",
        label=_("Answers to what you sent"),
        count=count,
        url=f"{reverse('referral_list')}?box=out&state={ANSWERED}",
        rows=tuple(_answer(one, book) for one in found if book),
        link=_("Open the outbox"),
        empty=_("No new answer."),
    )


def _answer(one: Referral, book: CodeBook) -> WaitingRow:
    needs_act = one.state == REPORTED
    return WaitingRow(
        when=day_short(one.changed_at),
        badge=str(ANSWER_LABELS[one.state]),
        title=_("%(kind)s, to %(agency)s")
        % {"kind": book.label("referral_kind", one.kind), "agency": one.to_agency.label},
        text=_("There is a report. Please read it, then close.") if needs_act else "",
        url=reverse("referral_detail", args=[one.number]),
        act=_("Read the answer"),
        tone="near" if one.state == DECLINED else "done",
    )


LISTS = (
    DayList(Place.IN_DANGER, _named),
    DayList(Place.REFERRALS, _received),
    DayList(Place.ANSWERS, _answered),
)
