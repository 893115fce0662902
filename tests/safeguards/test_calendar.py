"""Dates are read in every spelling that offices use, and refused with a sentence that tells the mend."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from safeguards.calendar import (
    ERAS,
    DateUnreadable,
    PartialDate,
    age_band,
    age_on,
    age_range_on,
    era_date,
    era_partial,
    era_short,
    era_year,
    fiscal_year,
    fiscal_year_end,
    fiscal_year_label,
    fiscal_year_start,
    is_working_day,
    japanese_day,
    next_working_day,
    parse_date,
    parse_partial_date,
)

DAYS = st.dates(date(1912, 1, 1), date(2100, 12, 31))

SPELLINGS = [
    ("令和8年4月1日", date(2026, 4, 1)),
    ("令和８年４月１日", date(2026, 4, 1)),
    (" 令和 8 年 4 月 1 日 ", date(2026, 4, 1)),
    ("令和8年4月1日(水)", date(2026, 4, 1)),
    ("令和8年4月1日（水曜日）", date(2026, 4, 1)),
    ("令和八年四月一日", date(2026, 4, 1)),
    ("令和十一年十二月二十三日", date(2029, 12, 23)),
    ("令和元年5月1日", date(2019, 5, 1)),
    ("令和1年5月1日", date(2019, 5, 1)),
    ("㋿元年5月1日", date(2019, 5, 1)),
    ("R8.4.1", date(2026, 4, 1)),
    ("r8.4.1", date(2026, 4, 1)),
    ("Ｒ８．４．１", date(2026, 4, 1)),
    ("R08.04.01", date(2026, 4, 1)),
    ("R8/4/1", date(2026, 4, 1)),
    ("R8-4-1", date(2026, 4, 1)),
    ("R.8.4.1", date(2026, 4, 1)),
    ("R8年4月1日", date(2026, 4, 1)),
    ("R元.5.1", date(2019, 5, 1)),
    ("R080401", date(2026, 4, 1)),
    ("令8.4.1", date(2026, 4, 1)),
    ("H31.4.30", date(2019, 4, 30)),
    ("平成31年4月30日", date(2019, 4, 30)),
    ("平成元年1月8日", date(1989, 1, 8)),
    ("S64.1.7", date(1989, 1, 7)),
    ("S60.1.2", date(1985, 1, 2)),
    ("昭和60年1月2日", date(1985, 1, 2)),
    ("大正15年12月24日", date(1926, 12, 24)),
    ("明治45年7月29日", date(1912, 7, 29)),
    ("2026-04-01", date(2026, 4, 1)),
    ("2026/4/1", date(2026, 4, 1)),
    ("２０２６／４／１", date(2026, 4, 1)),
    ("2026．4．1", date(2026, 4, 1)),
    ("2026.4.1", date(2026, 4, 1)),
    ("20260401", date(2026, 4, 1)),
    ("2026年4月1日", date(2026, 4, 1)),
    ("西暦2026年4月1日", date(2026, 4, 1)),
    ("二〇二六年四月一日", date(2026, 4, 1)),
    ("2026ー4ー1", date(2026, 4, 1)),
    ("2026−4−1", date(2026, 4, 1)),
    ("1 April 2026", date(2026, 4, 1)),
    ("April 1, 2026", date(2026, 4, 1)),
    ("1st Apr. 2026", date(2026, 4, 1)),
]


@pytest.mark.parametrize(("text", "day"), SPELLINGS)
def test_every_spelling_is_read(text, day):
    assert parse_date(text) == day


@pytest.mark.parametrize(
    "text",
    [
        "", "   ", "きのう", "令和", "8.4.1", "4月1日",
        "26/4/1", "2026-02-30", "令和8年2月30日", "令和8年13月1日", "R0.4.1", "令和元年4月30日",
        "平成31年5月1日", "昭和64年1月8日", "9999999", "2026-4", "R8", "令和99999年1月1日",
        "0000-01-01", "2026-04-01-01", "31 Foo 2026", "R8.4.1x", "十十年", "令和十十年一月一日",
    ],
)  # fmt: skip
def test_what_is_no_date_is_refused_with_a_sentence_in_both_languages(text):
    with pytest.raises(DateUnreadable) as refused:
        parse_date(text)
    with translation.override("en"):
        english = str(refused.value)
    assert isinstance(refused.value, ValueError)
    assert english.endswith(".") and "%(" not in english


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "令和8年2月30日",
            "「令和8年2月30日」はありません。令和8年3月1日のように、ある日付を書いてください。",
        ),
        ("2026-02-30", "「2026-02-30」はありません。2026-03-01のように、ある日付を書いてください。"),
        (
            "平成31年5月1日",
            "「平成31年5月1日」は、その元号の期間に入りません。令和元年5月1日と書いてください。",
        ),
        (
            "8.4.1",
            "「8.4.1」は何年か分かりません。元号か4けたの西暦を付けてください"
            "（例 令和8年4月1日, 2026-04-01）。",
        ),
        ("", "日付が書かれていません。令和8年4月1日、または2026-04-01のように書いてください。"),
    ],
)
def test_the_refusal_tells_what_where_and_how(text, sentence):
    with pytest.raises(DateUnreadable) as refused, translation.override("ja"):
        parse_date(text)
    with translation.override("ja"):
        assert str(refused.value) == sentence


def test_a_very_long_text_is_not_repeated_in_full():
    with pytest.raises(DateUnreadable) as refused:
        parse_date("あ" * 20_000)
    assert len(str(refused.value)) < 200


@given(DAYS)
def test_what_is_written_is_read_back(day):
    assert parse_date(era_date(day)) == day
    assert parse_date(era_short(day)) == day
    assert parse_date(day.isoformat()) == day
    assert parse_date(f"{day:%Y/%m/%d}") == day
    assert parse_date(f"{day.day} {day:%B} {day.year}") == day


@given(st.text(max_size=40))
def test_any_text_is_a_date_or_a_refusal(text):
    try:
        assert isinstance(parse_date(text), date)
    except DateUnreadable as refusal:
        assert str(refusal)


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2019, 4, 30), "平成31年4月30日"),
        (date(2019, 5, 1), "令和元年5月1日"),
        (date(1989, 1, 7), "昭和64年1月7日"),
        (date(1989, 1, 8), "平成元年1月8日"),
        (date(1926, 12, 24), "大正15年12月24日"),
        (date(1926, 12, 25), "昭和元年12月25日"),
        (date(1912, 7, 29), "明治45年7月29日"),
        (date(1912, 7, 30), "大正元年7月30日"),
        (date(1872, 12, 31), "1872年12月31日"),
    ],
)
def test_eras_change_on_their_first_day(day, written):
    assert era_date(day) == written


def test_eras_stand_newest_first():
    assert [era.first_day for era in ERAS] == sorted((era.first_day for era in ERAS), reverse=True)


def test_years_are_written_in_their_era():
    assert era_year(2026) == "令和8年"
    assert era_year(2019) == "令和元年"
    assert era_year(date(2019, 4, 1)) == "平成31年"
    assert era_short(date(2026, 4, 1)) == "R8.4.1"
    assert era_short(date(1985, 1, 2)) == "S60.1.2"


@pytest.mark.parametrize(
    ("text", "partial", "written"),
    [
        ("1988", PartialDate(1988), "昭和63年"),
        ("昭和63年", PartialDate(1988), "昭和63年"),
        ("S63", PartialDate(1988), "昭和63年"),
        ("昭和六十三年", PartialDate(1988), "昭和63年"),
        ("S63.5", PartialDate(1988, 5), "昭和63年5月"),
        ("1988年5月", PartialDate(1988, 5), "昭和63年5月"),
        ("1988-05", PartialDate(1988, 5), "昭和63年5月"),
        ("昭和64年", PartialDate(1989), "1989年"),
        ("平成元年", PartialDate(1989), "1989年"),
        ("平成元年1月", PartialDate(1989, 1), "1989年1月"),
        ("S63.5.12", PartialDate(1988, 5, 12), "昭和63年5月12日"),
    ],
)
def test_birth_dates_may_be_known_in_part(text, partial, written):
    assert parse_partial_date(text) == partial
    assert era_partial(partial) == written
    assert parse_partial_date(written) == partial
    assert parse_partial_date(str(partial)) == partial


@pytest.mark.parametrize("text", ["", "63年", "昭和65年", "昭和64年2月", "1988-13", "0000", "S0", "S63.2.30"])
def test_a_part_that_cannot_be_is_refused(text):
    with pytest.raises(DateUnreadable):
        parse_partial_date(text)


@given(DAYS, st.sampled_from([1, 2, 3]))
def test_partial_dates_survive_writing(day, known):
    partial = PartialDate(*(day.year, day.month, day.day)[:known])
    assert parse_partial_date(era_partial(partial)) == partial
    assert partial.earliest <= day <= partial.latest


def test_a_partial_date_needs_the_month_of_its_day():
    with pytest.raises(ValueError, match="month"):
        PartialDate(1988, None, 3)


@given(DAYS)
def test_a_day_lies_inside_its_fiscal_year(day):
    year = fiscal_year(day)
    assert fiscal_year_start(year) <= day <= fiscal_year_end(year)
    assert fiscal_year_end(year) + timedelta(days=1) == fiscal_year_start(year + 1)


def test_fiscal_years_have_the_label_of_the_state():
    assert fiscal_year(date(2026, 3, 31)) == 2025
    assert fiscal_year(date(2026, 4, 1)) == 2026
    assert [fiscal_year_label(year) for year in (2018, 2019, 2026)] == [
        "平成30年度",
        "令和元年度",
        "令和8年度",
    ]


def test_a_moment_belongs_to_its_japanese_day():
    late = datetime(2026, 3, 31, 15, 0, tzinfo=UTC)
    assert japanese_day(late) == date(2026, 4, 1)
    assert japanese_day(late - timedelta(microseconds=1)) == date(2026, 3, 31)
    assert fiscal_year(late) == 2026
    assert era_date(late) == "令和8年4月1日"


def test_a_moment_without_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        japanese_day(datetime(2026, 4, 1))


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 11, 24), True),
        (date(2026, 11, 23), False),  # 勤労感謝の日
        (date(2026, 11, 22), False),  # Sunday
        (date(2026, 5, 6), False),  # 振替休日
        (date(2026, 12, 28), True),
        (date(2026, 12, 29), False),
        (date(2027, 1, 2), False),
        (date(2027, 1, 4), True),
    ],
)
def test_offices_close_on_weekends_holidays_and_over_new_year(day, works):
    assert is_working_day(day) is works


def test_the_next_working_day_skips_the_new_year():
    assert next_working_day(date(2026, 12, 28)) == date(2027, 1, 4)


def test_age_changes_on_the_birthday():
    assert age_on(date(1988, 5, 12), date(2026, 5, 11)) == 37
    assert age_on(date(1988, 5, 12), date(2026, 5, 12)) == 38
    assert age_on(date(2004, 2, 29), date(2026, 2, 28)) == 21
    assert age_on(date(2004, 2, 29), date(2026, 3, 1)) == 22
    assert age_range_on(PartialDate(1988), date(2026, 5, 12)) == (37, 38)
    assert age_range_on(PartialDate(1988, 5, 12), date(2026, 5, 12)) == (38, 38)


def test_ages_fall_into_the_bands_of_the_yearly_survey():
    ages = [0, 19, 20, 29, 30, 49, 50, 59, 60, 101, None]
    bands = [
        "under_20",
        "under_20",
        "20s",
        "20s",
        "30s",
        "40s",
        "50s",
        "50s",
        "60_over",
        "60_over",
        "unknown",
    ]
    assert [age_band(age) for age in ages] == bands
