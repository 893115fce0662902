"""Drafts: kept in any order of arrival, never overwritten unseen, ended by the record, handed over when access ends."""

import json
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from cases.actions.draft import (
    DraftConflict,
    DraftGone,
    TooManyDrafts,
    Typed,
    hand_over,
    save_draft,
    sweep_recorded,
)
from cases.actions.wall import declare_tie
from cases.models import Consultation, Draft, Presence
from cases.rules import DRAFT_SIGNS, draft_within
from partners.lock import LOCKED
from partners.models import Alert, KeptForm
from safeguards.models import AuditLine, Submit
from safeguards.once import new_token
from tests.factories import cases
from tests.factories.partners import account_with_posting, actor_for
from tests.factories.partners import posting as post

pytestmark = pytest.mark.django_db
SAVE, NEW = "/consultations/drafts/save/", "/consultations/new/"
EVERY = "a test looks at every draft"


@pytest.fixture
def here(world, browser):
    return browser(world.counselor)


def sheet(**more):
    return {
        "started_on": timezone.localdate().isoformat(), "method": "phone", "main_complaint": "spouse_violence",
        "once": new_token(), "draft_writer": "a", "draft_serial": "1", "draft_version": "0", **more,
    }  # fmt: skip


def the_one():
    return Draft.objects.everything(EVERY).get()


def lines(event):
    return [json.loads(one) for one in AuditLine.objects.filter(event=event).values_list("facts", flat=True)]


# ---- the order of savings ----
@dataclass
class Window:
    """One open page: what it knows of the draft, what it typed, what the house acknowledged."""

    writer: str
    knows: int = 0
    serial: int = 0
    acknowledged: int = 0
    sent: list = field(default_factory=list)


HAPPENS = st.sampled_from(["type", "type", "type", "arrive", "arrive", "again", "lose", "open", "decide"])
STEPS = st.lists(
    st.tuples(HAPPENS, st.integers(0, 1), st.integers(0, 9)),
    min_size=12,
    max_size=30,
)  # fmt: skip


@given(steps=STEPS)
@hypothesis_settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_in_any_order_of_arrival_the_newest_text_stands_and_none_is_overwritten_unseen(world, steps):
    """Late, repeated, lost, from two windows: what stands was typed last in its window, and whoever overwrote
    another window's text had seen it."""
    actor = world.act(world.counselor)
    point = transaction.savepoint()
    try:
        _play(actor, steps)
    finally:
        transaction.savepoint_rollback(point)


def _play(actor, steps):
    windows, token, opened = [Window("a0"), Window("b0")], new_token(), 0
    conflicts = {0: 0, 1: 0}
    for step, number, place in steps:
        window = windows[number]
        if step == "type":
            window.serial += 1
            text = f"{window.writer}:{window.serial}"
            window.sent.append(
                Typed(token, window.writer, window.serial, window.knows, fields={"narrative": [text]})
            )
        elif step == "open" and Draft.objects.everything(EVERY).exists():
            opened += 1
            windows[number] = Window(f"{'ab'[number]}{opened}", knows=the_one().version)
        elif step == "decide" and conflicts[number]:
            window.knows, conflicts[number] = conflicts[number], 0
        elif step in ("arrive", "lose", "again") and window.sent:
            message = window.sent[place % len(window.sent)]
            conflicts[number] = _arrive(actor, window, message, answered=step != "lose") or conflicts[number]
            if step != "again":
                window.sent.remove(message)


def _arrive(actor, window, message, *, answered):
    """One sending reaches the house; the version that stands, when another window was first."""
    before = Draft.objects.everything(EVERY).first()
    try:
        draft, left_out = save_draft(actor, message)
    except DraftConflict as conflict:
        after = the_one()
        assert before.writer != message.writer and before.version != message.version
        assert (after.writer, after.serial, after.version) == (before.writer, before.serial, before.version)
        assert conflict.draft.fields == before.fields
        return before.version
    after = the_one()
    assert left_out == [] and draft.version == after.version
    assert after.fields == {"narrative": [f"{after.writer}:{after.serial}"]}
    if before is not None and before.writer != after.writer:
        assert message.version == before.version, "another window's text was overwritten unseen"
    if before is not None and before.writer == after.writer:
        assert after.serial >= before.serial, "a late sending overwrote a newer one"
    if answered:
        window.acknowledged = max(window.acknowledged, message.serial)
        window.knows = max(window.knows, after.version)
    if after.writer == window.writer:
        assert after.serial >= window.acknowledged, "older than what the window was told is kept"
    return 0


def test_sendings_of_one_form_make_one_draft_with_the_newest_text(world):
    actor, token = world.act(world.counselor), new_token()
    for serial in (2, 1, 3, 2, 1):
        save_draft(actor, Typed(token, "a", serial, 0, {"narrative": [f"文{serial}"]}))
    assert the_one().fields == {"narrative": ["文3"]}
    assert len(lines("draft.make")) == 1


# ---- the page ----
def test_a_saving_is_cheap_keeps_every_letter_and_nothing_else(here, world):
    typed = sheet(
        narrative="一行目\r\n二行目 <b>",
        minutes="たくさん",
        harm_types=["stalking", "x"],
        agency_id="7",
        password="p",
    )
    assert here.post(SAVE, typed).status_code == 204
    with CaptureQueriesContext(connection) as asked:
        answer = here.post(SAVE, {**typed, "draft_serial": "2"})
    assert len([one for one in asked if not one["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN"))]) <= 8, (
        asked
    )
    one = the_one()
    assert (answer["Draft-Number"], answer["Draft-Version"]) == (one.number, "2")
    assert one.fields["narrative"] == ["一行目\r\n二行目 <b>"] and one.fields["harm_types"] == [
        "stalking",
        "x",
    ]
    assert not {"agency_id", "password", "once", "draft_writer"} & set(one.fields)
    page = here.get(f"/consultations/drafts/{one.number}/").content.decode()
    assert (
        "二行目 &lt;b&gt;" in page
        and 'value="たくさん"' in page
        and f'name="once" value="{one.token}"' in page
    )
    assert "field__error" not in page
    assert not AuditLine.objects.filter(event="draft.make", facts__contains="行目").exists()
    assert len(lines("draft.make")) == len(lines("draft.open")) == 1


def test_the_record_ends_the_draft_and_leads_there_from_every_desk(here, browser, world):
    typed = sheet(narrative="はじめ")
    here.post(SAVE, typed)
    number = the_one().number
    done = here.post(NEW, {**typed, "narrative": "おわり", "draft_serial": "2"})
    one = Consultation.objects.everything(EVERY).get()
    assert done["Location"] == f"/consultations/{one.number}/" and one.narrative == "おわり"
    draft = the_one()
    assert draft.fields == {} and draft.recorded_at
    assert [line["record"] for line in lines("draft.finish")] == [one.number]
    other = browser(world.counselor)  # the other desk
    assert other.get(f"/consultations/drafts/{number}/")["Location"] == f"/consultations/{one.number}/"
    late = other.post(SAVE, {**typed, "draft_writer": "b", "narrative": "あとから"})
    assert (late.status_code, late["Draft-Address"]) == (410, f"/consultations/{one.number}/")
    again = other.post(NEW, {**typed, "draft_writer": "b", "narrative": "もう一度"})
    assert again["Location"] == f"/consultations/{one.number}/"
    assert Consultation.objects.everything(EVERY).count() == 1
    sweep_recorded(timezone.now() + timedelta(hours=25))
    assert not Draft.objects.everything(EVERY).exists()
    assert other.post(SAVE, typed).status_code == 410, "the form's token still knows its record"


def test_a_sending_that_met_its_own_record_leaves_nothing_behind(here, world):
    typed = sheet(narrative="x")
    here.post(SAVE, typed)
    Submit.objects.create(account_id=world.counselor.pk, token=typed["once"], result_url="/")
    assert the_one().number not in here.get("/consultations/drafts/").content.decode()
    sweep_recorded(timezone.now())
    assert not Draft.objects.everything(EVERY).exists()


def test_an_unseen_text_of_another_window_stops_the_record_and_both_are_shown(here):
    typed = sheet(narrative="机の文章")
    here.post(SAVE, typed)
    here.post(SAVE, {**typed, "narrative": "廊下の文章", "draft_writer": "b", "draft_version": "1"})
    beside = here.post(SAVE, {**typed, "narrative": "机の続き", "draft_serial": "2", "draft_version": "1"})
    assert beside.status_code == 409 and beside["Draft-Version"] == "2"
    assert "廊下の文章" in beside.content.decode() and "机の続き" in beside.content.decode()
    refused = here.post(NEW, {**typed, "narrative": "机の続き", "draft_serial": "2", "draft_version": "1"})
    page = refused.content.decode()
    assert refused.status_code == 409 and "廊下の文章" in page and "机の続き" in page
    assert not Consultation.objects.everything(EVERY).exists() and the_one().fields["narrative"] == [
        "廊下の文章"
    ]
    assert 'name="draft_version" value="2"' in page, "pressing again is a decision"
    assert here.post(NEW, {**typed, "narrative": "机の続き", "draft_version": "2"}).status_code == 302
    assert Consultation.objects.everything(EVERY).get().narrative == "机の続き"


def test_beside_another_text_a_window_keeps_its_own_apart_until_it_decides(here):
    typed, apart = sheet(narrative="机"), new_token()
    here.post(SAVE, typed)
    here.post(SAVE, {**typed, "once": apart, "narrative": "廊下", "draft_writer": "b"})
    assert Draft.objects.everything(EVERY).count() == 2
    decided = {**typed, "narrative": "廊下", "draft_writer": "b", "draft_version": "1", "draft_apart": apart}
    assert here.post(SAVE, decided).status_code == 204
    assert the_one().fields["narrative"] == ["廊下"]


def test_a_change_of_a_record_is_drafted_too_and_ends_with_it(here, world):
    one = cases.consultation(world.act(world.counselor), narrative="元の文")
    typed = sheet(narrative="直した文", version="1", consultation=one.number)
    assert here.post(SAVE, typed).status_code == 204
    page = here.get(f"/consultations/drafts/{the_one().number}/").content.decode()
    assert "直した文" in page and f'action="/consultations/{one.number}/edit/"' in page
    assert AuditLine.objects.filter(event="consultation.open_to_change", object_number=one.number).exists()
    assert here.post(f"/consultations/{one.number}/edit/", typed).status_code == 302
    assert cases.fresh(one).narrative == "直した文" and the_one().recorded_at


def test_the_lists_show_no_word_that_was_typed_but_a_name_to_its_writer(here, browser, world):
    woman = cases.client(world.act(world.counselor), family_name="佐々木", given_name="")
    here.post(SAVE, sheet(narrative="秘密の話", caller_name="山田", started_on=""))
    here.post(SAVE, sheet(narrative="別の話", client=woman.number))
    page = here.get("/consultations/drafts/").content.decode()
    assert (
        "山田" in page
        and "佐々木" in page
        and "話" not in page.partition("<main")[2].partition("電話")[0].split("佐々木")[0]
    )
    assert "秘密の話" not in page and "別の話" not in page and "まだ足りないもの" in page
    home = here.get("/").content.decode()
    assert "山田" in home and "続きを書く" in home and "秘密" not in home
    assert len(lines("draft.list")) == 1 and len(lines("draft.list")[0]["numbers"]) == 2
    assert "ほかの下書き 2件" in here.get(NEW).content.decode()
    for other in (world.colleague, world.supervisor, world.city_counselor):
        there = browser(other)
        assert "山田" not in there.get("/consultations/drafts/").content.decode()
        for one in Draft.objects.everything(EVERY):
            assert there.get(f"/consultations/drafts/{one.number}/").status_code == 404
            assert (
                there.post(f"/consultations/drafts/{one.number}/move/", {"move": "take"}).status_code == 404
            )


@pytest.mark.parametrize("rows", [1, 20])
def test_the_list_asks_the_same_number_of_times(here, world, rows, django_assert_max_num_queries):
    for _each in range(rows):
        here.post(SAVE, sheet(caller_name="山田"))
    with django_assert_max_num_queries(14):
        here.get("/consultations/drafts/")


def test_only_on_purpose_it_is_discarded(here, world):
    here.post(SAVE, sheet(narrative="x"))
    url = f"/consultations/drafts/{the_one().number}/move/"
    assert here.get(url).status_code == 405 and here.post(url, {"move": "x"}).status_code == 404
    assert here.post(url, {"move": "discard"}).status_code == 302
    assert not Draft.objects.everything(EVERY).exists() and len(lines("draft.discard")) == 1
    assert here.post(url, {"move": "discard"}).status_code == 404


# ---- access ends ----
def end_posting(account):
    account.postings.update(until=timezone.now())


def cut_role(account):
    account.postings.update(role="liaison")


def disable(account):
    type(account).objects.filter(pk=account.pk).update(is_active=False)


def move_away(account):
    place = account_with_posting(cases_agency(account), "counselor").postings.get().agency
    end_posting(account)
    post(account, place, "counselor", since=timezone.now())


def cases_agency(account):
    from tests.factories.partners import agency_of

    return agency_of("npo", "npo")


@pytest.mark.parametrize("how", [end_posting, cut_role, disable, move_away])
def test_when_access_ends_it_is_shut_at_once_and_waits_for_the_supervisor(here, browser, world, how):
    here.post(SAVE, sheet(narrative="残された文", caller_name="山田"))
    one, boss = the_one(), browser(world.supervisor)
    how(world.counselor)
    page = here.get(f"/consultations/drafts/{one.number}/")
    assert page.status_code in (302, 404) and "残された文" not in page.content.decode()
    assert here.post(SAVE, sheet(once=one.token, narrative="y", draft_serial="9")).status_code in (
        302,
        404,
        410,
    )
    listed = boss.get("/consultations/drafts/").content.decode()
    assert world.counselor.name in listed and "山田" not in listed, "sealed until it is taken over"
    assert boss.get(f"/consultations/drafts/{one.number}/").status_code == 404
    assert "引き継ぎを待つ下書き" in boss.get("/").content.decode()
    assert (
        browser(world.colleague)
        .post(f"/consultations/drafts/{one.number}/move/", {"move": "take"})
        .status_code
        == 404
    )
    assert hand_over(timezone.now()) == 1 and hand_over(timezone.now()) == 0
    assert Alert.objects.filter(kind="draft.handed", account=world.supervisor).count() == 1
    assert [line["left_by"] for line in lines("draft.hand")] == [world.counselor.number]
    taken = boss.post(f"/consultations/drafts/{one.number}/move/", {"move": "take"}, follow=True)
    assert "残された文" in taken.content.decode()
    assert [line["left_by"] for line in lines("draft.take")] == [world.counselor.number]
    assert the_one().account == world.supervisor and the_one().fields["narrative"] == ["残された文"]


def test_who_comes_back_before_it_is_taken_finds_it_and_afterwards_cannot_write_into_it(here, browser, world):
    typed = sheet(narrative="文")
    here.post(SAVE, typed)
    disable(world.counselor)
    hand_over(timezone.now())
    type(world.counselor).objects.filter(pk=world.counselor.pk).update(is_active=True)
    back = browser(world.counselor)
    assert back.post(SAVE, {**typed, "draft_serial": "2", "narrative": "文の続き"}).status_code == 204
    assert the_one().handed_at is None
    disable(world.counselor)
    one = the_one()
    browser(world.supervisor).post(f"/consultations/drafts/{one.number}/move/", {"move": "take"})
    type(world.counselor).objects.filter(pk=world.counselor.pk).update(is_active=True)
    late = browser(world.counselor).post(SAVE, {**typed, "draft_serial": "3", "narrative": "z"})
    assert (late.status_code, late["Draft-Address"]) == (410, "")
    assert the_one().fields["narrative"] == ["文の続き"]


def test_without_a_supervisor_at_work_whoever_records_there_takes_it_over(world, browser):
    agency = account_with_posting(cases_agency(None), "counselor").postings.get().agency
    one, other = (account_with_posting(agency, "counselor") for _each in range(2))
    browser(one).post(SAVE, sheet(narrative="文"))
    assert not Draft.objects.handed(actor_for(other)).exists()
    end_posting(one)
    assert Draft.objects.handed(actor_for(other)).count() == 1
    hand_over(timezone.now())
    assert Alert.objects.filter(kind="draft.handed", account=other).count() == 1


def test_a_wall_shuts_the_draft_for_its_writer_and_for_who_would_take_it_over(here, browser, world):
    woman = cases.client(world.act(world.counselor))
    here.post(SAVE, sheet(client=woman.number, narrative="文"))
    url = f"/consultations/drafts/{the_one().number}/"
    assert here.get(url).status_code == 200
    cases.wall(world.supervisor, woman)
    declare_tie(world.act(world.counselor), woman.person_key)
    assert (
        here.get(url).status_code == 404
        and the_one().number not in here.get("/consultations/drafts/").content.decode()
    )
    assert here.post(SAVE, sheet(once=the_one().token, draft_serial="5", narrative="z")).status_code == 410
    end_posting(world.counselor)
    hand_over(timezone.now())
    assert (
        world.counselor.name not in browser(world.supervisor).get("/consultations/drafts/").content.decode()
    )
    assert not Alert.objects.filter(kind="draft.handed", account=world.supervisor).exists()


# ---- bounds and odd text ----
def test_a_text_of_a_megabyte_is_a_named_error_and_the_draft_keeps_it(here):
    typed = sheet(narrative="長" * 350_000)
    assert here.post(SAVE, typed).status_code == 204
    answer = here.post(NEW, typed)
    assert answer.status_code == 422 and "350000" in answer.context["form"].errors["narrative"][0]
    assert len(the_one().fields["narrative"][0]) == 350_000


def test_beyond_the_bound_of_a_draft_the_rest_is_kept_and_the_field_is_named(here):
    typed = sheet(narrative="短い", caller_name="山田")
    here.post(SAVE, typed)
    much = {**typed, "narrative": "長" * (DRAFT_SIGNS + 1), "caller_name": "山田花子", "draft_serial": "2"}
    answer = here.post(SAVE, much)
    assert (answer.status_code, answer["Draft-Too-Long"]) == (204, "narrative")
    assert (the_one().fields["caller_name"], the_one().fields["narrative"]) == (["山田花子"], ["短い"])
    less = {
        **{k: v for k, v in much.items() if k != "narrative"},
        "draft_left_out": "narrative,agency",
        "draft_serial": "3",
    }
    assert here.post(SAVE, less)["Draft-Too-Long"] == "narrative"
    assert the_one().fields["narrative"] == ["短い"]


def test_the_longest_is_left_out_first():
    fields = {"a": ["x" * 5], "b": ["y" * 9], "c": ["z" * 2]}
    assert draft_within(fields, 16) == (fields, [])
    assert draft_within(fields, 10) == ({"a": ["x" * 5], "c": ["z" * 2]}, ["b"])
    assert draft_within(fields, 1) == ({}, ["b", "a", "c"])


WORD = "\ufeff一行目\u000b二行目\u2028三行目\x00\x07\u200b \uf0b7項目\u00a0終\u202e\u2066わり\xad"
NAMES = "葛\U000e0100飾 👩\u200d👧 \t\r\n"


def test_text_from_a_word_processor_is_clean_in_the_record_and_untouched_in_the_draft(here):
    typed = sheet(narrative=WORD + NAMES)
    assert here.post(SAVE, typed).status_code == 204
    assert the_one().fields["narrative"] == [WORD + NAMES]
    assert here.get(f"/consultations/drafts/{the_one().number}/").status_code == 200
    assert here.post(NEW, typed).status_code == 302
    told = Consultation.objects.everything(EVERY).get().narrative
    assert told == "一行目\n二行目\n三行目 ・項目 終わり" + NAMES


def test_bytes_that_are_no_text_neither_break_nor_store_half(here):
    body = b"once=abc&draft_writer=w&draft_serial=1&narrative=%FF%FEx%ED%A0%80&caller_name=%83A"
    assert here.post(SAVE, body, content_type="application/x-www-form-urlencoded").status_code == 204
    assert "x" in the_one().fields["narrative"][0]
    assert here.get(f"/consultations/drafts/{the_one().number}/").status_code == 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"once": ""},
        {"draft_writer": ""},
        {"once": "x" * 65},
        {"client": "A" * 22},
        {"consultation": "A" * 22},
    ],
)
def test_what_no_page_of_ours_sends_is_absent(here, wrong):
    assert here.post(SAVE, sheet(**wrong)).status_code == 404
    assert not Draft.objects.everything(EVERY).exists()


def test_another_agencys_client_or_record_cannot_be_drafted(here, world):
    woman = cases.client(world.act(world.city_counselor))
    one = cases.consultation(world.act(world.city_counselor), of=woman)
    cases.disclosure(world.act(world.city_counselor), one, world.center)
    assert here.post(SAVE, sheet(client=woman.number)).status_code == 404
    assert here.post(SAVE, sheet(consultation=one.number)).status_code == 404


def test_a_hundred_open_drafts_are_enough(world, monkeypatch):
    monkeypatch.setattr("cases.actions.draft.OPEN_AT_MOST", 2)
    actor = world.act(world.counselor)
    for _each in range(2):
        save_draft(actor, Typed(new_token(), "a", 1, 0, {}))
    with pytest.raises(TooManyDrafts):
        save_draft(actor, Typed(new_token(), "a", 1, 0, {}))


# ---- the desk ----
def test_a_locked_desk_keeps_what_was_typed_until_then_and_shows_nothing(here):
    typed = sheet(narrative="はじめ")
    here.post(SAVE, typed)
    session = here.session
    session[LOCKED] = "left"
    session.save()
    assert here.post(SAVE, {**typed, "draft_serial": "2", "narrative": "最後のことば"}).status_code == 204
    beside = here.post(SAVE, {**typed, "draft_writer": "b", "narrative": "別の文"})
    assert beside.status_code == 409 and "最後のことば" not in beside.content.decode()
    assert here.get(f"/consultations/drafts/{the_one().number}/")["Location"].startswith("/account/unlock/")
    assert here.post("/consultations/presence/", {"kind": "client"}).status_code == 423
    assert not KeptForm.objects.everything(EVERY).exists()
    assert the_one().fields["narrative"] == ["最後のことば"]


def test_saving_by_itself_is_no_work_and_typing_is(here):
    typed = sheet(narrative="x")
    for address, renews in ((SAVE, False), ("/consultations/presence/", False), (f"{SAVE}?active=1", True)):
        session = here.session
        session["seen"] = seen = int(timezone.now().timestamp()) - 300
        session.save()
        here.post(address, typed)
        assert (here.session["seen"] > seen) is renews, address


def test_a_posting_that_is_not_chosen_keeps_its_drafts_to_itself(world):
    person = account_with_posting(world.center, "counselor")
    save_draft(actor_for(person), Typed("t", "a", 1, 0, {"narrative": ["文"]}))
    post(person, world.city, "counselor")
    elsewhere = replace(actor_for(person), agency_id=world.city.pk, agency_code=world.city.code)
    assert not Draft.objects.mine(elsewhere).exists() and Draft.objects.mine(actor_for(person)).count() == 1
    with pytest.raises(DraftGone):
        save_draft(elsewhere, Typed("t", "a", 2, 0, {"narrative": ["別"]}))
    assert hand_over(timezone.now()) == 0


# ---- who is writing ----
def test_who_writes_is_told_to_colleagues_who_see_the_record_and_to_nobody_else(here, browser, world):
    actor = world.act(world.counselor)
    woman = cases.client(actor)
    one = cases.consultation(actor, of=woman)
    cases.disclosure(actor, woman, world.city)
    words = f"{world.counselor.name}さんが書いています"
    colleague, strange, elsewhere = (
        browser(who) for who in (world.colleague, world.city_counselor, world.npo_counselor)
    )
    for kind, record in (("client", woman), ("consultation", one)):
        at = {"kind": kind, "at": record.number}
        assert here.post("/consultations/presence/", {**at, "writing": "1"}).content.decode().strip() == ""
        assert words in colleague.post("/consultations/presence/", at).content.decode()
        assert words in colleague.get(f"/{kind}s/{record.number}/").content.decode()
        assert words in colleague.get(f"/{kind}s/{record.number}/edit/").content.decode()
        assert words not in here.get(f"/{kind}s/{record.number}/").content.decode()
        assert elsewhere.post("/consultations/presence/", at).status_code == 404
    at = {"kind": "client", "at": woman.number}
    assert strange.post("/consultations/presence/", at).content.decode().strip() == ""
    assert strange.post("/consultations/presence/", {**at, "writing": "1"}).status_code == 404
    Presence.objects.everything(EVERY).update(seen_at=timezone.now() - timedelta(seconds=21))
    assert words not in colleague.post("/consultations/presence/", at).content.decode()
    sweep_recorded(timezone.now() + timedelta(hours=2))
    assert not Presence.objects.everything(EVERY).exists()


def test_who_is_walled_off_is_not_seen_writing_and_sees_nobody(here, browser, world):
    woman = cases.client(world.act(world.counselor))
    at = {"kind": "client", "at": woman.number, "writing": "1"}
    colleague = browser(world.colleague)
    here.post("/consultations/presence/", at)
    assert world.counselor.name in colleague.post("/consultations/presence/", at).content.decode()
    cases.wall(world.counselor, woman)
    assert colleague.post("/consultations/presence/", at).content.decode().strip() == ""
    assert here.post("/consultations/presence/", at).status_code == 404
