"""受付簿 as the old books look: on lying paper, numbered, with boxes for seals and the sums at the foot."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cases.queries.ledger import DAY, Ledger, LedgerRow, notes, sums_table
from safeguards.access import Actor
from safeguards.documents import Kind, Paper, Rows, Words
from safeguards.documents.paper import Part
from safeguards.templatetags.safeguards import clock, day_short, era, era_short, weekday

LEDGER_SHEET = Kind("consultation.ledger")
NAME_MM = 26


def ledger_paper(actor: Actor, card: Ledger, by: str, *, with_names: bool) -> Paper:
    """One page of the book. Without `with_names` the column of names is not there at all."""
    lead = (
        f"{era(card.since)} {weekday(card.since)}" if by == DAY else f"{era(card.since)} – {era(card.until)}"
    )
    heads = [
        (pgettext("ledger", "No."), 11),
        (pgettext("ledger", "Time") if by == DAY else _("Day and time"), 16 if by == DAY else 27),
        (_("Method"), 20), (_("Who is speaking"), 17), (_("Client"), NAME_MM), (_("Route"), 28),
        (_("Main complaint"), 0),
        (_("Counselor"), 24), (_("Minutes"), 10), (_("Disposition"), 23), (_("Next step"), 30),
    ]  # fmt: skip
    lines = [_line(row, by) for row in card.rows]
    if not with_names:
        place = [width for _label, width in heads].index(NAME_MM)
        heads.pop(place)
        lines = [line[:place] + line[place + 1 :] for line in lines]
    head, widths = zip(*heads, strict=True)
    parts: list[Part] = []
    if lines:
        parts.append(Rows("", tuple(str(label) for label in head), widths, tuple(lines)))
    else:
        parts.append(Words("", _("Nothing stands on this page.")))
    parts += _foot(card)
    stamps = (_("Supervisor"), _("In charge"))
    return Paper(_("Ledger"), f"{lead}　{actor.agency_name}", tuple(parts), stamps, is_wide=True)


def _line(row: LedgerRow, by: str) -> tuple[str, ...]:
    at = clock(row.started_at) if by == DAY else f"{day_short(row.started_at)} {clock(row.started_at)}"
    next_step = " ".join(filter(None, [row.next_step, era_short(row.next_on)]))
    minutes = "" if row.minutes is None else str(row.minutes)
    return (
        str(row.serial), at, row.method, row.caller, row.name, row.route, row.main_complaint, row.counselor, minutes,
        row.disposition, next_step,
    )  # fmt: skip


def _foot(card: Ledger) -> list[Part]:
    head, lines = sums_table(card.foot)
    cells = tuple(tuple(str(value) for value in line) for line in lines)
    return [
        Rows(_("Sums"), head, (0, 34, 34, 34, 34), cells),
        Words(_("How it was counted"), "\n".join(notes())),
    ]
