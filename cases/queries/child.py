"""The children of a client, each narrowed to what the reader may know of it."""

from __future__ import annotations

from cases.cards import Card, age_text, local_day
from cases.cards.child import ChildRow, child_card
from cases.models import Child, Client
from cases.queries.sight import groups_seen
from safeguards.access import Actor


def child_cards(actor: Actor, client: Client) -> list[Card]:
    """Cards of the children whom she may see, in the order in which they were added. Two queries at most."""
    children, groups, today = *_seen(actor, client), local_day(actor.now)
    return [child_card(one, groups[one.pk], today, one.tie_to(actor)) for one in children]


def children_of(actor: Actor, client: Client) -> list[ChildRow]:
    """The same as lines on their mother's card."""
    children, groups, today = *_seen(actor, client), local_day(actor.now)
    return [
        ChildRow(
            child_card(one, groups[one.pk], today).title,
            age_text(one.birth, today) if "identity" in groups[one.pk] else "",
        )
        for one in children
    ]


def _seen(actor: Actor, client: Client) -> tuple[list[Child], dict[object, frozenset[str]]]:
    children = list(Child.objects.visible_to(actor).filter(client=client).order_by("sort_key", "pk"))
    return children, groups_seen(actor, children)
