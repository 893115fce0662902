"""What a page may show of a child."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from cases.cards import MASKED, Card, Groups, age_text, birth_text, facts_of, masked_facts, sections_of
from cases.models import Child


@dataclass(frozen=True, slots=True)
class ChildRow:
    """One child on her mother's card: the door to its own page."""

    title: str
    age: str


def child_card(child: Child, groups: Groups, on: date, tie: str = "own") -> Card:
    """A child for a reader of these field groups on this day."""
    along = "" if child.is_along is None else _("lives with her") if child.is_along else _("lives elsewhere")
    sections = sections_of(
        groups,
        {
            "identity": lambda: facts_of(
                [
                    (_("Name"), child.name),
                    (_("Reading"), child.kana),
                    (_("Birth"), birth_text(child.birth)),
                    (_("Age"), age_text(child.birth, on)),
                ]
            ),
            "children": lambda: facts_of([(_("With her"), along), (_("About the child"), child.note)]),
            "health": lambda: facts_of([(_("Health"), child.health_note)]),
            "whereabouts": lambda: masked_facts(child, MASKED[Child]),
        },
    )
    named = "identity" in groups and bool(child.name)
    title = child.name if named else _("A child without a name")
    return Card(child.number, title, child.kana if named else "", named, tie, sections)
