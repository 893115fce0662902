"""How a figure is made, what changed, who has not answered."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from indicators import wording
from indicators.cards import AnswerRow
from indicators.models import Answer
from indicators.models.record import may_write_for
from indicators.queries.published import published_card, unpublished_names
from indicators.queries.reading import Reading
from indicators.rules import Standing, State, latest_statements, previous_mark
from safeguards.access import Actor
from safeguards.templatetags.safeguards import day_short, era


def how(reading: Reading) -> list[tuple[str, str]]:
    """How this figure is made: term and sentence."""
    words = wording.WORDS[reading.slug]
    lines = [(pgettext("indicators", "Counted"), str(words.counted))]
    if words.twice:
        lines.append((_("Counted twice?"), str(words.twice)))
    lines.append((_("Not counted"), str(words.not_counted)))
    lines.append((pgettext("indicators", "Answered"), str(wording.ANSWERED_RULE)))
    card = published_card(reading.slug, reading.published)
    if card:
        text = wording.joined([_("%(source)s.") % {"source": card.source}, _("Never added to the records.")])
        lines.append((pgettext("indicators", "Published"), text))
        notes = [figure.note for figure in reading.published if figure.note]
        if notes:
            lines.append((_("Notes of the source"), wording.listed(dict.fromkeys(notes))))
    else:
        lines.append((pgettext("indicators", "Published"), _("Nothing is published for this prefecture.")))
    for name in unpublished_names(reading.slug, reading.published):
        lines.append((str(name), _("no published figure")))
    return lines


def changes(reading: Reading) -> list[str]:
    """Which municipalities came or went since the last 1 April, by name."""
    if reading.definition.counts_schools:
        return []
    before: Standing = reading.definition.at(reading.facts, previous_mark(reading.on))
    names = {one.pk: one.label for one in reading.base.municipalities}
    came = [names[place] for place in reading.figure.places_since(before)]
    went = [names[place] for place in before.places_since(reading.figure)]
    sentences = [_("%(day)s: %(n)s.") % {"day": era(before.as_of), "n": before.known}]
    if came:
        sentences.append(_("Came since: %(names)s.") % {"names": wording.listed(came)})
    if went:
        sentences.append(_("Went since: %(names)s.") % {"names": wording.listed(went)})
    if not came and not went:
        sentences.append(_("The same municipalities since."))
    return sentences


def answers(actor: Actor, reading: Reading) -> dict[str, tuple[AnswerRow, ...]]:
    """Who has not answered, who says no, who says yes without a record; comments only for who may read them."""
    said = latest_statements(reading.facts.statements, reading.on)
    latest: dict[int, Answer] = {}
    for answer in reading.base.answers:
        statement = said.get(answer.municipality_id)
        if statement is not None and answer.as_of == statement.as_of:
            latest[answer.municipality_id] = answer
    rows: dict[State, list[AnswerRow]] = {}
    new = reverse("indicator_record_new", args=[reading.slug])
    for place in reading.base.municipalities:
        state, said_so = reading.state(place), latest.get(place.pk)
        if state not in (State.UNKNOWN, State.NONE, State.STATED):
            continue
        may_write = may_write_for(actor, place.pk)
        url, text, answered = "", "", ""
        if state is State.UNKNOWN and may_write:
            url = f"{new}?what=answer&municipality={place.code}"
        elif said_so is not None and may_write:
            url = reverse("indicator_record_edit", args=[reading.slug, said_so.number])
            text, answered = said_so.comment, day_short(said_so.answered_on)
        rows.setdefault(state, []).append(AnswerRow(place.label, text, answered, url, wording.lang_of(place)))
    return {
        "unanswered": tuple(rows.get(State.UNKNOWN, ())),
        "said_none": tuple(rows.get(State.NONE, ())),
        "said_yes": tuple(rows.get(State.STATED, ())),
    }
