"""空きの照会: a shelter says yes without knowing for whom; a hold of 90 minutes; one winner for the last bed."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.actions import Stale
from cases.actions.bed import NoBed, NotToldSo, answer_request, ask_for_bed, change_ask
from cases.actions.case import open_case
from cases.actions.protection import admit
from cases.models import BedAsk, BedRequest, CodeBook, Shelter, TemporaryProtection
from cases.queries.bed import free_beds, turned_away, vacancies
from partners.models import Alert
from safeguards.access import Absent
from safeguards.models import AuditLine
from safeguards.once import new_token
from tests.factories import cases
from tests.factories.partners import account_with_posting, actor_for
from tests.parallel import in_parallel, on_postgresql
from tests.partners.forms import words_of

pytestmark = pytest.mark.django_db
NAME, KANA, PHONE, PLACE = "照会秋子", "ショウカイアキコ", "090-0000-1234", "仮の町九丁目の家"
HERS = (NAME, KANA, PHONE, PLACE)
HOUSE = "やまびこの家"
ASKED = {"adults": 1, "family": {"infant": 1}, "needs": ["pregnant", "pet"], "arrival": "tonight"}


@pytest.fixture
def actor(world):
    for one in (world.counselor, world.colleague, world.supervisor, world.npo_counselor, world.npo_liaison):
        one.save()
    return world.act(world.counselor)


@pytest.fixture
def case(actor):
    woman = cases.client(
        actor, family_name=NAME, family_kana=KANA, given_name="", given_kana="", current_place=PLACE,
        safe_contact=PHONE,
    )  # fmt: skip
    return open_case(actor, woman, timezone.localdate())


@pytest.fixture
def shelter(world):
    return Shelter.objects.create(agency=world.npo, code="S-07", name=HOUSE, beds=1, accepts=["infant"])


def fresh(one):
    return type(one).objects.everything("test").get(pk=one.pk)


def asked(actor, case, shelter, **more):
    return ask_for_bed(actor, case, shelter.number, ASKED, **more)


def form(shelter, **more):
    return {
        "shelter": shelter.number, "adults": "1", "family_infant": "1", "needs": ["pregnant", "pet"],
        "arrival": "tonight", "once": new_token(), **more,
    }  # fmt: skip


def free(shelter, now=None):
    return free_beds([shelter], now or timezone.now())[shelter.pk]


def stay_of(**more):
    return {
        "ground": "clause_1", "consent": "agreed", "by": "entrusted", "family": {}, "planned_until": None,
        "started_on": timezone.localdate(), **more,
    }  # fmt: skip


def test_a_bed_is_asked_for_held_and_taken(world, case, shelter, browser):
    here, there, url = browser(world.counselor), browser(world.npo_counselor), f"/cases/{case.number}/bed/"
    page = words_of(here.get(url))
    assert "S-07" in page and HOUSE not in page and "乳児" in page
    sent = form(shelter)
    assert here.post(url, sent).url == url and here.post(url, sent).url == url, "the same form twice"
    one = BedRequest.objects.everything("test").get()
    assert Alert.objects.filter(
        account=world.npo_counselor, kind="bed.asked", path=f"/cases/beds/{one.number}/"
    ).exists()
    detail = f"/cases/beds/{one.number}/"
    assert f"{case.agency.label}からS-07への空きの照会" in words_of(there.get("/")), (
        "it waits on the home page"
    )
    shown = words_of(there.get("/cases/beds/")) + words_of(there.get(detail))
    for text in ("返事待ち", "今夜", "妊娠中、ペット", "乳児 1人", case.agency.label):
        assert text in shown, text
    answer = {"move": "hold", "version": one.version, "once": new_token()}
    assert there.post(detail, answer).url == detail and there.post(detail, answer).url == detail
    one = fresh(one)
    assert (one.state, one.answerer) == ("held", world.npo_counselor)
    assert one.held_until - one.answered_at == timedelta(minutes=90) and free(shelter) == 0
    assert Alert.objects.get(account=world.counselor, kind="bed.held").path == url
    page = words_of(here.get(f"/cases/{case.number}/protection/"))
    assert "S-07（おさえている）" in page
    told = {
        "do": "admit", "version": fresh(case).version, "started_on": timezone.localdate().isoformat(),
        "ground": "clause_1", "consent": "agreed", "by": "entrusted", "place": f"request:{one.number}",
        "once": new_token(),
    }  # fmt: skip
    assert here.post(f"/cases/{case.number}/protection/", told).status_code == 302
    assert TemporaryProtection.objects.everything("test").get().shelter == shelter
    assert fresh(one).state == "used" and free(shelter) == 0
    for code in ("bed.ask", "bed.prepare", "bed.list", "bed.read", "bed.hold", "bed.use"):
        assert AuditLine.objects.filter(event=code).exists(), code


def test_nothing_of_hers_stands_at_the_shelter_nor_in_the_row(world, actor, case, shelter, browser):
    one = asked(actor, case, shelter)
    spots = ("/cases/beds/", f"/cases/beds/{one.number}/", "/account/alerts/", "/")
    secret = (*HERS, case.number, case.client.number, str(case.pk), str(case.client_id), str(case.person_key))
    for account in (world.npo_counselor, world.npo_liaison):
        for spot in spots:
            page = browser(account).get(spot).content.decode()
            assert not [text for text in (*secret, world.counselor.name) if text in page], spot
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {BedRequest._meta.db_table}")
        columns = [column[0] for column in cursor.description]
        row = " ".join(str(value) for value in cursor.fetchone())
    assert not [text for text in (*secret, str(case.pk).replace("-", "")) if text in row]
    assert "case_id" not in columns and not [name for name in columns if "word" in name or "name" in name]
    texts = {field.get_internal_type() for field in BedRequest._meta.fields}
    assert not texts & {"TextField", "EncryptedTextField", "BinaryField"}, "no field takes words"
    assert not [one for one in BedRequest._meta.related_objects if not one.hidden], (
        "nothing leads to her case"
    )
    assert not BedAsk.objects.visible_to(world.act(world.npo_counselor)).exists()


def test_the_receiver_reads_no_case_at_all(world, actor, case, shelter, browser):
    one = asked(actor, case, shelter)
    there = browser(world.npo_counselor)
    with CaptureQueriesContext(connection) as queries:
        assert there.get("/cases/beds/").status_code == 200
        assert there.get(f"/cases/beds/{one.number}/").status_code == 200
    text = " ".join(query["sql"] for query in queries)
    assert BedAsk._meta.db_table not in text and "cases_client" not in text


def test_the_hold_ends_by_the_clock_without_a_job(world, actor, case, shelter):
    one = asked(actor, case, shelter)
    answer_request(world.act(world.npo_counselor), one.number, "hold", one.version)
    one = fresh(one)
    before, after = one.held_until - timedelta(seconds=1), one.held_until
    assert free(shelter, before) == 0 and free(shelter, after) == 1
    assert fresh(one).state == "held", "nobody wrote it down"
    late = actor_for(world.counselor, after)
    with pytest.raises(NoBed):
        admit(late, case, fresh(case).version, stay_of(), request=one.number)
    with pytest.raises(Stale):
        change_ask(late, case, one.number, "withdraw", one.version)
    assert admit(actor_for(world.counselor, before), case, fresh(case).version, stay_of(), request=one.number)


def test_the_last_bed_goes_to_one_request(world, actor, case, shelter):
    first, second = asked(actor, case, shelter), asked(actor, case, shelter)
    npo = world.act(world.npo_counselor)
    answer_request(npo, first.number, "hold", first.version)
    with pytest.raises(NoBed):
        answer_request(npo, second.number, "hold", second.version)
    with pytest.raises(Stale):
        answer_request(npo, first.number, "decline", first.version, "full")
    assert fresh(second).state == "asked"


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_of_two_yeses_at_one_moment_one_holds_the_last_bed(world, actor, case, shelter):
    requests = [asked(actor, case, shelter) for _number in range(2)]
    people = [world.npo_counselor, world.npo_liaison]

    def press(number):
        try:
            one = requests[number]
            answer_request(actor_for(people[number]), one.number, "hold", one.version)
        except NoBed:
            return "full"
        return "held"

    assert sorted(in_parallel(press)) == ["full", "held"]
    assert sorted(fresh(one).state for one in requests) == ["asked", "held"]


def test_a_shelter_turns_a_request_away_with_a_reason_that_is_counted(world, actor, case, shelter, browser):
    boss = account_with_posting(world.npo, "supervisor")
    one, there = asked(actor, case, shelter), browser(world.npo_liaison)
    url = f"/cases/beds/{one.number}/"
    assert there.post(url, {"move": "decline", "version": 1, "once": new_token()}).status_code == 422
    sent = {"move": "decline", "version": 1, "reason": "boy_age", "once": new_token()}
    assert (
        there.post(url, sent).status_code == 302
        and there.post(url, {**sent, "once": new_token()}).status_code == 302
    )
    assert (fresh(one).state, fresh(one).decline_reason) == ("declined", "boy_age")
    assert AuditLine.objects.filter(event="bed.decline").count() == 1
    page = words_of(browser(world.counselor).get(f"/cases/{case.number}/bed/"))
    assert "断られた" in page and "男児の年齢" in page and "年齢を受け入れる所を探してください" in page
    assert Alert.objects.filter(account=world.counselor, kind="bed.declined").exists()
    assert turned_away(world.act(boss), CodeBook()) == [("男児の年齢", "1～9")]
    page = words_of(browser(boss).get("/cases/beds/shelters/"))
    assert "男児の年齢 1～9" in page


def test_a_yes_by_telephone_holds_the_bed_at_once(world, actor, case, shelter, browser):
    here, url = browser(world.counselor), f"/cases/{case.number}/bed/"
    assert here.post(url, form(shelter, yes_from="当直の佐藤さん")).status_code == 302
    one, ask = BedRequest.objects.everything("test").get(), BedAsk.objects.everything("test").get()
    assert one.state == "held" and one.is_by_telephone and one.answerer is None and free(shelter) == 0
    assert ask.yes_from == "当直の佐藤さん" and one.held_until - ask.told_at == timedelta(minutes=90)
    assert "電話での返事：当直の佐藤さん" in words_of(here.get(url))
    there = browser(world.npo_counselor)
    page = words_of(there.get(f"/cases/beds/{one.number}/"))
    assert "電話での返事を、照会した側が記録しました" in page and "佐藤" not in page
    assert Alert.objects.filter(account=world.npo_counselor, kind="bed.told").exists()
    full = here.post(url, form(shelter, yes_from="当直の佐藤さん"))
    assert full.status_code == 422 and "いま空きがありません" in words_of(full)
    assert AuditLine.objects.filter(event="bed.tell").count() == 1


def test_what_was_asked_becomes_a_yes_by_telephone_or_is_taken_back(world, actor, case, shelter, browser):
    here, url = browser(world.counselor), f"/cases/{case.number}/bed/"
    one = asked(actor, case, shelter)
    assert "返事をした人" in words_of(here.get(f"{url}?tell={one.number}"))
    sent = {"ask": one.number, "move": "tell", "version": one.version, "yes_from": "", "once": new_token()}
    assert here.post(url, sent).status_code == 422
    assert here.post(url, {**sent, "yes_from": "夜勤の方"}).status_code == 302 and fresh(one).state == "held"
    back = {"ask": one.number, "move": "withdraw", "version": fresh(one).version, "once": new_token()}
    assert here.post(url, back).status_code == 302 and fresh(one).state == "withdrawn" and free(shelter) == 1
    assert here.post(url, {**back, "once": new_token()}).status_code == 302, "a stale page changes nothing"
    assert AuditLine.objects.filter(event="bed.withdraw").count() == 1
    with pytest.raises(NotToldSo):
        asked(actor, case, shelter, yes_from="だれか", told_at=actor.now + timedelta(minutes=5))
    with pytest.raises(NotToldSo):
        asked(actor, case, shelter, yes_from="だれか", told_at=actor.now - timedelta(minutes=90))


def test_only_the_agency_that_was_asked_answers(world, actor, case, shelter, browser):
    one = asked(actor, case, shelter)
    for account in (world.counselor, world.city_counselor, world.liaison):
        with pytest.raises(Absent):
            answer_request(world.act(account), one.number, "hold", one.version)
        assert browser(account).get(f"/cases/beds/{one.number}/").status_code == 404
    for name in ("tell", "use", "withdraw", "nothing"):
        with pytest.raises(Absent):
            answer_request(world.act(world.npo_counselor), one.number, name, one.version)
    with pytest.raises(Absent):
        change_ask(world.act(world.city_counselor), case, one.number, "withdraw", one.version)
    with pytest.raises(Absent):
        change_ask(actor, case, one.number, "use", one.version)


def test_a_supervisor_keeps_the_shelters_of_her_own_agency(world, actor, shelter, browser):
    boss = account_with_posting(world.npo, "supervisor")
    here, url = browser(boss), "/cases/beds/shelters/"
    told = {"code": "S-08", "name": "ひなたの家", "beds": "3", "accepts": ["infant", "toddler"], "is_active": "on",
            "version": "0"}  # fmt: skip
    assert here.post(url, {**told, "code": "s8", "once": new_token()}).status_code == 422
    assert "この符号は使われています" in words_of(
        here.post(url, {**told, "code": "S-07", "once": new_token()})
    )
    assert here.post(url, {**told, "once": new_token()}).url == url
    made = Shelter.objects.everything("test").get(code="S-08")
    assert (made.name, made.beds, made.agency) == ("ひなたの家", 3, world.npo)
    page = words_of(here.get(url)) + words_of(here.get(f"{url}?shelter={made.number}"))
    assert "S-08" in page and "ひなたの家" not in page
    sent = {**told, "name": "", "beds": "2", "version": "1"}
    assert here.post(f"{url}?shelter={made.number}", {**sent, "once": new_token()}).status_code == 302
    assert (fresh(made).beds, fresh(made).name) == (2, "ひなたの家")
    stale = here.post(f"{url}?shelter={made.number}", {**sent, "beds": "9", "once": new_token()})
    assert stale.status_code == 409 and fresh(made).beds == 2
    assert browser(world.supervisor).get(f"{url}?shelter={made.number}").status_code == 404
    assert browser(world.npo_counselor).get(url).status_code == 404
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT name FROM {Shelter._meta.db_table}")
        assert not [row for row in cursor.fetchall() if "ひなた" in str(row[0])]
    for code in ("shelter.make", "shelter.change", "shelter.list"):
        assert AuditLine.objects.filter(event=code).exists(), code
    shown = {one.code: one.free for one in vacancies(actor, CodeBook())}
    assert shown == {"S-07": 1, "S-08": 2}
    Shelter.objects.everything("test").filter(pk=made.pk).update(is_active=False)
    assert [one.code for one in vacancies(actor, CodeBook())] == ["S-07"]
    assert "受け入れ休止" in words_of(here.get(url))
