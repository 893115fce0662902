"""Pure sums of the person and the work: intervals of sight, the number for the telephone, ages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from safeguards import calendar

SAME_ON_BOTH = ("safe_contact", "sex", "children_note", "health_note", "other_party_note")
Interval = tuple[datetime, datetime | None]

LONGEST_DISCLOSURE = timedelta(days=90)
LONGEST_PACK = timedelta(days=30)
EMERGENCY_LASTS = timedelta(minutes=60)
REVIEW_WORKING_DAYS = 3
EXPORT_WAITS = timedelta(days=7)  # for a second person
EXPORT_LIVES = timedelta(hours=24)  # from the approval to the file, and from the file to its end
IMPORT_KEPT = timedelta(hours=24)  # so long the file of an import is kept, from the upload on
IMPORT_UNDO = timedelta(days=7)  # so long a whole import may be taken back
IMPORT_LEASE = timedelta(minutes=2)  # a run that gave no sign for so long is taken for dead
PLACE_IS_OPEN = timedelta(minutes=3)  # so long a masked place stands open, for reading, speaking or writing
DRAFT_SIGNS = (
    1_200_000  # of all fields of a draft together: far above a record's, below what one sending carries
)
CONTACT_WAITS = timedelta(hours=24)  # a request to reach her outside her rule goes stale after it
NUMBER_IS_SHOWN = timedelta(minutes=15)  # so long the number stands on the page of an attempt
EXPLANATION_WORKING_DAYS = 3
OF_AGE = 18  # a child of the Child Abuse Prevention Act is younger
CHECK_COVERS = timedelta(
    days=30
)  # so long a signed check on a child stands for later contacts of the same person
DUTY_IS_SHOWN = timedelta(days=90)  # so long after the contact a duty waits on the home page
HELD_NUMBER_WEIGHTS = (3, 1, 3, 1, 3, 1, 3, 1)
HELD_LENGTH = 9  # eight digits and the check digit


def union_of(intervals: Iterable[Interval]) -> list[Interval]:
    """The union of half-open intervals [since, until) as unbroken, disjoint, sorted ones.

    `None` as end means no end. Empty intervals are dropped; touching ones are joined.
    """
    whole = sorted((one for one in intervals if one[1] is None or one[1] > one[0]), key=lambda one: one[0])
    joined: list[Interval] = []
    for since, until in whole:
        if joined and (joined[-1][1] is None or since <= joined[-1][1]):
            last_since, last_until = joined[-1]
            end = None if last_until is None or until is None else max(last_until, until)
            joined[-1] = (last_since, end)
        else:
            joined.append((since, until))
    return joined


def check_digit(eight_digits: str) -> str:
    """The check digit of a client-held number: weights 3 and 1 in turn, as in a bar code (modulus 10)."""
    total = sum(weight * int(digit) for weight, digit in zip(HELD_NUMBER_WEIGHTS, eight_digits, strict=True))
    return str(-total % 10)


def is_held_number(text: str) -> bool:
    """Nine digits whose last one is the check digit: a slip of one digit is noticed."""
    return len(text) == HELD_LENGTH and text.isascii() and text.isdigit() and check_digit(text[:8]) == text[8]


def spoken(held_number: str) -> str:
    """The number as it is read out: 4417-0926-3."""
    return f"{held_number[:4]}-{held_number[4:8]}-{held_number[8:]}"


def review_due(opened_on: date) -> date:
    """The last day on which an emergency access opened on that Japanese day is to be looked at: the third
    working day after it (R-12)."""
    day = opened_on
    for _working_day in range(REVIEW_WORKING_DAYS):
        day = calendar.next_working_day(day)
    return day


def needs_second_person(count: int, exported_in_a_day: int, alone: int) -> bool:
    """May one person export these records only with another's approval? What she exported within the last 24
    hours counts, too: many small files are one big one (R-37)."""
    return count + exported_in_a_day > alone


def danger_review_due(told_on: date) -> date:
    """The last day on which what was told alone in imminent danger is to be looked at: the next working day."""
    return calendar.next_working_day(told_on)


def draft_within(fields: dict[str, list[str]], signs: int) -> tuple[dict[str, list[str]], list[str]]:
    """As many of the typed fields as `signs` characters hold, and the names of those left out, the longest first."""
    sizes = {name: sum(map(len, values)) for name, values in fields.items()}
    left_out: list[str] = []
    for name in sorted(sizes, key=lambda name: (-sizes[name], name)):
        if sum(sizes.values()) <= signs:
            break
        left_out.append(name)
        del sizes[name]
    return {name: values for name, values in fields.items() if name in sizes}, left_out


def split_name(text: str) -> tuple[str, str]:
    """Family and given name of a name with a space; without one the whole is the family name."""
    family, _space, given = " ".join(text.split()).partition(" ")
    return family, given


def client_facts_of(contact: Mapping[str, Any]) -> dict[str, Any]:
    """What is known of a person from one contact, as columns of a client: names in two parts, telephone, notes."""
    family_name, given_name = split_name(contact.get("caller_name", ""))
    family_kana, given_kana = split_name(contact.get("caller_kana", ""))
    return {
        "family_name": family_name, "given_name": given_name, "family_kana": family_kana, "given_kana": given_kana,
        "phone": contact.get("caller_phone", ""),
        **{name: contact.get(name, "") for name in SAME_ON_BOTH},
    }  # fmt: skip


def explanation_due(reported_on: date) -> date:
    """The day by which she should have heard what help there is, after somebody reported violence: the third working
    day after it. The office's own aim; the law (art. 7 of the DV Prevention Act) names no day."""
    day = reported_on
    for _working_day in range(EXPLANATION_WORKING_DAYS):
        day = calendar.next_working_day(day)
    return day


def child_check_due(contact_on: date) -> date:
    """The last day on which the check on a child may wait for the counselor alone: the next working day. After it
    the supervisor sees it too."""
    return calendar.next_working_day(contact_on)


def may_be_minor(birth: dict, on: date) -> bool:
    """May somebody with this birth date, known in part or not at all, be under 18 on that day?"""
    if not birth.get("year"):
        return True
    born = calendar.PartialDate(birth["year"], birth.get("month"), birth.get("day"))
    return calendar.age_range_on(born, on)[0] < OF_AGE


MUCH, USUAL, LITTLE = "much", "usual", "little"
MUCH_TIMES, LITTLE_TIMES = 1.5, 0.5  # of the agency's median
FEW = 2  # so near to the median nobody carries much or little


def load_word(number: int, usual: float) -> str:
    """Does somebody carry much, little or the usual beside her agency's median? A difference of two is none."""
    if abs(number - usual) <= FEW:
        return USUAL
    if number >= MUCH_TIMES * usual:
        return MUCH
    return LITTLE if number <= LITTLE_TIMES * usual else USUAL


def load_share(number: float, usual: float) -> int:
    """How far a number reaches in its bar, in percent: twice the agency's median fills it, and never less than four.

    Also where the median itself stands in the bars of that figure.
    """
    return min(100, round(100 * number / max(2 * usual, 2 * FEW)))
