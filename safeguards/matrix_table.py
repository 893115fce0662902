"""The matrix as a person reads it: what one role may see, at which tie, and which addresses it opens."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, get_resolver
from django.utils.translation import gettext_lazy as _

from safeguards import matrix, roles

OBJECT_LABELS = {
    "consultation": _("Consultation"),
    "client": _("Client"),
    "case": _("Case"),
    "child": _("Child"),
    "referral": _("Referral sheet"),
    "wall": _("Wall"),
    "emergency": _("Emergency access"),
    "match": _("Possible match"),
    "tie": _("Staff and record"),
    "naming": _("Who must not see a referral"),
    "release": _("Release of whereabouts"),
    "export": _("Export"),
    "contact": _("Contact outside the rule"),
    "opening": _("Question about an opening"),
    "risk": _("Lower level of risk"),
    "bed": _("Request for a bed"),
    "shelter": _("Shelter"),
    "register": _("Measure of the register"),
}
TIE_LABELS = {
    "own": _("Of her own agency"),
    "assigned": _("Of her own agency, and she is in charge"),
    "disclosed": _("Disclosed to her agency"),
    "conference": _("Shared with her agency in a support conference"),
    "emergency": _("Opened by emergency access"),
    "none": _("Of another agency"),
    "walled": _("Of a person she is walled off from"),
}
NO_WORK = _("This role does not work with such records.")
TIE_REASONS = {
    "own": _("Her agency keeps the record."),
    "assigned": _("What she may do for her own agency, and what only the one in charge may do besides."),
    "disclosed": _("Only the groups ticked by the sender, and only while the disclosure lives."),
    "conference": _(
        "Only the groups put into the pack, and only until the conference ends; never where she is."
    ),
    "emergency": _("Only at the women's support center, for one account and 60 minutes, with a review."),
    "none": _("It does not exist for her: not in lists, search or counts."),
    "walled": _("A wall beats every other right."),
}


ACTION_LABELS = {
    "merge": _("join with another record of hers"),
    "edit": _("change it"),
    "link": _("say who called"),
    "reveal": _("open a masked place"),
    "refer": _("hand over"),
    "contact": _("reach her as her rule allows"),
    "know": _("say that she knows the person"),
    "wall": _("ask for a wall against a colleague"),
    "sign": _("decide about a child and sign it"),
    "take": _("take charge herself"),
    "assign": _("name who is in charge"),
    "move": _("make a step of the case"),
    "confer": _("share it in a support conference"),
    "lay": _("lay one at once"),
    "answer": _("answer as the second person"),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One kind of record at one tie: for each field group and each action (in order) whether it is hers."""

    tie: str
    reason: str
    groups: tuple[tuple[str, bool], ...]
    actions: tuple[tuple[str, bool], ...]

    @property
    def is_open(self) -> bool:
        """Anything at all may be read."""
        return any(may for _label, may in self.groups)

    @property
    def is_whole(self) -> bool:
        """Every field group may be read."""
        return all(may for _label, may in self.groups)

    @property
    def may_act(self) -> bool:
        """Anything at all may be done."""
        return any(may for _label, may in self.actions)


@dataclass(frozen=True, slots=True)
class Sight:
    """One kind of record and its cells, one for each tie."""

    name: str
    label: str
    cells: tuple[Cell, ...]

    @property
    def is_worked_with(self) -> bool:
        """Does the role read or do anything at any tie?"""
        return any(cell.is_open or cell.may_act for cell in self.cells)

    @property
    def has_actions(self) -> bool:
        """Does the file say what is done to it? The steps of a referral stand in its own table of moves."""
        return bool(matrix.known_actions(self.name))

    @property
    def has_groups(self) -> bool:
        """Is it a record with field groups, or only something that is answered?"""
        return self.name in matrix.table()["fields"]


@dataclass(frozen=True, slots=True)
class Giving:
    """Which roles agencies of one tier and kind may give; `kind` is `*` for every other kind."""

    tier: str
    kind: str
    rows: tuple[tuple[str, bool], ...]


def objects() -> list[str]:
    """Every kind of record that the file names, in its order."""
    return list(dict.fromkeys([*matrix.table()["fields"], *matrix.table()["actions"]]))


def sights(role: str) -> list[Sight]:
    """What the role may read of each kind of record, and what it may do to it."""
    return [
        Sight(name, str(OBJECT_LABELS[name]), tuple(_cell(role, name, tie) for tie in _ties_of(name)))
        for name in objects()
    ]


def _ties_of(name: str) -> list[str]:
    """The ties at which the file gives anything, and those two that never give: in the order of the labels."""
    file = matrix.table()
    named = {*file["fields"].get(name, {}), *file["actions"].get(name, {}), "none", "walled"}
    return [tie for tie in TIE_LABELS if tie in named]


def _cell(role: str, name: str, tie: str) -> Cell:
    shown = [*matrix.field_groups(), "admin"]
    read = matrix.groups_of_role(role, name, tie) if name in matrix.table()["fields"] else frozenset()
    done = matrix.actions_of_role(role, name, tie) if matrix.known_actions(name) else frozenset()
    works = tie in ("none", "walled") or bool(read or done)
    return Cell(
        str(TIE_LABELS[tie]),
        str(TIE_REASONS[tie] if works else NO_WORK),
        tuple((roles.group_label(group), group in read) for group in shown),
        tuple((str(ACTION_LABELS[action]), action in done) for action in matrix.known_actions(name)),
    )


def addresses(role: str) -> list[tuple[str, bool]]:
    """Every address of the product and whether the role opens it, in order."""
    return sorted(
        (f"/{path}", matrix.role_opens(role, view.page_rule.name))
        for path, view in _views(get_resolver().url_patterns)
    )


def _views(patterns: list[Any], lead: str = "") -> Iterator[tuple[str, Any]]:
    for one in patterns:
        if isinstance(one, URLPattern):
            yield (lead + str(one.pattern)).replace("<str:", "<"), one.callback
        else:
            yield from _views(one.url_patterns, lead + str(one.pattern))


def givings() -> list[Giving]:
    """Which agency may give which role, in the order of the contract."""
    return [
        Giving(tier, kind, tuple((role, role in given) for role in matrix.all_roles()))
        for tier, kinds in matrix.table()["roles"].items()
        for kind, given in kinds.items()
    ]
