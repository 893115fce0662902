"""Sending: to whom one can, what is refused, nothing typed is lost, one press or two."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from cases.models import AccessReason, TimelineEntry
from referrals.actions.send import OfferRefused
from referrals.models import Referral, ReferralEvent
from referrals.queries.person import person_asked
from safeguards import calendar
from safeguards.access import Absent
from safeguards.models import AuditLine
from tests.factories import cases, referrals
from tests.factories.partners import account_with_posting, agency_of
from tests.factories.referrals import SHEET
from tests.partners.forms import words_of

pytestmark = pytest.mark.django_db

NEW = "/referrals/new/"
KINDS = [
    ("prefecture", "womens_center"), ("prefecture", "health_office"), ("prefecture", "child_guidance"),
    ("municipality", "municipal_desk"), ("municipality", "dv_center"), ("municipality", "school_board"),
    ("police", "police_station"), ("npo", "npo"), ("other", "hospital"), ("other", "court"),
]  # fmt: skip


def filled(to, **more):
    """A whole form, as a browser posts it."""
    data = {
        "agency": to.code, "agency_seen": to.code, "agency_name": to.name, "kind": "joint",
        "asked": "住まい探しをお願いします。", "urgency": "week", "groups": ["identity", "contact"],
        "ground": "consent", "until": "30", "action": "send",
    }  # fmt: skip
    return data | more


def everything():
    return Referral.objects.everything("test")


@pytest.fixture
def known(world):
    return referrals.known_person(world.act(world.counselor))


def role_at(kind):
    return (
        "counselor"
        if kind in ("womens_center", "health_office", "municipal_desk", "dv_center", "npo")
        else "liaison"
    )


@pytest.mark.parametrize("sender", KINDS)
@pytest.mark.parametrize("receiver", KINDS)
def test_every_pair_of_tiers_hands_over_accepts_and_reports(world, browser, sender, receiver):
    """Every body to every other: with a record where it keeps records, else with a sheet."""
    from_agency, to_agency = agency_of(*sender), agency_of(*receiver)
    she, he = (
        account_with_posting(from_agency, role_at(sender[1])),
        account_with_posting(to_agency, role_at(receiver[1])),
    )
    if role_at(sender[1]) == "counselor":
        client, _call = referrals.known_person(world.act(she))
        address, name = f"{NEW}?client={client.number}", "鍋澤"
        facts = filled(to_agency)
    else:
        address, name = NEW, SHEET["name"]
        facts = filled(to_agency, **{f"sheet_{key}": text for key, text in SHEET.items()})
    sent = browser(she).post(address, facts)
    assert sent.status_code == 302, sent.content.decode()
    receiving = browser(he)
    assert name not in receiving.get(sent.url).content.decode()
    one = everything().get()
    assert (one.from_agency, one.to_agency, one.from_account) == (from_agency, to_agency, she)
    assert receiving.post(f"{sent.url}move/", {"move": "accept"}).status_code == 302
    assert name in receiving.get(sent.url).content.decode()
    report = {
        "move": "report",
        "report-code": "contacted",
        "report-done_on": "R8.4.1",
        "report-text": "話せました。",
    }
    assert receiving.post(f"{sent.url}move/", report).status_code == 302
    assert "話せました。" in browser(she).get(sent.url).content.decode()


def test_a_whole_referral_is_frozen_as_it_was_sent(world, browser, known):
    client, call = known
    answer = browser(world.counselor).post(
        f"{NEW}?consultation={call.number}",
        filled(world.police, groups=["contact", "identity"], summary="二回会いました。"),
    )
    one = everything().get()
    assert answer.url == f"/referrals/{one.number}/"
    assert (one.client_id, one.consultation_id, one.person_key) == (
        client.pk,
        call.pk,
        cases.fresh(client).person_key,
    )
    assert one.field_groups == ["identity", "contact"]
    assert (one.age_band, one.children_count, one.main_complaint) == ("30s", 2, "spouse_violence")
    assert one.asked == "住まい探しをお願いします。" and one.summary == "二回会いました。"
    assert calendar.japanese_day(one.until - timedelta(seconds=1)) == calendar.japanese_day(
        one.sent_at
    ) + timedelta(days=29)
    assert not AccessReason.objects.filter(referral_number=one.number).exists(), "an offer discloses nothing"
    assert list(ReferralEvent.objects.everything("test").values_list("what", flat=True)) == ["send"]
    entry = TimelineEntry.objects.everything("test").get(event="referral.sent")
    assert (entry.client_id, entry.agency_id, entry.other_agency_id) == (
        client.pk,
        world.center.pk,
        world.police.pk,
    )
    line = AuditLine.objects.get(event="referral.send")
    assert line.object_number == one.number and "住まい" not in line.facts and "二回" not in line.facts


def test_pressed_twice_it_is_one_referral(world, browser, known):
    hers, facts = browser(world.counselor), filled(world.police, once="one-form")
    first = hers.post(f"{NEW}?client={known[0].number}", facts)
    second = hers.post(f"{NEW}?client={known[0].number}", facts)
    assert first.url == second.url
    assert everything().count() == 1


def test_errors_keep_everything_typed(world, browser, known):
    facts = filled(
        world.police, kind="", asked="髙橋さんの𠮷野家😀", summary="まとめの文", consent_note="面接で", until="date",
        until_on="令和8年2月30日", agency_words="警察", tier="police",
    )  # fmt: skip
    answer = browser(world.counselor).post(f"{NEW}?client={known[0].number}", facts)
    text = answer.content.decode()
    assert answer.status_code == 422
    for typed in ("髙橋さんの𠮷野家😀", "まとめの文", "面接で", "令和8年2月30日", 'value="警察"'):
        assert typed in text
    assert re.search(rf'value="{world.police.code}"[^>]*checked', text)
    assert re.search(r'value="contact"[^>]*checked', text)
    assert not everything().exists()


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"agency": ""}, "つなぐ機関を選んでください"),
        ({"agency": "no-such-agency"}, "この機関は選べません"),
        ({"kind": ""}, "つなぎの種類を選んでください"),
        ({"asked": "   "}, "頼みたいことを一文で"),
        ({"urgency": ""}, "いつまでに返事がほしいか"),
        ({"ground": ""}, "根拠を選んでください"),
        ({"groups": []}, "伝える枠を選んでください"),
        ({"groups": ["admin"]}, "admin"),
        ({"until": "date"}, "さいごの日を"),
        ({"until": "date", "until_on": "2020-01-01"}, "までの日を書いてください"),
        ({"until": "date", "until_on": "2099-01-01"}, "までの日を書いてください"),
        ({"asked": "鍋澤さんをお願いします"}, "「鍋澤」が書かれています"),
        ({"asked": "なべさわさんをお願いします"}, "が書かれています"),
        ({"asked": "０９０－０５５５－０２８８へ"}, "「090-0555-0288」が書かれています"),
        ({"groups": ["contact"], "summary": "鍋澤くるみ様"}, "が書かれています"),
        ({"groups": ["identity"], "summary": "電話 090 0555 0288"}, "が書かれています"),
    ],
)
def test_what_is_missing_or_tells_too_much_is_said_in_words(world, browser, known, facts, words):
    answer = browser(world.counselor).post(f"{NEW}?client={known[0].number}", filled(world.police, **facts))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not everything().exists()


def test_a_sheets_own_words_are_kept_out_too(world, browser):
    facts = filled(world.npo, sheet_name="渡邉 良子", sheet_kana="ワタナベ ヨシコ", asked="渡辺さんの件です")
    answer = browser(world.liaison).post(NEW, facts)
    assert answer.status_code == 422 and "「渡邉」が書かれています" in answer.content.decode()


def test_alike_names_have_to_be_written(world, browser, known):
    one, other = (
        agency_of("police", "police_station", name="若松原警察署"),
        agency_of("police", "police_station", name="若松腹警察署"),
    )
    hers = browser(world.counselor)
    for written in ("", other.name, "若松腹"):
        answer = hers.post(f"{NEW}?client={known[0].number}", filled(one, agency_name=written))
        assert answer.status_code == 422 and other.name in answer.content.decode()
    sent = hers.post(f"{NEW}?client={known[0].number}", filled(one, agency_name=" 若松 原"))
    assert sent.status_code == 302


def test_an_agency_is_looked_at_before_it_is_used_and_its_name_is_typed_the_first_time(world, browser, known):
    one = agency_of("police", "police_station", name="みやまぶき警察署", municipality=world.city.municipality)
    hers, address = browser(world.counselor), f"{NEW}?client={known[0].number}"
    unseen = hers.post(address, filled(one, agency_seen="", agency_name=""))
    shown = words_of(unseen)
    assert unseen.status_code == 422 and not everything().exists()
    for text in ("みやまぶき警察署", "警察署", world.city.municipality.name, "はじめて", "もう一度確かめて"):
        assert text in shown
    assert f'name="agency_seen" value="{one.code}"' in unseen.content.decode()
    assert hers.post(address, filled(one, agency_seen=world.police.code)).status_code == 422
    assert hers.post(address, filled(one, agency_name="")).status_code == 422
    assert hers.post(address, filled(one, agency_name="みやまぶき")).status_code == 302
    again = words_of(hers.post(address, filled(one, agency_seen="", action="preview")))
    assert "前回の利用" in again and "はじめて" not in again
    assert hers.post(address, filled(one, agency_name="")).status_code == 302, (
        "used before, and like no other"
    )


def test_the_look_is_not_drawn_anew_while_its_name_is_typed(world, browser, known):
    """A part that came in between would take away what is typed and break the composition of an input method."""
    hers, headers = browser(world.counselor), {"HX-Request": "true"}
    address = f"{NEW}?client={known[0].number}"
    first = hers.post(address, filled(world.police, agency_seen="", action="preview"), headers=headers)
    second = hers.post(address, filled(world.police, action="preview"), headers=headers)
    assert 'id="recipient" hx-swap-oob' in first.content.decode()
    assert 'id="recipient"' not in second.content.decode()


def test_own_closed_and_unanswering_agencies_are_not_offered_and_refused(world, browser, known):
    today = calendar.japanese_day(timezone.now())
    closed = agency_of("police", "police_station", name="閉じた署", valid_to=today)
    coming = agency_of("police", "police_station", name="これからの署", valid_from=today + timedelta(days=1))
    for agency in (closed, coming, world.headquarters, world.center):
        part = (
            browser(world.counselor)
            .get("/referrals/agencies/", {"agency_words": agency.name})
            .content.decode()
        )
        assert agency.code not in part
        answer = browser(world.counselor).post(f"{NEW}?client={known[0].number}", filled(agency))
        assert answer.status_code == 422
        with pytest.raises(OfferRefused):
            referrals.offer(world.counselor, agency, client=known[0])
    assert not everything().exists()


@pytest.mark.parametrize("facts", [
    {"groups": ["identity", "secret"]}, {"ground": ""}, {"kind": ""}, {"asked": " "}, {"days": 0}, {"days": 91},
    {"asked": "鍋澤さんの件"},
])  # fmt: skip
def test_the_action_refuses_by_itself(world, known, facts):
    with pytest.raises(OfferRefused):
        referrals.offer(world.counselor, world.police, client=known[0], **facts)
    assert not everything().exists()


def test_a_record_that_was_only_told_is_not_passed_on(world, browser, known):
    client, call = known
    cases.disclosure(world.act(world.counselor), client, world.city, covers_consultations=True)
    hers = browser(world.city_counselor)
    assert hers.get(f"/clients/{client.number}/").status_code == 200
    for query in (f"client={client.number}", f"consultation={call.number}"):
        assert hers.get(f"{NEW}?{query}").status_code == 404
        assert hers.post(f"{NEW}?{query}", filled(world.npo)).status_code == 404
    with pytest.raises(OfferRefused):
        referrals.offer(world.city_counselor, world.npo, client=client)


@pytest.mark.parametrize("who", ["liaison", "city_counselor", "center_liaison"])
def test_nobody_hands_over_a_record_that_she_may_not_see(world, browser, known, who):
    client, call = known
    for query in (f"client={client.number}", f"consultation={call.number}", "client=x", "consultation=%00"):
        assert browser(getattr(world, who)).get(f"{NEW}?{query}").status_code == 404


def test_two_records_that_do_not_belong_together_are_absent(world, known):
    actor = world.act(world.counselor)
    stranger = cases.client(actor)
    with pytest.raises(Absent):
        person_asked(world.act(world.counselor), client=stranger.number, consultation=known[1].number)


@pytest.mark.parametrize("script", [False, True])
def test_the_preview_is_the_receivers_very_screen_and_sends_nothing(world, browser, known, script):
    hers = browser(world.counselor)
    headers = {"HX-Request": "true"} if script else {}
    facts = filled(world.police, groups=["identity"], action="preview", ground="", once="x")
    answer = hers.post(f"{NEW}?client={known[0].number}", facts, headers=headers)
    text = answer.content.decode()
    assert answer.status_code == 200 and not everything().exists()
    before, after = text.split("引き受けたあとに、相手が見る画面")
    before = before.rsplit("引き受ける前に、相手が見る画面")[-1]
    assert "鍋澤" not in before and "30歳代" in before and "住まい探しをお願いします。" in before
    assert "鍋澤" in after and "昼休み" not in after
    assert ("<html" in text) is not script
    # What was shown is what comes.
    hers.post(f"{NEW}?client={known[0].number}", filled(world.police, groups=["identity"]))
    one = everything().get()
    referrals.move(world.liaison, one, "accept")
    received = browser(world.liaison).get(f"/referrals/{one.number}/").content.decode()
    shown = re.findall(r"<dd>([^<]+)</dd>", after.split("どちらの画面にも出ないもの")[0])
    assert shown and all(f"<dd>{value}</dd>" in received for value in shown)


def test_the_kind_ticks_its_minimum_without_script(world, browser, known):
    facts = filled(world.police, groups=[], action="preview")
    text = browser(world.counselor).post(f"{NEW}?client={known[0].number}", facts).content.decode()
    ticked = re.findall(r'name="groups" value="(\w+)"[^>]*checked', text)
    assert ticked == ["identity", "contact", "narrative"]
    untouched = browser(world.counselor).get(f"{NEW}?client={known[0].number}").content.decode()
    assert not re.findall(r'name="groups" value="(\w+)"[^>]*checked', untouched)


def test_narrowing_keeps_what_was_typed(world, browser, known):
    facts = filled(world.police, action="narrow", tier="npo", asked="書きかけの文")
    text = browser(world.counselor).post(f"{NEW}?client={known[0].number}", facts).content.decode()
    assert "書きかけの文" in text and "field__error" not in text
    assert re.search(rf'value="{world.police.code}"[^>]*checked', text), "the chosen agency stays"


def test_a_municipality_finds_who_is_responsible_for_it(world, browser):
    far = agency_of("police", "police_station", name="遠くの署", jurisdiction="999999")
    near = agency_of(
        "police", "police_station", name="近くの署", jurisdiction=f"{world.city.municipality.code} 888888"
    )
    part = (
        browser(world.counselor)
        .get(
            "/referrals/agencies/",
            {"tier": "police", "municipality": world.city.municipality.code, "agency_words": "の署"},
        )
        .content.decode()
    )
    assert near.code in part and far.code not in part


def test_the_part_with_the_agencies_takes_nothing_else(world, browser):
    assert browser(world.counselor).get("/referrals/agencies/", {"q": "鍋澤"}).status_code == 404


def test_an_agency_without_people_says_so(world, browser):
    lonely = agency_of("npo", "npo", name="だれもいない会")
    part = (
        browser(world.counselor)
        .get("/referrals/agencies/", {"agency_words": "だれもいない会"})
        .content.decode()
    )
    assert lonely.code in part and "受け取る人がまだいません" in part


@pytest.mark.parametrize("who", ["planner", "admin", "auditor", "center_admin", "police_admin"])
def test_who_reads_no_records_sends_none(world, browser, who):
    for address in (NEW, "/referrals/", "/referrals/agencies/"):
        assert browser(getattr(world, who)).get(address).status_code == 404
    assert browser(getattr(world, who)).post(NEW, filled(world.npo)).status_code == 404
