"""What stands around a client: alerts, other names, children, the other party, consultations of nobody."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from cases.actions import Stale
from cases.actions.child import change_child, record_child
from cases.actions.client_alert import begin_alert, end_alert
from cases.actions.known_as import add_name
from cases.models import Child, ClientAlert, CodeBook, KnownAs, PartyKey
from cases.queries.client_alert import alerts_of
from cases.queries.person_search import search_clients, suggest_clients
from cases.queries.sight import groups_of
from safeguards.access import Absent
from safeguards.models import AuditLine
from safeguards.once import new_token
from tests.factories import cases
from tests.partners.forms import words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def actor(world):
    return world.act(world.counselor)


@pytest.fixture
def woman(actor):
    return cases.client(actor)


@pytest.fixture
def here(world, browser):
    return browser(world.counselor)


def events():
    return list(AuditLine.objects.order_by("pk").values_list("event", flat=True))


def card(here, woman):
    return here.get(f"/clients/{woman.number}/")


# ---- alerts ----


def test_at_most_four_alerts_stand_on_the_card_life_first(here, actor, woman):
    for kind in ("other", "register_protection", "no_post", "risk_high", "no_phone", "protection_order"):
        begin_alert(actor, woman, kind=kind, text=f"{kind}の文")
    page = card(here, woman)
    titles = [one.title for one in page.context["alerts"]]
    assert titles == [
        "保護命令が出ている",
        "危険度が高い",
        "電話をかけてはならない",
        "郵便を送ってはならない",
    ]
    assert page.context["more_alerts"] == 2 and "ほかに2件の注意" in words_of(page)
    whole = words_of(here.get(f"/clients/{woman.number}/alerts/"))
    assert (
        whole.index("保護命令が出ている")
        < whole.index("住民基本台帳の支援措置")
        < whole.index("そのほかの注意")
    )


def test_an_alert_says_until_when_and_is_gone_the_day_after(actor, woman):
    today = timezone.localdate(actor.now)
    begin_alert(actor, woman, kind="protection_order", until_on=today + timedelta(days=54))
    begin_alert(actor, woman, kind="no_post", until_on=today)
    begin_alert(actor, woman, kind="no_phone", until_on=today - timedelta(days=1))
    shown = [one.title for one in alerts_of(actor, woman, groups_of(actor, woman), CodeBook())]
    assert len(shown) == 2 and "あと54日" in shown[0] and shown[1] == "郵便を送ってはならない 今日まで"


def test_alerts_are_set_ended_written_down_and_told_by_group(world, browser, here, actor, woman):
    url, sent = (
        f"/clients/{woman.number}/alerts/",
        {"kind": "no_phone", "text": "相手が持つ携帯", "once": new_token()},
    )
    assert [here.post(url, sent).status_code for _ in range(2)] == [302, 302]
    here.post(url, {"kind": "protection_order", "until_on": "R30.1.17", "once": new_token()})
    assert ClientAlert.objects.everything("test").count() == 2
    cases.disclosure(actor, woman, world.city, ["identity", "contact"])
    cases.disclosure(actor, woman, world.npo, ["identity", "risk"])
    theirs = words_of(card(browser(world.city_counselor), woman))
    assert "相手が持つ携帯" in theirs and "保護命令" not in theirs
    others = words_of(card(browser(world.npo_counselor), woman))
    assert "保護命令" in others and "相手が持つ携帯" not in others
    for person in (world.city_counselor, world.colleague):
        number = ClientAlert.objects.everything("test").first().number
        answer = browser(person).post(url, {"end": number, "once": new_token()})
        assert answer.status_code == (404 if person == world.city_counselor else 302)
    assert "相手が持つ携帯" not in words_of(card(here, woman)) and "注意を終えた" in words_of(
        card(here, woman)
    )
    for code in ("client.alert_begin", "client.alert_end", "client.open_to_alert"):
        assert (code in events()) == (code != "client.open_to_alert"), code
    here.get(url)
    assert "client.open_to_alert" in events()
    assert not AuditLine.objects.filter(facts__contains="携帯").exists()


@pytest.mark.parametrize(
    ("sent", "wrong"),
    [({}, "kind"), ({"kind": "no such"}, "kind"), ({"kind": "other", "until_on": "R5.1.1"}, "until_on")],
)
def test_a_fault_keeps_what_was_typed(here, woman, sent, wrong):
    answer = here.post(f"/clients/{woman.number}/alerts/", {**sent, "text": "書いた文", "once": new_token()})
    assert answer.status_code == 422 and list(answer.context["form"].errors) == [wrong]
    assert "書いた文" in answer.content.decode() and not ClientAlert.objects.everything("test").exists()


def test_an_unknown_alert_or_another_agencys_client_is_refused(world, actor, woman):
    with pytest.raises(ValueError, match="kind"):
        begin_alert(actor, woman, kind="no such")
    with pytest.raises(Absent):
        begin_alert(world.act(world.city_counselor), woman, kind="no_post")
    with pytest.raises(Absent):
        end_alert(actor, woman, "A" * 22)


# ---- other names ----


def test_she_is_found_by_every_name_and_former_telephone(world, browser, here, actor, woman):
    url = f"/clients/{woman.number}/names/"
    for kind, text, reading in (
        ("maiden_name", "遠藤", "えんどう"), ("nickname", "はなちゃん", ""), ("former_phone", "090-5555-6666", ""),
    ):  # fmt: skip
        assert (
            here.post(url, {"kind": kind, "text": text, "reading": reading, "once": new_token()}).status_code
            == 302
        )
    later = world.act(world.counselor)
    for words in ("遠藤", "エンドウ", "はなちゃん", "09055556666"):
        assert [row.pk for row in search_clients(later, words).rows] == [woman.pk], words
        assert [row.pk for row in suggest_clients(later, words)] == [woman.pk], words
    assert "旧姓" in words_of(card(here, woman)) and "090-5555-6666" in words_of(card(here, woman))
    cases.disclosure(later, woman, world.city, ["identity"])
    theirs = words_of(card(browser(world.city_counselor), woman))
    assert "遠藤" in theirs and "090-5555-6666" not in theirs
    assert search_clients(world.act(world.city_counselor), "09055556666").rows == []
    assert [row.pk for row in search_clients(world.act(world.city_counselor), "えんどう").rows] == [woman.pk]
    gone = KnownAs.objects.everything("test").get(kind="maiden_name")
    here.post(url, {"remove": gone.number, "once": new_token()})
    assert search_clients(world.act(world.counselor), "遠藤").rows == []
    assert events().count("client.name_add") == 3 and events().count("client.name_remove") == 1


def test_a_name_of_the_house_alone_is_not_chosen(actor, woman):
    for kind in ("merged", "no such"):
        with pytest.raises(ValueError, match="kind"):
            add_name(actor, woman, kind=kind, text="x")


# ---- children ----


def test_children_have_a_page_of_their_own_with_a_masked_school(here, woman):
    url = f"/clients/{woman.number}/children/"
    sent = {
        "given_name": "はるき",
        "birth": "H30.5.3",
        "school": "みどり小",
        "is_along": "yes",
        "once": new_token(),
    }
    assert [here.post(url, sent).status_code for _ in range(2)] == [302, 302]
    child = Child.objects.everything("test").get()
    assert (child.birth, child.is_along, child.person_key) == (
        {"year": 2018, "month": 5, "day": 3}, True, cases.fresh(woman).person_key,
    )  # fmt: skip
    page = here.get(url).content.decode()
    assert "はるき" in page and "みどり小" not in page and "はるき" in card(here, woman).content.decode()
    asked = here.get(f"{url}?ask=school&child={child.number}").content.decode()
    assert "みどり小" not in asked and f"?field=school&amp;child={child.number}" in asked
    opened = here.post(f"{url}?field=school&child={child.number}", {"purpose": "contact"}).content.decode()
    assert (
        "みどり小" in opened
        and AuditLine.objects.get(event="whereabouts.reveal").object_number == child.number
    )
    changed = {"given_name": "はるきち", "version": "1", "once": new_token()}
    assert here.post(f"{url}?child={child.number}", changed).status_code == 302
    assert (cases.fresh(child).name, cases.fresh(child).school) == ("はるきち", "みどり小")
    for code in ("child.make", "child.change", "client.read_children"):
        assert code in events(), code


def test_who_was_slower_with_a_child_sees_both(world, browser, here, actor, woman):
    child = record_child(actor, woman, {"given_name": "はるき"})
    change_child(world.act(world.colleague), child, {"note": "速い文"}, 1)
    answer = here.post(
        f"/clients/{woman.number}/children/?child={child.number}",
        {"given_name": "はるき", "note": "遅い文", "version": "1", "once": new_token()},
    )
    text = answer.content.decode()
    assert answer.status_code == 409 and "速い文" in text and "遅い文" in text
    with pytest.raises(Stale):
        change_child(actor, child, {"note": "x"}, 1)
    assert cases.fresh(child).note == "速い文"


def test_a_child_is_told_by_itself_and_never_changed_from_outside(world, browser, actor, woman):
    child = record_child(actor, woman, {"given_name": "はるき", "school": "みどり小"})
    cases.disclosure(actor, woman, world.city, ["children"])
    cases.disclosure(actor, woman, world.npo, ["identity"])
    url, there = f"/clients/{woman.number}/children/", browser(world.city_counselor)
    assert "はるき" not in there.get(url).content.decode()
    assert browser(world.npo_counselor).get(url).status_code == 404
    cases.disclosure(actor, child, world.city, ["identity"])
    text = there.get(url).content.decode()
    assert "はるき" in text and "学校" not in words_of(there.get(url)).replace("学校は居所につながるため", "")
    assert there.post(url, {"given_name": "x", "once": new_token()}).status_code == 404
    assert there.post(f"{url}?field=school&child={child.number}", {"purpose": "contact"}).status_code == 404
    other = record_child(actor, cases.client(actor), {"given_name": "よその子"})
    assert browser(world.counselor).get(f"{url}?child={other.number}").status_code == 404


def test_a_childs_name_is_compared_with_the_staff(actor, woman):
    before = PartyKey.objects.filter(client=woman).count()
    record_child(actor, woman, {"family_name": "佐藤", "given_name": "はるき"})
    assert PartyKey.objects.filter(client=woman).count() > before


# ---- the other party ----


def test_the_other_party_stands_on_a_page_of_its_own(world, browser, here, actor):
    woman = cases.client(actor, other_party_note="夜勤の人")
    url = f"/clients/{woman.number}/other-party/"
    assert (
        "夜勤の人" not in card(here, woman).content.decode() and "夜勤の人" in here.get(url).content.decode()
    )
    here.post(url, {"other_party_note": "昼勤の人", "version": "1", "once": new_token()})
    now = cases.fresh(woman)
    assert (now.other_party_note, now.family_name, now.version) == ("昼勤の人", "佐藤", 2)
    slow = here.post(url, {"other_party_note": "遅い文", "version": "1", "once": new_token()})
    assert (
        slow.status_code == 409 and "昼勤の人" in slow.content.decode() and "遅い文" in slow.content.decode()
    )
    cases.disclosure(actor, now, world.city, ["other_party"])
    cases.disclosure(actor, now, world.npo, ["identity"])
    there = browser(world.city_counselor)
    assert "昼勤の人" in there.get(url).content.decode()
    assert there.post(url, {"other_party_note": "x", "version": "2", "once": new_token()}).status_code == 404
    assert browser(world.npo_counselor).get(url).status_code == 404
    assert "client.read_other_party" in events()


# ---- a caller without a name ----


def test_an_unnamed_caller_becomes_her_by_the_number_that_she_holds(world, browser, here, actor, woman):
    call = cases.consultation(actor, narrative="名乗らず")
    spoken = f"{woman.held_number[:4]} {woman.held_number[4:8]} {woman.held_number[8:]}"
    found = here.post(f"/consultations/{call.number}/link/", {"q": spoken}).content.decode()
    assert f'name="client" value="{woman.number}"' in found
    theirs = cases.consultation(world.act(world.city_counselor))
    there = browser(world.city_counselor)
    none = there.post(f"/consultations/{theirs.number}/link/", {"q": spoken}).content.decode()
    assert woman.number not in none
    near = woman.held_number[:-1]
    assert woman.number not in here.post(f"/consultations/{call.number}/link/", {"q": near}).content.decode()


def test_a_card_takes_in_consultations_of_nobody_of_her_own_agency(world, here, actor, woman):
    free = cases.consultation(actor, caller_name="はなです", caller_kana="ハナデス")
    linked = cases.consultation(actor, of=cases.client(actor))
    foreign = cases.consultation(world.act(world.city_counselor))
    url = f"/clients/{woman.number}/take-in/"
    text = here.get(url).content.decode()
    assert free.number in text and linked.number not in text and foreign.number not in text
    assert free.number in here.post(url, {"q": "はなです"}).content.decode()
    assert free.number in here.post(url, {"q": free.number}).content.decode()
    assert free.number not in here.post(url, {"q": "だれもいない"}).content.decode()
    sent = {"consultation": free.number, "once": new_token()}
    assert [here.post(url, sent).status_code for _ in range(2)] == [302, 302]
    assert cases.fresh(free).client_id == woman.pk and free.number in card(here, woman).content.decode()
    assert here.post(url, {"consultation": foreign.number, "once": new_token()}).status_code == 404
    here.post(url, {"consultation": linked.number, "once": new_token()})
    assert cases.fresh(linked).client_id != woman.pk


# ---- what has happened ----


def entries(page):
    return [event for year in page.context["column"].years for event in year.events]


def test_the_column_is_paged_filtered_and_jumps_by_year(here, actor, woman, django_assert_max_num_queries):
    for number in range(45):
        day = timezone.make_aware(timezone.datetime(2024 + number % 3, 1, 1, 9, number))
        cases.consultation(actor, of=woman, started_at=day)
    url, seen, page = f"/clients/{woman.number}/", [], None
    while url:
        page = here.get(url)
        seen += [one.url or one.title for one in entries(page)]
        url = page.context["column"].page.next_url
    assert len(seen) == 46 and len(set(seen)) == 46, "each once: 45 calls and the making of the record"
    moments = [event.at for event in entries(here.get(f"/clients/{woman.number}/?rows=50"))]
    assert moments == sorted(moments, reverse=True) and len(moments) == 46
    back = here.get(page.context["column"].page.previous_url)
    assert [one.url for one in entries(back)] == seen[20:40]
    calls = here.get(f"/clients/{woman.number}/?kind=consultation")
    assert calls.context["column"].total == 45 and {one.mark for one in entries(calls)} == {"相"}
    jumped = here.get(f"/clients/{woman.number}/?year=2024&rows=50")
    assert {event.at.astimezone().year for event in entries(jumped)} <= {2023, 2024} and len(
        entries(jumped)
    ) == 15
    place = page.context["column"].page.previous_url.partition("p=")[2]
    for kind in ("", "consultation", "change"):  # a place in another column of lists
        assert here.get(f"/clients/{woman.number}/?kind={kind}&p={place}").status_code == 200
    years = [jump.label for jump in calls.context["column"].jumps]
    assert years == [date(year, 12, 31) for year in (2026, 2025, 2024)]
    for odd in ("?kind=nothing&year=abcd", "?year=99999", "?p=broken", "?year=0000"):
        assert here.get(f"/clients/{woman.number}/{odd}").status_code == 200
    other = cases.client(actor)
    here.get(f"/clients/{other.number}/")
    with django_assert_max_num_queries(40) as few:
        here.get(f"/clients/{other.number}/")
    with django_assert_max_num_queries(
        len(few) + 3
    ):  # one each for field groups, the words of codes and a count
        here.get(f"/clients/{woman.number}/")
