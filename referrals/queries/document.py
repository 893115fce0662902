"""The receipt for the woman: what was told of her, to whom, on what ground, until when.

It may be found by the one whom she flees. So it bears no name, no birth date, no place, no word of her record
and no name of a person or of a place of refuge; staff stand by their agency.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from cases.models import CodeBook
from partners.choices import kind_label
from partners.rules import KEPT_FROM_DIRECTORY
from referrals.cards import last_day_of
from referrals.choices import ACCEPTED, CLOSED, DECLINED, RECALLED, REPORTED, SENDER, SENT
from referrals.models import Referral
from referrals.states import OPEN_TO_RECEIVER
from safeguards import matrix, roles
from safeguards.access import Absent, Actor
from safeguards.documents import Facts, Kind, Paper, Rows, Words
from safeguards.templatetags.safeguards import era

RECEIPT = Kind("referral.receipt", goes_out=True)


def receipt(actor: Actor, referral: Referral, book: CodeBook) -> Paper:
    """As it stands at this moment. Absent for everybody but its sender: the receiver has nothing to hand out."""
    if referral.side_of(actor) != SENDER:
        raise Absent
    told = _told_rows(referral)
    parts = (
        Facts(_("The agency that is told"), _to_whom(referral, book)),
        Rows(_("The facts that it is told"), (_("Kind of fact"), _("What it holds")), (45, 0), told),
        Facts(_("On what ground, until when"), _ground(referral, book)),
        Words(_("You may say no"), _words(referral)),
    )
    lead = _("Issued by %(agency)s") % {"agency": referral.from_agency.label}
    return Paper(_("Receipt: what is told of you"), lead, parts)


def _to_whom(referral: Referral, book: CodeBook) -> tuple[tuple[str, str], ...]:
    agency = referral.to_agency
    is_refuge = agency.kind in KEPT_FROM_DIRECTORY  # on a paper that he may find, no name leads to her door
    rows = [
        (_("Agency"), kind_label(agency.kind) if is_refuge else agency.label),
        (_("Telephone"), "" if is_refuge else agency.public_phone),
        (_("What is asked of it"), book.label("referral_kind", referral.kind)),
        (_("Sent on"), era(referral.sent_at)),
        (_("State"), _state(referral)),
    ]
    return tuple(row for row in rows if row[1])


def _state(referral: Referral) -> str:
    return {
        SENT: _("The agency has not answered yet. Until it accepts, it does not learn who you are."),
        ACCEPTED: _("Accepted on %(day)s") % {"day": era(referral.accepted_at)},
        REPORTED: _("Accepted on %(day)s") % {"day": era(referral.accepted_at)},
        DECLINED: _("The agency could not accept. It did not learn who you are."),
        RECALLED: _("Taken back. The agency no longer sees it."),
        CLOSED: _("Ended. The agency no longer sees it."),
    }[referral.state]


def _told_rows(referral: Referral) -> tuple[tuple[str, ...], ...]:
    groups = [group for group in matrix.field_groups() if group in referral.field_groups]
    hints = {**roles.FIELD_GROUP_HINTS, "whereabouts": _("where you are now, school, workplace")}
    return tuple((roles.group_label(group), str(hints[group])) for group in groups) or ((_("Nothing"), ""),)


def _ground(referral: Referral, book: CodeBook) -> tuple[tuple[str, str], ...]:
    ground = (_("Ground"), book.label("legal_ground", referral.ground))
    if referral.state not in OPEN_TO_RECEIVER:
        return (ground,)
    last = _("%(day)s. After this day the agency sees nothing any more.") % {
        "day": era(last_day_of(referral.until))
    }
    return (ground, (_("Until when it is shown"), last))


def _words(referral: Referral) -> str:
    words = _("You may withdraw at any time, and you are supported as before. Please tell us:")
    phone = referral.from_agency.public_phone
    keep = _("If keeping this paper is not safe for you, leave it with us. We keep it for you.")
    return f"{words} {' '.join(filter(None, [referral.from_agency.label, phone]))}\n\n{keep}"
