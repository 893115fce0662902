"""The trend keeps what is published, recorded and unanswered apart, and every word readable."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.drawing import Mark, trend_chart
from indicators.drawing.shapes import NARROW, WIDE
from tests.indicators.drawing import assert_readable, elements, words_of

JAPANESE = {
    "title": "DV防止計画のある市町村", "description": "令和5年4月1日は公表で25。", "unit": "市町村",
    "published": "公表", "record": "記録", "at_most": "多くて", "target": "目標",
}  # fmt: skip
ENGLISH = {
    "title": "Municipalities with a plan", "description": "1 April 2023: published 25.",
    "unit": "municipalities", "published": "published", "record": "records", "at_most": "at most",
    "target": "target",
}  # fmt: skip
LANGUAGES = {"ja": JAPANESE, "en": ENGLISH}

PICTURE = [
    Mark(date(2023, 4, 1), "令和5年", published=25),
    Mark(date(2024, 4, 1), "6年", known=14, at_most=31),
    Mark(date(2025, 4, 1), "7年", known=18, at_most=29),
    Mark(date(2026, 4, 1), "8年", known=20, at_most=28),
    Mark(date(2026, 11, 24), "", known=21, at_most=29),
]


def test_the_chart_of_the_aim():
    picture = trend_chart(PICTURE, words=JAPANESE, total=35, target=35)
    assert_readable(picture)
    assert [one.words for one in words_of(picture)] == [
        "0", "35", "市町村", "令和5年", "6年", "7年", "8年", "目標 35", "多くて 29", "記録 21", "公表 25",
    ]  # fmt: skip
    assert len(elements(picture, "circle", "c-record-dot")) == 4
    assert len(elements(picture, "path", "c-published")) == 1
    assert len(elements(picture, "path", "c-band")) == 1
    assert len(elements(picture, "line", "c-target")) == 1


def test_a_picture_speaks_before_it_is_seen():
    picture = trend_chart(PICTURE, words=JAPANESE, key="plans")
    assert [one.text for one in elements(picture, "title")][:1] == [JAPANESE["title"]]
    assert [one.text for one in elements(picture, "desc")] == [JAPANESE["description"]]


def test_published_marks_are_not_joined_to_the_record():
    with_published = trend_chart(PICTURE, words=JAPANESE, total=35)
    without = trend_chart([*PICTURE[:1], *PICTURE[1:]], words=JAPANESE, total=35)
    line = elements(with_published, "path", "c-record")[0].get("d")
    assert line == elements(without, "path", "c-record")[0].get("d")
    first_dot = min(float(dot.get("cx")) for dot in elements(with_published, "circle"))
    assert line.startswith(f"M{first_dot:g} ")


def test_the_scale_begins_at_zero_and_heights_are_true():
    picture = trend_chart(
        [Mark(date(2025, 4, 1), "7年", known=0), Mark(date(2026, 4, 1), "8年", known=35)],
        words=JAPANESE,
        total=35,
    )
    low, high = (float(dot.get("cy")) for dot in elements(picture, "circle"))
    axis, grid = (float(elements(picture, "line", css)[0].get("y1")) for css in ("c-axis", "c-grid"))
    assert (low, high) == (axis, grid)


@pytest.mark.parametrize("known", [None, 0, 5])
def test_one_single_day_is_drawn(known):
    assert_readable(trend_chart([Mark(date(2026, 4, 1), "令和8年", known, 9)], words=JAPANESE, total=35))


def test_nothing_at_all_is_drawn_as_an_empty_frame():
    picture = trend_chart([], words=JAPANESE)
    assert_readable(picture)
    assert elements(picture, "circle") == []


@st.composite
def trends(draw):
    days, day = [], date(2016, 4, 1)
    for _step in range(draw(st.integers(0, 12))):
        days.append(day)
        day += timedelta(days=draw(st.sampled_from([1, 30, 237, 365, 366, 731])))
    number = st.none() | st.integers(0, 35)
    marks = []
    for index, on in enumerate(days):
        known = draw(number)
        most = None if known is None else draw(st.none() | st.integers(known, 35))
        label = draw(st.sampled_from(["", f"{on.year - 2018}年", str(on.year)])) if index else "令和28年"
        marks.append(Mark(on, label, known, most, draw(number)))
    return marks


@settings(max_examples=150, deadline=None)
@given(
    trends(),
    st.sampled_from(["ja", "en"]),
    st.sampled_from([WIDE, NARROW]),
    st.none() | st.integers(0, 35),
    st.booleans(),
)
def test_no_words_ever_cover_others(marks, language, width, target, has_total):
    picture = trend_chart(
        marks,
        words=LANGUAGES[language],
        total=35 if has_total else None,
        target=target,
        width=width,
        height=190,
    )
    assert_readable(picture)
    ends = [one.words for one in words_of(picture) if one.css in {"c-label--record", "c-label--target"}]
    assert len(ends) == (target is not None) + any(mark.known is not None for mark in marks)
    diamonds = elements(picture, "path", "c-published")
    assert len(diamonds) == sum(mark.published is not None for mark in marks)
