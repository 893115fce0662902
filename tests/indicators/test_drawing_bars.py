"""Bars by fiscal year: a published figure, a record, a running year and silence look different."""

from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.drawing import Bar, bar_chart
from indicators.drawing.layout import Box
from indicators.drawing.shapes import NARROW, WIDE
from tests.indicators.drawing import assert_readable, elements, words_of

JAPANESE = {
    "title": "講座をひらいた学校", "description": "令和4年度は公表で37。", "published": "公表", "partial": "途中",
    "no_records": "記録なし", "target": "目標",
}  # fmt: skip
ENGLISH = {
    "title": "Schools with a lecture", "description": "FY2022: published 37.", "published": "published",
    "partial": "so far", "no_records": "no records", "target": "target",
}  # fmt: skip
LANGUAGES = {"ja": JAPANESE, "en": ENGLISH}
PICTURE = [
    Bar("令和4年度", published=37),
    Bar("5"),
    Bar("6", known=29),
    Bar("7", known=41),
    Bar("8", known=18, is_whole=False),
]


def test_the_chart_of_the_aim():
    picture = bar_chart(PICTURE, words=JAPANESE)
    assert_readable(picture)
    assert sorted(one.words for one in words_of(picture)) == sorted(
        ["令和4年度", "5", "6", "7", "8", "37", "公表", "29", "41", "18", "途中", "記録なし"]
    )
    assert len(elements(picture, "rect", "c-bar")) == 2
    assert len(elements(picture, "rect", "c-bar--published")) == 1
    assert len(elements(picture, "rect", "c-bar--partial")) == 1


def test_bars_stand_on_the_axis_and_have_true_heights():
    picture = bar_chart([Bar("6", known=20), Bar("7", known=40)], words=JAPANESE)
    axis = float(elements(picture, "line", "c-axis")[0].get("y1"))
    low, high = elements(picture, "rect", "c-bar")
    assert {round(float(one.get("y")) + float(one.get("height")), 1) for one in (low, high)} == {axis}
    assert abs(2 * float(low.get("height")) - float(high.get("height"))) < 0.2


def test_a_year_without_records_is_not_zero():
    picture = bar_chart([Bar("6"), Bar("7", known=0)], words=JAPANESE)
    words = [one.words for one in words_of(picture)]
    assert "記録なし" in words and "0" in words


def test_published_and_recorded_of_one_year_stand_side_by_side():
    picture = bar_chart([Bar("令和4年度", published=37, known=36)], words=JAPANESE)
    published, known = elements(picture, "rect")
    assert float(published.get("x")) + float(published.get("width")) < float(known.get("x"))
    assert {"37", "36", "公表"} <= {one.words for one in words_of(picture)}


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(st.none() | st.integers(0, 400), st.none() | st.integers(0, 400), st.booleans()),
        max_size=11,
    ),
    st.sampled_from(["ja", "en"]),
    st.sampled_from([WIDE, NARROW]),
    st.none() | st.integers(0, 400),
)
def test_no_words_ever_cover_others(years, language, width, target):
    bars = [
        Bar("令和4年度" if index == 0 and language == "ja" else str(index + 4), published, known, is_whole)
        for index, (published, known, is_whole) in enumerate(years)
    ]
    picture = bar_chart(bars, words=LANGUAGES[language], target=target, width=width)
    assert_readable(picture)
    drawn = sum((bar.published is not None) + (bar.known is not None) for bar in bars)
    assert len(elements(picture, "rect")) == drawn
    columns = [
        Box(*(float(one.get(side)) for side in ("x", "y", "width", "height")))
        for one in elements(picture, "rect")
    ]
    for one in words_of(picture):
        assert not any(one.box.cuts(column, -1) for column in columns), one
