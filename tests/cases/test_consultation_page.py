"""The sheet and the list of consultations, as a browser meets them."""

import html
import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.models import Consultation
from safeguards.models import AuditLine
from safeguards.once import new_token
from tests.factories import cases

pytestmark = pytest.mark.django_db
LONG = "🧑‍🍼𠮷﨑髙 <b>&\"'\r\n" + "あ" * 20_000


@pytest.fixture
def here(world, browser):
    return browser(world.counselor)


@pytest.fixture
def actor(world):
    return world.act(world.counselor)


def sheet(**more):
    today = timezone.localdate().isoformat()
    return {
        "started_on": today,
        "method": "phone",
        "main_complaint": "spouse_violence",
        "once": new_token(),
        **more,
    }


def the_one():
    return Consultation.objects.everything("test").get()


FULL = {
    "started_clock": "14:05", "minutes": "25", "contact_kind": "new", "caller": "self", "relation": "本人の姉",
    "narrative": LONG, "harm_types": ["stalking", "dating_dv"], "violence_types": ["physical"],
    "caller_name": "𠮷﨑 はな", "caller_kana": "ヨシザキ ハナ",
    "caller_phone": "090-1234-5678", "safe_contact": "昼だけ", "children_note": "二人",
    "health_note": "通院", "other_party_note": "同居", "whereabouts_note": "みどり荘", "support_text": "傾聴",
    "is_disabled": "on", "needs_interpreter": "on",
}  # fmt: skip


def test_everything_that_was_written_is_kept(here):
    answer = here.post("/consultations/new/", sheet(**FULL, next_on="令和9年1月5日"))
    assert answer.status_code == 302, re.findall(r'class="field__error[^>]*>(.*?)<', answer.content.decode())
    one = the_one()
    assert answer["Location"] == f"/consultations/{one.number}/"
    assert one.narrative == LONG
    for name in ("caller_name", "caller_kana", "caller_phone", "safe_contact", "children_note", "health_note",
                 "other_party_note", "whereabouts_note", "support_text",
                 "relation", "contact_kind", "caller"):  # fmt: skip
        assert getattr(one, name) == FULL[name]
    assert (one.minutes, one.is_disabled, one.needs_interpreter) == (25, True, True)
    assert (set(one.harm_types), one.next_on) == ({"stalking", "dating_dv"}, date(2027, 1, 5))
    assert f"{timezone.localtime(one.started_at):%H:%M}" == "14:05"


@pytest.mark.parametrize(
    "spelling", ["令和8年4月1日", "R8.4.1", "2026-04-01", "2026/4/1", "令和８年４月１日", "20260401"]
)
def test_every_spelling_of_a_day_is_read(here, spelling):
    assert here.post("/consultations/new/", sheet(started_on=spelling)).status_code == 302
    assert timezone.localtime(the_one().started_at).date() == date(2026, 4, 1)


WRONG = {
    "started_on": ["", "令和8年13月1日", "きのう", "R99.4.1", "2999-01-01"],
    "started_clock": ["25:00", "お昼"],
    "minutes": ["二十五", "-1", "1441"],
    "method": ["", "pigeon"],
    "main_complaint": ["", "nothing"],
    "next_on": ["あした"],
    "harm_types": [["no such harm"]],
}


@pytest.mark.parametrize(
    ("name", "typed"), [(name, typed) for name, texts in WRONG.items() for typed in texts]
)
def test_a_fault_keeps_every_letter_and_says_where_and_how_to_mend(here, name, typed):
    answer = here.post("/consultations/new/", sheet(**{**FULL, name: typed}))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert not Consultation.objects.everything("test").exists()
    form = answer.context["form"]
    assert list(form.errors) == [name]
    assert html.escape(form.errors[name][0]) in page
    assert re.search(r"[ぁ-ん]", form.errors[name][0]), "the word of help is not Japanese"
    assert f'href="#{form[name].auto_id}' in page or f"#{form[name].id_for_label}" in page
    for field, text in FULL.items():
        if field == name or isinstance(text, list) or text == "on":
            continue
        assert html.escape(text).replace("\r\n", "\n") in page.replace("\r\n", "\n"), field
    if isinstance(typed, str) and typed and form[name].field.widget.input_type == "text":
        assert html.escape(typed) in page
    for code in FULL["violence_types"] + FULL["harm_types"] * (name != "harm_types"):
        assert re.search(rf'value="{code}"[^>]*\bchecked', page), code


def test_a_text_too_long_is_kept_and_told(here):
    text = "長" * 50_001
    answer = here.post("/consultations/new/", sheet(narrative=text))
    assert answer.status_code == 422 and text in answer.content.decode()
    assert "50001" in answer.context["form"].errors["narrative"][0]


def test_a_form_with_every_column_of_the_table_changes_only_its_fields(world, here, actor):
    """Mass assignment: what is not in the form is not taken, whatever is posted."""
    extra = {field.attname: "1" for field in Consultation._meta.concrete_fields}
    extra |= {
        "agency": str(world.city.pk),
        "version": "77",
        "number": "x" * 22,
        "is_demo": "on",
    }
    for own in ("started_on", "method", "main_complaint", "minutes", "narrative"):
        extra.pop(own, None)
    keep = {"harm_types", "violence_types", "support_activities", "next_steps",
    "wishes", "unmet_needs", "next_on", "sex",
            "age_band", "partner_relation", "disposition", "route", "contact_kind", "caller"}  # fmt: skip
    here.post("/consultations/new/", {**{k: v for k, v in extra.items() if k not in keep}, **sheet()})
    one = the_one()
    assert (one.agency, one.version, one.is_demo, one.client) == (world.center, 1, False, None)
    assert one.counselor_id == actor.account_id and one.number != "x" * 22


def test_a_change_shows_what_stands_and_keeps_masked_places(here, actor):
    one = cases.consultation(actor, narrative="初め", whereabouts_note="みどり荘")
    page = here.get(f"/consultations/{one.number}/edit/").content.decode()
    assert "初め" in page and "みどり荘" not in page
    here.post(f"/consultations/{one.number}/edit/", sheet(narrative="後", version="1"))
    assert (the_one().narrative, the_one().whereabouts_note) == ("後", "みどり荘")
    here.post(
        f"/consultations/{one.number}/edit/", sheet(narrative="後", whereabouts_note="別の町", version="2")
    )
    assert the_one().whereabouts_note == "別の町"


def test_who_was_slower_sees_both_texts_and_nothing_is_overwritten(world, here, actor, browser):
    one = cases.consultation(actor, narrative="初め")
    address = f"/consultations/{one.number}/edit/"
    assert (
        browser(world.colleague).post(address, sheet(narrative="速い人の文", version="1")).status_code == 302
    )
    answer = here.post(address, sheet(narrative="遅い人の文", version="1"))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "速い人の文" in page and "遅い人の文" in page
    assert the_one().narrative == "速い人の文"
    line = AuditLine.objects.get(event="consultation.open_to_change")
    assert (line.login, line.object_number) == (actor.login, one.number), "she has read what stands there"


def test_after_comparing_she_can_save_the_same_page(world, here, actor, browser):
    """The page that shows both texts carries the version that she has now seen."""
    one = cases.consultation(actor, narrative="初め")
    address = f"/consultations/{one.number}/edit/"
    browser(world.colleague).post(address, sheet(narrative="速い人の文", version="1"))
    page = here.post(address, sheet(narrative="遅い人の文", version="1")).content.decode()
    version = re.search(r'name="version" value="(\d+)"', page)[1]
    assert here.post(address, sheet(narrative="二人の文", version=version)).status_code == 302
    assert the_one().narrative == "二人の文"


def test_every_field_that_the_quicker_hand_changed_stands_beside_and_no_other(world, here, actor, browser):
    """What she does not see she would overwrite without knowing."""
    one = cases.consultation(actor, narrative="初め", safe_contact="昼", health_note="通院", minutes=5)
    address = f"/consultations/{one.number}/edit/"
    same = {"narrative": "初め", "health_note": "通院", "minutes": "5"}
    local = timezone.localtime(one.started_at)
    same |= {"started_on": local.date().isoformat(), "started_clock": f"{local:%H:%M}"}
    quick = sheet(**same, version="1") | {
        "safe_contact": "夜だけ",
        "next_on": "R9.1.5",
        "harm_types": ["stalking"],
    }
    browser(world.colleague).post(address, quick)
    answer = here.post(address, sheet(**same, safe_contact="昼", version="1"))
    assert answer.status_code == 409
    beside = dict(answer.context["beside"])
    assert set(beside.values()) == {"夜だけ", "令和9年1月5日", "ストーカー"}
    assert all(text in answer.content.decode() for text in beside.values())


@pytest.mark.parametrize("version", ["", "0", "x"])
def test_a_change_without_its_version_overwrites_nothing(here, actor, version):
    one = cases.consultation(actor, narrative="初め")
    answer = here.post(f"/consultations/{one.number}/edit/", sheet(narrative="後", version=version))
    assert answer.status_code in (409, 422)
    assert the_one().narrative == "初め"


def test_what_was_disclosed_stands_there_and_the_rest_does_not(world, actor, browser):
    words = {
        "narrative": "経過の文",
        "health_note": "健康の文",
        "caller_name": "呼び名",
        "other_party_note": "相手の文",
    }
    one = cases.consultation(actor, **words)
    cases.disclosure(actor, one, world.city, ["health", "narrative"])
    page = browser(world.city_counselor).get(f"/consultations/{one.number}/").content.decode()
    shown = {name for name, text in words.items() if text in page}
    assert shown == {"narrative", "health_note"}
    assert browser(world.city_counselor).get(f"/consultations/{one.number}/edit/").status_code == 404


def test_a_title_never_names_anybody(here, actor):
    woman = cases.client(actor, family_name="ひみつ姓")
    one = cases.consultation(actor, of=woman, caller_name="ひみつ姓")
    for address in (
        f"/consultations/{one.number}/",
        f"/clients/{woman.number}/",
        f"/clients/{woman.number}/edit/",
    ):
        page = here.get(address).content.decode()
        assert "ひみつ姓" in page
        assert "ひみつ" not in re.search(r"<title>(.*?)</title>", page, re.DOTALL)[1]


def test_text_of_a_person_is_never_markup(here, actor):
    one = cases.consultation(actor, narrative="<script>alert(1)</script>", caller_name="<img src=x>")
    page = here.get(f"/consultations/{one.number}/").content.decode()
    assert "<script>alert" not in page and "<img src=x>" not in page


@pytest.mark.parametrize("address", ["/consultations/", "/clients/"])
def test_a_list_asks_as_often_for_one_row_as_for_twenty_five(world, here, actor, address):
    asked = []
    for rows in (1, 24):
        for _ in range(rows):
            cases.consultation(actor, of=cases.client(actor))
        here.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert here.get(address).status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 12


def test_the_list_holds_twenty_rows_newest_first_and_leads_on(here, actor):
    calls = [cases.consultation(actor, started_at=actor.now - timedelta(hours=hours)) for hours in range(23)]
    first = here.get("/consultations/").content.decode()
    numbers = re.findall(r'href="/consultations/([\w-]{22})/"', first)
    assert numbers == [call.number for call in calls[:20]]
    link = html.unescape(re.search(r'href="(\?p=[^"]+|/consultations/\?p=[^"]+)"', first)[1])
    rest = here.get(link if link.startswith("/") else f"/consultations/{link}").content.decode()
    assert re.findall(r'href="/consultations/([\w-]{22})/"', rest) == [call.number for call in calls[20:]]


@pytest.mark.parametrize(("language", "words"), [("ja", "1ページの件数"), ("en", "Rows on a page")])
def test_she_chooses_how_many_rows_a_page_holds_and_a_search_keeps_her_choice(here, actor, language, words):
    calls = [
        cases.consultation(actor, method="visit", started_at=actor.now - timedelta(hours=hours))
        for hours in range(23)
    ]
    here.cookies["django_language"] = language
    page = here.get("/consultations/").content.decode()
    assert words in page
    link = html.unescape(re.search(r'href="([^"]*\brows=50)"', page)[1])
    more = here.get(link).content.decode()
    numbers = re.findall(r'href="/consultations/([\w-]{22})/"', more)
    assert numbers == [call.number for call in calls]
    assert re.search(r'href="[^"]*\brows=50" aria-current="true">50<', more)
    carried = dict(re.findall(r'<input type="hidden" name="(rows)" value="(\d+)">', more))
    found = here.post("/consultations/", {"method": "visit", **carried})["Location"]
    assert re.findall(r'href="/consultations/([\w-]{22})/"', here.get(found).content.decode()) == numbers


@pytest.mark.parametrize("address", ["/consultations/", "/clients/"])
def test_a_list_asks_as_often_for_twenty_rows_as_for_a_hundred(here, actor, address):
    for _ in range(22):
        cases.consultation(actor, of=cases.client(actor))
    asked = {}
    for size in (20, 100):
        here.get(f"{address}?rows={size}")
        with CaptureQueriesContext(connection) as queries:
            assert len(here.get(f"{address}?rows={size}").context["rows"]) == min(size, 22)
        asked[size] = len(queries)
    assert asked[20] == asked[100] <= 12


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"only": "mine"}, 2), ({"only": "unlinked"}, 2), ({"only": "next"}, 1), ({"method": "visit"}, 1),
        ({"main_complaint": "spouse_violence"}, 3), ({"since": "R8.4.1"}, 3),
        ({"until": "令和7年3月31日"}, 0), ({}, 3),
    ],
)  # fmt: skip
def test_filters_narrow_the_list(world, here, actor, asked, found):
    cases.consultation(actor, method="visit")
    cases.consultation(actor, next_on=date(2027, 1, 5))
    colleague = world.act(world.colleague)
    cases.consultation(colleague, of=cases.client(colleague))
    page = here.post("/consultations/", asked, follow=True).content.decode()
    assert len(set(re.findall(r'href="/consultations/([\w-]{22})/"', page))) == found


def test_a_filter_on_what_was_not_told_tells_nothing(world, actor, browser):
    """Filtering foreign rows by method or complaint would tell what the disclosure left out."""
    one = cases.consultation(
        actor, method="visit", main_complaint="spouse_violence", next_on=date(2027, 1, 5)
    )
    cases.disclosure(actor, one, world.city, ["identity"])
    there = browser(world.city_counselor)
    assert one.number in there.get("/consultations/").content.decode()
    for asked in ({"method": "visit"}, {"main_complaint": "spouse_violence"}, {"only": "next"}):
        assert one.number not in there.post("/consultations/", asked, follow=True).content.decode()


@pytest.mark.parametrize("asked", [{"since": "きのう"}, {"method": "pigeon"}])
def test_a_filter_that_cannot_be_read_is_kept_and_mended(here, asked):
    answer = here.post("/consultations/", asked)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == list(asked)


def test_answers_are_stored_nowhere_and_framed_by_nobody(here, actor):
    one = cases.consultation(actor)
    for address in ("/", "/consultations/", f"/consultations/{one.number}/", "/consultations/nowhere/"):
        headers = here.get(address).headers
        assert "no-store" in headers["Cache-Control"]
        assert headers["X-Frame-Options"] == "DENY" and headers["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert (
            headers["Cross-Origin-Opener-Policy"] == headers["Cross-Origin-Resource-Policy"] == "same-origin"
        )


def test_every_look_at_a_record_is_written_down(here, actor):
    one = cases.consultation(actor)
    here.get(f"/consultations/{one.number}/")
    here.get("/consultations/")
    read = AuditLine.objects.filter(login=actor.login).order_by("pk").values_list("event", "object_number")
    assert list(read)[-2:] == [("consultation.read", one.number), ("consultation.list", "")]
    assert one.number in AuditLine.objects.order_by("pk").last().facts
