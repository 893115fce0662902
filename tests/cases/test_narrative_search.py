"""Search inside what was said: only what may be read, bounded, and the bound is told."""

from dataclasses import replace
from datetime import timedelta

import pytest

from cases.models import CodeBook, NameSearch
from cases.queries import narrative_search
from cases.queries.narrative_search import passages, readable
from safeguards.models import AuditLine
from tests.factories import cases
from tests.partners.forms import words_of

pytestmark = pytest.mark.django_db
URL = "/consultations/narratives/"


@pytest.fixture
def actor(world):
    return world.act(world.counselor)


def search(here, words):
    return words_of(here.post(URL, {"q": words}, follow=True))


@pytest.mark.parametrize("words", ["包丁", "包 丁", "ホウチョウ", "ﾎｳﾁｮｳ", "斉藤さん"])
def test_any_spelling_finds_the_sentence(browser, world, actor, words):
    cases.consultation(
        actor, narrative="雨が降った。包丁（ほうちょう）を齋藤さんに預けた。次の話。", caller_name="相田"
    )
    cases.consultation(actor, narrative="別の話")
    text = search(browser(world.counselor), words)
    assert "包丁（ほうちょう）を齋藤さんに預けた。" in text
    assert "相田" in text and "雨が降った" not in text and "別の話" not in text


@pytest.mark.parametrize("words", ["", "ほ", "%%", "・・", "。"])
def test_too_little_is_refused_with_a_sentence(browser, world, actor, words):
    cases.consultation(actor, narrative="ほうちょう")
    answer = browser(world.counselor).post(URL, {"q": words}, follow=True)
    assert answer.status_code == 422
    assert "2文字以上" in words_of(answer) and "ほうちょう" not in words_of(answer)


def test_what_may_not_be_read_is_not_looked_through(browser, world, actor):
    """Walled, of another agency, and groups that were not disclosed: the page is the same without them."""
    here = browser(world.counselor)
    nothing = search(here, "ひみつ")
    woman = cases.client(actor)
    cases.consultation(actor, of=woman, narrative="ひみつの話")
    cases.wall(world.counselor, woman)
    other = world.act(world.city_counselor)
    cases.consultation(other, narrative="ひみつの話")
    assert search(here, "ひみつ") == nothing
    told = cases.consultation(
        other, narrative="ひみつの話", health_note="ひみつの病", whereabouts_note="ひみつの家"
    )
    cases.disclosure(other, told, world.center, groups=("health", "whereabouts"))
    text = search(here, "ひみつ")
    assert "ひみつの病" in text and "ひみつの話" not in text and "ひみつの家" not in text
    assert "ひみつの話" in search(browser(world.colleague), "ひみつ")


def test_the_bound_is_told_and_older_ones_are_read_by_a_press(browser, world, actor, monkeypatch):
    monkeypatch.setattr("cases.views.narrative.READ_AT_ONCE", 3)
    for day in range(7):
        cases.consultation(actor, narrative=f"第{day}の鍵", started_at=actor.now - timedelta(days=day + 1))
    here = browser(world.counselor)
    answer = here.post(URL, {"q": "の鍵"}, follow=True)
    for read, shown in ((3, "012"), (6, "345"), (7, "6")):
        text = words_of(answer)
        told = (
            "相談7件すべてを読みました" if read == 7 else f"相談7件のうち、新しいほうから{read}件を読みました"
        )
        assert told in text
        assert [day for day in "0123456" if f"第{day}の鍵" in text] == list(shown)
        if read < 7:
            answer = here.get(answer.context["page"].next_url)
    assert answer.context["page"].next_url == ""


def test_the_words_are_sealed_and_the_reading_is_audited(browser, world, actor):
    hit = cases.consultation(actor, narrative="ひみつの話")
    here = browser(world.counselor)
    answer = here.post(URL, {"q": "ひみつ"})
    assert "%E3" not in answer["Location"]
    here.get(answer["Location"])
    line = AuditLine.objects.filter(event="narrative.search").get()
    assert hit.number in line.facts and "ひみつ" not in line.facts
    kept = NameSearch.objects.visible_to(actor).get()
    assert (kept.how, kept.words) == ("narrative", "ひみつ")
    assert browser(world.colleague).get(answer["Location"]).status_code == 404


def test_two_hundred_long_notes_cost_few_queries(actor, django_assert_num_queries):
    for hour in range(30):
        cases.consultation(
            replace(actor, now=actor.now - timedelta(hours=hour)), narrative="長い話。" * 300 + "鍵"
        )
    book = CodeBook()
    with django_assert_num_queries(1):
        rows = list(readable(actor).order_by("-listed_at")[: narrative_search.READ_AT_ONCE])
        assert len(passages(actor, rows, "鍵", book)) == 30
