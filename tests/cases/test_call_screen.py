"""The call screen as a browser meets it: looking for the caller, choosing her, making her, counting a silent call."""

import csv
import html
import re

import pytest
from django.conf import settings
from django.utils import timezone

from cases.models import BriefContact, Client, Code, Consultation, NameSearch, PinnedCode
from cases.models.code import SHELF
from cases.queries.call_aids import FIELD_OF, guiding_questions, word_proposals
from safeguards.models import AuditLine
from safeguards.once import new_token
from tests.factories import cases

pytestmark = pytest.mark.django_db
URL = "/consultations/new/"
PART = {"HTTP_X_REQUESTED_WITH": "XMLHttpRequest"}


@pytest.fixture
def here(world, browser):
    return browser(world.counselor)


@pytest.fixture
def woman(world):
    return cases.client(
        world.act(world.counselor), phone="090-1111-5678", never_contact="携帯へかけない",
        safe_contact="職場へ平日12時",
        caller_name_to_give="さくら企画", birth={"year": timezone.localdate().year - 34}, children_count=2,
    )  # fmt: skip


def sheet(**more):
    return {
        "started_on": timezone.localdate().isoformat(), "method": "phone", "main_complaint": "spouse_violence",
        "once": new_token(), **more,
    }  # fmt: skip


def all_of(model):
    return model.objects.everything("test")


def part(here, **fields):
    answer = here.post(URL, fields, **PART)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_repeat_caller_is_found_chosen_shown_and_linked(here, world, woman):
    cases.consultation(world.act(world.counselor), of=woman, violence_types=["physical"], minutes=22)
    found = part(here, step="find", who="さとう 5678")
    assert "data-choose" in found and woman.number in found and "30歳代前半" in found and "子ども2人" in found
    assert "携帯へかけない" not in found and "<html" not in found
    assert NameSearch.objects.everything("test").get().how == "typed"
    chosen = part(here, step=woman.number, who="さとう")
    for text in (
        "携帯へかけない",
        "職場へ平日12時",
        "さくら企画",
        "この人ではない",
        "電話 22分",
        "身体的",
        "夫等からの暴力",
    ):
        assert text in chosen, text
    assert f'name="client" value="{woman.number}"' in chosen
    assert chosen.index("携帯へかけない") < chosen.index("職場へ平日12時") < chosen.index("さくら企画")
    assert NameSearch.objects.everything("test").get().how == "opened"
    lines = AuditLine.objects.filter(event="client.read", object_number=woman.number)
    assert lines.count() == 1 and "さとう" not in lines.get().facts
    assert AuditLine.objects.filter(event="search.person").count() == 1
    assert here.post(URL, sheet(client=woman.number, who="さとう")).status_code == 302
    newest = all_of(Consultation).order_by("-made_at").first()
    assert (newest.client_id, newest.person_key) == (woman.pk, woman.person_key)
    assert 'name="client" value=""' in part(here, step="drop", who="さとう", client=woman.number)


def test_without_script_every_step_gives_the_whole_sheet_back_as_it_was_typed(here, woman):
    typed = {
        **sheet(), "narrative": "昨夜 <b>殴られた</b>。", "violence_types": ["physical", "social"],
        "wishes": ["safe_place"],
        "asked": ["spouse_violence.weapon"], "minutes": "12", "next_on": "令和9年1月5日", "next_day": "1",
        "caller_kana": "さとう", "is_disabled": "on", "who": "さとう", "main_complaint": "housing",
    }  # fmt: skip
    for step in ("find", woman.number, "drop"):
        answer = here.post(URL, {**typed, "step": step, "client": woman.number if step == "drop" else ""})
        page = answer.content.decode()
        assert answer.status_code == 200 and "field__error" not in page
        assert (
            html.escape("昨夜 <b>殴られた</b>。") in page and "令和9年1月5日" in page and 'value="12"' in page
        )
        for code in ("physical", "social", "safe_place", "spouse_violence.weapon", "housing"):
            assert re.search(rf'value="{code}"[^>]*\bchecked', page), (step, code)
        assert re.search(r'name="is_disabled"[^>]*\bchecked', page)
        assert ("さくら企画" in page) == (step == woman.number)
    assert not all_of(Consultation).exists()


def test_a_client_who_may_not_be_linked_looks_like_nobody_and_no_letter_is_lost(here, world, woman):
    other = world.act(world.city_counselor)
    foreign, disclosed = cases.client(other), cases.client(other, family_name="遠野")
    cases.disclosure(other, disclosed, world.center)
    walled = cases.client(world.act(world.counselor), family_name="壁野")
    cases.wall(world.counselor, walled)
    answers = set()
    for number in (foreign.number, disclosed.number, walled.number, "A" * 22, "x", "%00"):
        answer = here.post(URL, sheet(client=number, narrative="残る文"))
        page = answer.content.decode()
        assert answer.status_code == 422 and "残る文" in page and "この方は選べません" in page
        assert "壁野" not in page
        answers.add(tuple(answer.context["form"].errors["who"]))
        assert "この方は選べません" in part(here, step=number) and "壁野" not in part(here, step=number)
    assert len(answers) == 1
    assert not all_of(Consultation).exists()


def test_the_posted_client_goes_before_the_one_of_the_address(here, woman):
    answer = here.get(f"{URL}?client={woman.number}")
    assert f'name="client" value="{woman.number}"' in answer.content.decode()
    here.post(f"{URL}?client={woman.number}", sheet(client=""))
    assert all_of(Consultation).get().client is None
    here.post(f"{URL}?client={woman.number}", sheet())
    assert all_of(Consultation).filter(client=woman).count() == 1


NEWCOMERS = [
    ({"who": "たなか はるこ"}, ("", "", "たなか", "はるこ", "")),
    ({"who": "田中 春子 090-2222-3333 30代"}, ("田中", "春子", "", "", "09022223333")),
    (
        {
            "who": "たなか",
            "caller_name": "田中　春子",
            "caller_kana": "タナカ ハルコ",
            "caller_phone": "022-1",
        },
        ("田中", "春子", "タナカ", "ハルコ", "022-1"),
    ),
    ({"who": "Maria Santos"}, ("Maria", "Santos", "", "", "")),
]


@pytest.mark.parametrize(("words", "columns"), NEWCOMERS)
def test_none_of_these_makes_the_client_with_the_words_already_typed_in_the_same_save(here, words, columns):
    fields = sheet(is_new_client="on", safe_contact="夜だけ", sex="female", **words)
    first = here.post(URL, fields)
    assert here.post(URL, fields)["Location"] == first["Location"]  # sent twice: one of each
    woman, one = all_of(Client).get(), all_of(Consultation).get()
    assert one.client_id == woman.pk and one.person_key == woman.person_key
    told = (woman.family_name, woman.given_name, woman.family_kana, woman.given_kana, woman.phone)
    assert (*told, woman.safe_contact, woman.sex) == (*columns, "夜だけ", "female")
    assert f"{one.caller_name} {one.caller_kana}".split()
    assert [
        AuditLine.objects.filter(event=event).count() for event in ("client.make", "consultation.make")
    ] == [1, 1]
    assert woman.number in part(here, step="find", who=next(filter(None, columns)))


def test_a_chosen_one_is_not_made_anew_and_a_fault_makes_nobody(here, woman):
    here.post(URL, sheet(client=woman.number, is_new_client="on", who="さとう"))
    assert all_of(Client).count() == 1
    answer = here.post(URL, sheet(is_new_client="on", who="たなか", main_complaint=""))
    assert answer.status_code == 422 and all_of(Client).count() == 1
    assert re.search(r'name="is_new_client"[^>]*\bchecked', answer.content.decode())


def test_a_press_for_the_day_writes_the_date_and_a_written_one_goes_first(here):
    today = timezone.localdate()
    here.post(URL, sheet(next_steps=["call_back"], next_day="1"))
    assert (all_of(Consultation).get().next_on - today).days == 1
    here.post(URL, sheet(next_day="0", next_on="令和9年1月5日"))
    assert {one.next_on.year for one in all_of(Consultation)} == {2027, (today).year} or today.year == 2027
    assert here.post(URL, sheet(next_day="400")).status_code == 422


def test_a_silent_call_is_two_presses_counted_once_and_holds_no_person(here, world, browser):
    page = here.get(URL).content.decode()
    assert 'id="brief"' in page and page.count('form="brief"') == 4
    once = new_token()
    for _time in range(2):
        answer = here.post(
            "/consultations/brief/", {"kind": "silent", "brief_minutes": "1", "once": once}, follow=True
        )
    assert "無言 <strong>1</strong>" in answer.content.decode() and "今日の数" in answer.content.decode()
    one = all_of(BriefContact).get()
    assert (one.agency, one.account, one.kind, one.method, one.minutes) == (
        world.center, world.counselor, "silent", "phone", 1,
    )  # fmt: skip
    line = AuditLine.objects.get(event="brief.make")
    assert '"kind":"silent"' in line.facts and line.object_number == one.number
    for wrong in (
        {},
        {"kind": "murder"},
        {"kind": "silent", "brief_minutes": "-1"},
        {"kind": "silent", "method": "x"},
    ):
        assert "まだ数えていません" in here.post("/consultations/brief/", wrong, follow=True).content.decode()
    assert all_of(BriefContact).count() == 1
    assert "無言" in here.get("/statistics/").content.decode()
    elsewhere = browser(world.city_counselor)
    assert "今日の数" not in elsewhere.get("/").content.decode()
    assert "無言" not in elsewhere.get("/statistics/").content.decode()


def test_an_office_pins_six_and_only_its_own_sheet_changes(here, world, browser):
    def order(who, field="main_complaint"):
        page = who.get(URL).content.decode()
        return re.findall(rf'name="{field}" value="([^"]+)"', page)

    plain = order(here)
    boss = browser(world.supervisor)
    pins = {"main_complaint": ["housing", "economic"], "next_step": ["refer"], "once": new_token()}
    assert boss.post("/consultations/pins/", pins).status_code == 302
    assert order(here) == [
        "housing",
        "economic",
        *(one for one in plain if one not in pins["main_complaint"]),
    ]
    assert order(here, "next_steps")[0] == "refer" and order(browser(world.city_counselor)) == plain
    assert AuditLine.objects.get(event="pins.change").object_number == world.center.code
    many = {"main_complaint": plain[:7], "once": new_token()}
    answer = boss.post("/consultations/pins/", many)
    assert answer.status_code == 422 and "6つまで" in answer.content.decode()
    assert PinnedCode.objects.count() == 3
    assert here.get("/consultations/pins/").status_code == 404
    boss.post("/consultations/pins/", {"once": new_token()})
    assert order(here) == plain


def test_a_code_that_ran_out_is_no_pin_any_more(here, world, browser, monkeypatch):
    browser(world.supervisor).post(
        "/consultations/pins/", {"main_complaint": ["housing"], "once": new_token()}
    )
    housing = SHELF.lists()["main_complaint"]["housing"]
    monkeypatch.setattr(housing, "valid_to_fy", 2000)
    assert 'name="main_complaint" value="housing"' not in here.get(URL).content.decode()


def test_words_and_questions_are_data_that_name_what_there_is():
    with (settings.YUI_DATA_DIR / "word_proposals.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    codes = {(one.list_name, one.code) for one in Code.objects.all()}
    assert len(rows) >= 80 and len(word_proposals()) == len(rows)
    assert {row["list"] for row in rows} <= set(FIELD_OF)
    for row in rows:
        assert (row["list"], row["code"]) in codes or row["list"] == "next_day", row
        assert len(row["word"]) > 1 or row["word"] in "姑猫罵", row
    wanted = {"violence_type", "harm_type", "main_complaint", "wish", "next_day", "next_step"}
    assert wanted <= {row["list"] for row in rows}
    first_level = Code.objects.filter(list_name="main_complaint", parent_code="").values_list(
        "code", flat=True
    )
    assert {one.main_complaint for one in guiding_questions()} == set(first_level)
    assert len({one.code for one in guiding_questions()}) == len(guiding_questions()) > 40


def test_the_band_and_the_questions_stand_on_a_new_sheet_only(here, world):
    one = cases.consultation(world.act(world.counselor))
    page = here.get(f"/consultations/{one.number}/edit/").content.decode()
    assert "data-proposals" not in page and "data-timer" not in page and 'name="asked"' not in page
    assert 'name="who"' not in page and 'class="navigation"' in page
    new = here.get(URL).content.decode()
    assert 'data-ways="{&quot;phone&quot;:&quot;call&quot;' in new and 'class="navigation"' not in new
    assert new.index('name="narrative"') < new.index('name="who"') < new.index('name="main_complaint"')
