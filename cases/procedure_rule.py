"""Which procedures are proposed to a woman, and why: pure sums of her situation. No Django, no clock.

Children are told apart by the school year: who is six on 1 April goes to school from then on (School Education Act,
art. 17), and a child counts until the 31 March after the eighteenth birthday (Child Allowance Act, art. 3).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from safeguards.calendar import fiscal_year

ALWAYS, HAS_CHILDREN, PRESCHOOL, SCHOOL_AGE = "always", "has_children", "preschool", "school_age"
OF_CHILDREN = {HAS_CHILDREN: (-1, 17), PRESCHOOL: (-1, 5), SCHOOL_AGE: (6, 14)}
UNKNOWN_AGE = (-1, 17)  # nothing is missed: who knows the age says that it is not needed

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known of her: her children's ages on 1 April of this fiscal year, as spans, and what she ticked."""

    children: tuple[Span, ...] = ()
    ticked: frozenset[str] = frozenset()


def school_year_age(birth: dict[str, int | None], on: date) -> Span:
    """The least and the greatest age that a child of this birth has on 1 April of the fiscal year of that day.

    -1 for who is born after that 1 April; without a year of birth every age of a child.
    """
    year = birth.get("year")
    if not year:
        return UNKNOWN_AGE
    age = fiscal_year(on) - year
    month, day = birth.get("month"), birth.get("day")
    if month is None or (month == 4 and day is None):
        return (age - 1, age)
    is_older = month < 4 or (month == 4 and day == 1)
    return (age, age) if is_older else (age - 1, age - 1)


def conditions_met(situation: Situation) -> frozenset[str]:
    """The conditions that hold for her; one about children holds where it may hold for one of them."""
    of_children = {
        name
        for name, (least, most) in OF_CHILDREN.items()
        if any(low <= most and high >= least for low, high in situation.children)
    }
    return frozenset({ALWAYS}) | of_children | situation.ticked


def reasons(conditions: Sequence[str], met: Iterable[str]) -> tuple[str, ...]:
    """Which of a procedure's conditions hold, in their order; none: it is not proposed."""
    held = set(met)
    return tuple(name for name in conditions if name in held)
