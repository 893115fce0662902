"""Pure sums: when an answer is due, when sight ends, names in a text."""

from datetime import date, datetime

import pytest

from referrals.rules import due_at, last_day, minimum_of, until_after, words_found
from safeguards.calendar import JAPAN

MORNING = datetime(2026, 11, 24, 9, 30, tzinfo=JAPAN)
EVENING = datetime(2026, 11, 24, 19, 0, tzinfo=JAPAN)


@pytest.mark.parametrize(
    ("urgency", "now", "due"),
    [
        ("immediate", MORNING, datetime(2026, 11, 24, 10, 30, tzinfo=JAPAN)),
        ("today", MORNING, datetime(2026, 11, 24, 17, 0, tzinfo=JAPAN)),
        ("today", EVENING, datetime(2026, 11, 24, 21, 0, tzinfo=JAPAN)),
        ("three_days", EVENING, datetime(2026, 11, 27, 17, 0, tzinfo=JAPAN)),
        ("week", MORNING, datetime(2026, 12, 1, 17, 0, tzinfo=JAPAN)),
        ("no_hurry", MORNING, None),
        ("a code that is gone", MORNING, None),
    ],
)
def test_an_answer_is_due(urgency, now, due):
    assert due_at(urgency, now) == due


def test_sight_ends_with_the_last_day():
    assert last_day(30, date(2026, 11, 24)) == date(2026, 12, 23)
    assert until_after(date(2026, 12, 23)) == datetime(2026, 12, 24, 0, 0, tzinfo=JAPAN)
    assert (until_after(last_day(90, MORNING.date())) - MORNING).days < 90


def test_a_kind_ticks_only_what_it_cannot_do_without():
    offered = ["identity", "contact", "narrative", "children", "whereabouts"]
    assert minimum_of("joint", offered) == ["identity", "contact", "narrative"]
    assert minimum_of("advice", offered) == []
    assert minimum_of("unknown", offered) == []
    assert minimum_of("joint", ["identity"]) == ["identity"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("住まい探しをお願いします。", []),
        ("佐藤さんの住まい探しをお願いします。", ["佐藤"]),
        ("ｻﾄｳさんをお願いします", ["サトウ"]),
        ("電話は０９０ー１２３４ー５６７８です", ["090-1234-5678"]),
        ("電話は(090)1234 5678", ["090-1234-5678"]),
        ("林業の仕事です。森林に近い", []),
        ("林さんの件", ["林"]),
        ("林 の件", ["林"]),
        ("つまり、あいだに入ってください", []),
        ("まりさんを", ["まり"]),
        ("マリを", ["まり"]),
        ("3日以内に2回", []),
    ],
)
def test_traces_of_the_person_are_found_in_a_text(text, found):
    assert words_found(text, ["佐藤", "サトウ", "林", "まり"], ["090-1234-5678", ""]) == found
