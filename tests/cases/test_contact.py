"""Reaching a woman: at once within her rule, outside it by a second person, alone in imminent danger only."""

from dataclasses import replace
from datetime import time, timedelta
from itertools import product

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from cases import states
from cases.actions.contact import (
    ContactRefused,
    begin_contact,
    move_contact,
    review_contact,
    tell_late_contact_reviews,
)
from cases.contact_card import SafeContact, safe_contact
from cases.contact_rule import DAYS_OFF, WORKING_DAYS, ContactRule, Hours, Way, as_data, from_data
from cases.models import CallBack, Client, ContactAttempt, TimelineEntry
from partners.models import Alert
from referrals.actions.move import move_referral
from safeguards import calendar
from safeguards.access import Absent
from safeguards.models import AuditLine, Document
from safeguards.once import new_token
from tests.factories import cases, referrals
from tests.factories.partners import account_with_posting
from tests.papers import text_of
from tests.partners.forms import words_of

pytestmark = pytest.mark.django_db
MOBILE, HOME, AT_WORK = "090-5550-0147", "000-555-0142", "000-555-0188"
PLACE, NAME, WHY = "ひみつのアパート七号室", "連絡花子", "けがの手当てのことで、今日中に伝える必要がある"


def closed_today():
    """Days to which today does not belong."""
    return DAYS_OFF if calendar.is_working_day(timezone.localdate()) else WORKING_DAYS


def rule(**more):
    ways = {
        "mobile": Way(True), "home": Way(False, at=HOME), "work": Way(True, Hours(days=closed_today()), AT_WORK),
        "mail": Way(True, at="hanako@example.invalid"), "letter": Way(False), **more,
    }  # fmt: skip
    return as_data(ContactRule(ways, voicemail=False, code_word="あおい傘"))


@pytest.fixture
def woman(world):
    for one in (world.counselor, world.colleague, world.supervisor):
        one.save()
    return cases.client(
        world.act(world.counselor), family_name=NAME, given_name="", phone=MOBILE, contact_rule=rule(),
        never_contact="ご実家へ連絡しない", caller_name_to_give="さくら企画", current_place=PLACE,
    )  # fmt: skip


@pytest.fixture
def asked(world, woman):
    return begin_contact(world.act(world.counselor), woman, "home", words=WHY)


def fresh(one):
    return type(one).objects.everything("test").get(pk=one.pk)


def once(**more):
    return {**more, "once": new_token()}


def test_the_strip_says_first_what_must_not_be_done(woman):
    known = safe_contact(woman, frozenset({"contact"}))
    assert known.never == ("自宅へかけない", "手紙を送らない", "留守電に残さない", "ご実家へ連絡しない")
    days = {"off": "土日・祝日", "working": "平日"}[closed_today()]
    assert known.may == ("ご本人の携帯", f"職場の電話　{days}", "メール")
    assert (known.name_to_give, known.has_code_word) == ("さくら企画", True)
    for groups in (frozenset(), frozenset({"identity", "whereabouts"})):
        assert safe_contact(woman, groups) == SafeContact() and not safe_contact(woman, groups)


def test_a_number_is_on_no_page_before_the_act_and_stands_for_a_while(world, browser, woman):
    here = browser(world.counselor)
    card, ways = f"/clients/{woman.number}/", f"/clients/{woman.number}/contact/"
    before = [here.get(url) for url in (card, ways, f"/consultations/new/?client={woman.number}")]
    for page in before:
        text = words_of(page)
        assert not [word for word in (MOBILE, HOME, AT_WORK, "あおい傘", "hanako@") if word in text]
        assert text.index("自宅へかけない") < text.index("ご本人の携帯") and "名乗りは「さくら企画」" in text
    sent = here.post(ways, once(channel="mobile"))
    opened = here.get(sent.url)
    assert MOBILE in words_of(opened) and f"tel:{MOBILE}" in opened.content.decode()
    assert "あおい傘" in words_of(opened) and HOME not in words_of(opened)
    one = ContactAttempt.objects.everything("test").get()
    assert (one.verdict, one.within_rule, one.state, one.channel) == ("allowed", True, "open", "mobile")
    assert AuditLine.objects.filter(event="contact.open", object_number=one.number).count() == 1
    # nobody else reads it there, and not for ever
    assert MOBILE not in words_of(browser(world.colleague).get(sent.url))
    ContactAttempt.objects.everything("test").update(opened_at=timezone.now() - timedelta(minutes=16))
    assert MOBILE not in words_of(here.get(sent.url))
    done = here.post(f"{sent.url}move/", once(move="finish", outcome="reached"))
    assert done.url == f"/consultations/new/?client={woman.number}"
    assert AuditLine.objects.filter(event="contact.finish").count() == 1
    card = here.get(card)
    assert "連絡してご本人と話せた" in words_of(card) and sent.url in card.content.decode()
    for line in AuditLine.objects.values_list("facts", flat=True):
        assert not [word for word in (MOBILE, HOME, NAME, WHY, "あおい傘") if word in line]
    assert (
        AuditLine.objects.filter(event="contact.prepare").exists()
        and AuditLine.objects.filter(event="contact.read").exists()
    )


@pytest.mark.parametrize(
    ("channel", "verdict"), [("home", "forbidden"), ("work", "outside"), ("letter", "forbidden")]
)
def test_outside_the_rule_nothing_opens_without_a_reason_and_a_second_person(
    world, browser, woman, channel, verdict
):
    here, second = browser(world.counselor), browser(world.supervisor)
    ways = f"/clients/{woman.number}/contact/?channel={channel}"
    for words in ("", "  ", "急ぎ"):
        refused = here.post(ways, once(channel=channel, words=words))
        assert refused.status_code == 422 and "1文で" in words_of(refused)
    with pytest.raises(Absent):
        begin_contact(world.act(world.counselor), woman, channel, words=" ")
    assert not ContactAttempt.objects.everything("test").exists()
    url = here.post(ways, once(channel=channel, words=WHY)).url
    one = ContactAttempt.objects.everything("test").get()
    assert (one.verdict, one.within_rule, one.state) == (verdict, False, "asked")
    number = {"home": HOME, "work": AT_WORK, "letter": PLACE}[channel]
    assert WHY in words_of(second.get(url)) and number not in words_of(second.get(url))
    assert Alert.objects.get(kind="contact.waits").account_id == world.supervisor.pk
    assert (
        url in second.get("/").content.decode() and url in second.get("/clients/contacts/").content.decode()
    )
    for move in ("open", "finish", "approve"):
        assert here.post(f"{url}move/", once(move=move, outcome="reached")).status_code in (302, 404)
        assert fresh(one).state == "asked"
    assert second.post(f"{url}move/", once(move="approve")).status_code == 302
    assert (fresh(one).state, fresh(one).allowed_by_id) == ("approved", world.supervisor.pk)
    assert here.post(f"{url}move/", once(move="open")).status_code == 302
    assert (number in words_of(here.get(url))) == (channel != "letter")
    assert number not in words_of(second.get(url))
    assert (
        url in second.get("/clients/contacts/").content.decode()
    )  # it was outside the rule: it stays in the list
    assert AuditLine.objects.filter(event="contact.list").exists()


STEPS = [
    (["ask", "refuse"], "contact.refuse", "refused"),
    (["ask", "withdraw"], "contact.withdraw", "withdrawn"),
    (["ask", "approve", "withdraw"], "contact.approve", "withdrawn"),
    (["ask", "approve", "open", "finish"], "contact.open", "done"),
    (["ask", "danger", "finish", "find_right"], "contact.find_right", "done"),
    (["ask", "danger", "question"], "contact.question", "open"),
]


@pytest.mark.parametrize(
    ("steps", "code", "state"), STEPS, ids=lambda one: one if isinstance(one, str) else ""
)
def test_each_step_leaves_its_line_and_only_by_its_side(world, woman, steps, code, state):
    one = begin_contact(world.act(world.counselor), woman, "home", words=WHY)
    facts = {"finish": {"outcome": "nobody"}, "danger": {"danger_ground": "life"}}
    for step in steps[1:]:
        second = step in ("approve", "refuse", *states.CONTACT_REVIEWS)
        hers, other = (world.supervisor, world.counselor) if second else (world.counselor, world.supervisor)
        act = review_contact if step in states.CONTACT_REVIEWS else move_contact
        more = {"words": "確かめました。"} if step in states.CONTACT_REVIEWS else facts.get(step, {})
        with pytest.raises(Absent):
            act(world.act(other), one.number, step, **more)
        act(world.act(hers), one.number, step, **more)
    assert fresh(one).state == state
    written = set(AuditLine.objects.filter(object_number=one.number).values_list("event", flat=True))
    assert {"contact.ask", code} <= written
    told = dict(Alert.objects.filter(about=one.number).values_list("kind", "account_id"))
    if code in ("contact.approve", "contact.refuse", "contact.find_right", "contact.question"):
        assert told[code] == world.counselor.pk
    if "danger" in steps:
        assert AuditLine.objects.filter(event="contact.danger").count() == 1
        assert told["contact.danger"] == world.supervisor.pk


def test_every_move_in_every_state_by_every_person(world, woman):
    """Pairs that do not stand in the table leave the attempt as it was."""
    facts = {"outcome": "nobody", "danger_ground": "life"}
    people = {world.counselor: states.BY_ASKER, world.supervisor: states.BY_SECOND}
    done = 0
    for state, (name, move), (person, side) in product(
        ("asked", "approved", "open", "done", "refused", "withdrawn"),
        states.CONTACT_MOVE_BY_NAME.items(),
        people.items(),
    ):
        with transaction.atomic():
            one = begin_contact(world.act(world.counselor), woman, "home", words=WHY)
            rows = ContactAttempt.objects.everything("test").filter(pk=one.pk)
            allowed = {"allowed_by": world.supervisor} if state in ("approved", "open", "done") else {}
            rows.update(state=state, opened_at=timezone.now(), **allowed)
            try:
                with transaction.atomic():
                    moved = move_contact(world.act(person), one.number, name, **facts).state
            except (Absent, ContactRefused):
                moved = ""
            transaction.set_rollback(True)
        assert moved == (move.target if state in move.sources and side == move.by else ""), (
            state,
            name,
            side,
        )
        done += bool(moved)
    assert done == sum(len(move.sources) for move in states.CONTACT_MOVES)


def test_a_request_goes_stale_by_the_clock_by_a_changed_rule_and_by_a_wall(world, woman, asked):
    move_contact(world.act(world.supervisor), asked.number, "approve")
    late = replace(world.act(world.counselor), now=timezone.now() + timedelta(hours=24))
    with pytest.raises(ContactRefused, match="time"):
        move_contact(late, asked.number, "open")
    woman.contact_rule = rule(
        home=Way(True, Hours(days=closed_today()), HOME)
    )  # another rule, not yet open either
    woman.save()
    with pytest.raises(ContactRefused, match="changed"):
        move_contact(world.act(world.counselor), asked.number, "open")
    woman.contact_rule = rule()
    woman.save()
    with transaction.atomic():
        cases.wall(world.supervisor, woman)
        with pytest.raises(ContactRefused, match="wall"):
            move_contact(world.act(world.counselor), asked.number, "open")
        transaction.set_rollback(True)
    assert move_contact(world.act(world.counselor), asked.number, "open").state == "open"
    with pytest.raises(ContactRefused, match="quicker"):
        move_contact(world.act(world.counselor), asked.number, "open")


def test_in_danger_one_goes_on_alone_with_a_fresh_proof_and_another_looks_the_next_working_day(
    world, browser, asked
):
    here, url = browser(world.counselor), f"/clients/contacts/{asked.number}/"
    page = here.get(f"{url}?danger=1")
    assert "どの" in words_of(page) or "危険" in words_of(page)
    assert here.post(f"{url}move/", once(move="danger")).status_code == 422
    sent = here.post(f"{url}move/", once(move="danger", danger_ground="life"))
    assert sent.url == url and HOME in words_of(here.get(url))
    one, today = fresh(asked), timezone.localdate()
    assert (one.review, one.review_due) == ("to_review", calendar.next_working_day(today))
    assert (
        browser(world.supervisor).post(f"{url}move/", once(move="find_right", words="短い")).status_code
        == 422
    )  # a press is no look
    later = timezone.now() + timedelta(days=20)
    assert (tell_late_contact_reviews(later), tell_late_contact_reviews(later)) == (1, 0)
    assert AuditLine.objects.filter(event="contact.late").count() == 1
    assert world.supervisor.pk in Alert.objects.filter(kind="contact.late").values_list(
        "account_id", flat=True
    )


def test_the_danger_page_asks_for_the_key_once_more(world, asked):
    from django.test import Client as Browser

    from tests.signing import sign_in

    here = Browser()
    sign_in(here, world.counselor, at=timezone.now().timestamp() - 3600)
    answer = here.get(f"/clients/contacts/{asked.number}/?danger=1")
    assert answer.status_code == 302 and "/account/" in answer.url
    sent = here.post(f"/clients/contacts/{asked.number}/move/", once(move="danger", danger_ground="life"))
    assert sent.status_code == 302 and fresh(asked).state == "asked"


def test_where_nobody_else_watches_the_center_answers_and_sees_the_request_alone(world, browser):
    """The one-counselor town: its request goes to the women's center, without the woman."""
    lone = world.act(world.city_counselor)
    woman = cases.client(lone, family_name=NAME, phone=MOBILE, contact_rule=rule())
    assert world.supervisor
    one = begin_contact(lone, woman, "home", words=WHY)
    center = browser(world.supervisor)
    page = words_of(center.get(f"/clients/contacts/{one.number}/"))
    assert WHY in page and NAME not in page and HOME not in page and "自宅へかけない" not in page
    assert center.get(f"/clients/{woman.number}/contact/").status_code == 404
    assert center.post(f"/clients/contacts/{one.number}/move/", once(move="approve")).status_code == 302
    assert fresh(one).state == "approved"


def test_words_on_a_machine_that_she_forbade_are_outside_the_rule(world, woman):
    actor = world.act(world.counselor)
    one = begin_contact(actor, woman, "mobile")
    move_contact(actor, one.number, "finish", outcome="voicemail")
    assert (fresh(one).within_rule, fresh(one).outcome) == (False, "voicemail")
    other = begin_contact(actor, woman, "mobile")
    move_contact(actor, other.number, "finish", outcome="nobody")
    assert fresh(other).within_rule
    for outcome in ("sent", "bogus", ""):
        again = begin_contact(actor, woman, "mobile")
        with pytest.raises(Absent):
            move_contact(actor, again.number, "finish", outcome=outcome)
    events = TimelineEntry.objects.everything("test").filter(client=woman).values_list("event", flat=True)
    assert {"contact.voicemail", "contact.nobody"} <= set(events)


def test_the_database_refuses_what_the_rule_forbids(world, woman, asked):
    rows = ContactAttempt.objects.everything("test").filter(pk=asked.pk)
    for change in (
        {"state": "open"}, {"state": "done"}, {"state": "approved", "allowed_by": world.counselor},
        {"client": None}, {"reviewed_by": world.counselor},
    ):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)
    rows.update(state="open", allowed_by=world.supervisor)


def test_the_envelope_bears_her_place_and_the_name_to_give_and_leaves_the_line_of_a_reveal(
    world, browser, woman
):
    woman.contact_rule = rule(letter=Way(True))
    woman.save()
    here = browser(world.counselor)
    url = here.post(f"/clients/{woman.number}/contact/", once(channel="letter")).url
    page = here.get(url)
    assert PLACE not in page.content.decode() and 'value="さくら企画"' in page.content.decode()
    assert here.post(f"{url}move/", once(move="print", sender="さくら企画")).status_code == 422
    assert here.post(f"{url}move/", once(move="print", place="daily_places")).status_code == 422
    paper = here.post(f"{url}move/", once(move="print", place="current_place", sender="さくら企画"))
    assert paper["Content-Type"] == "application/pdf"
    printed = "".join(text_of(paper.content).split())
    for word in (PLACE, NAME, "さくら企画", "点線"):
        assert word in printed, word
    assert Document.objects.get().kind == "client.envelope"
    reveal = AuditLine.objects.get(event="whereabouts.reveal")
    assert '"field":"current_place"' in reveal.facts and reveal.object_number == woman.number
    # closed: no more envelopes
    assert here.post(f"{url}move/", once(move="finish", outcome="sent")).status_code == 302
    assert here.post(f"{url}move/", once(move="print", place="current_place")).status_code == 404
    assert (
        browser(world.colleague).post(f"{url}move/", once(move="print", place="current_place")).status_code
        == 404
    )


def test_the_rule_travels_with_a_referral_and_binds_its_receiver(world, browser, woman):
    actor = world.act(world.counselor)
    offer = referrals.offer(None, world.police, actor=actor, asked="お願いします", client=woman)
    there, ways = browser(world.liaison), f"/clients/{woman.number}/contact/"
    assert there.get(ways).status_code == 404  # before acceptance she does not exist there
    move_referral(world.act(world.liaison), offer, "accept")
    page = there.get(f"/referrals/{offer.number}/")
    text = words_of(page)
    assert "自宅へかけない" in text and "名乗りは「さくら企画」" in text and ways in page.content.decode()
    assert MOBILE not in text and HOME not in text
    assert MOBILE in words_of(there.get(there.post(ways, once(channel="mobile")).url))
    assert there.post(f"{ways}?channel=home", once(channel="home", words="")).status_code == 422
    url = there.post(f"{ways}?channel=home", once(channel="home", words=WHY)).url
    one = ContactAttempt.objects.everything("test").get(channel="home")
    assert (one.state, one.agency_id) == ("asked", world.police.pk) and HOME not in words_of(there.get(url))
    # the other agency's attempts are its own
    assert browser(world.counselor).get(url).status_code == 404
    move_referral(world.act(world.counselor), referrals.fresh(offer), "recall", code="other", text="")
    assert there.get(ways).status_code == 404 and there.get(url).status_code == 404


def test_a_walled_colleague_and_another_agency_find_nothing(world, browser, woman, asked):
    cases.wall(world.colleague, woman)
    for who in (world.colleague, world.city_counselor, world.npo_liaison, world.planner):
        here = browser(who)
        for url in (f"/clients/{woman.number}/contact/", f"/clients/contacts/{asked.number}/"):
            assert here.get(url).status_code == 404, (who, url)
        assert here.post(f"/clients/{woman.number}/contact/", once(channel="mobile")).status_code == 404
        with pytest.raises(Absent):
            begin_contact(world.act(who), woman, "mobile")


def test_the_form_keeps_the_rule_as_it_was_told(world, browser, woman):
    here, url = browser(world.counselor), f"/clients/{woman.number}/edit/"
    page = here.get(url).content.decode()
    assert 'name="mobile_may"' in page and f'value="{HOME}"' in page
    typed = {
        "family_name": NAME, "version": "1", "mobile_may": "yes", "mobile_from_clock": "22時",
        "mobile_till_clock": "2:00",
        "mobile_days": "working", "home_may": "no", "home_at": HOME, "work_at": AT_WORK, "voicemail": "no",
        "code_word": "あおい傘",
    }  # fmt: skip
    for fault in ({"mobile_till_clock": ""}, {"mobile_till_clock": "22:00"}, {"mobile_from_clock": "夜"}):
        wrong = here.post(url, once(**{**typed, **fault}))
        assert wrong.status_code == 422 and AT_WORK in wrong.content.decode(), fault
    assert here.post(url, once(**typed)).status_code == 302
    kept = Client.objects.everything("test").get(pk=woman.pk).contact_rule
    night = Way(True, Hours(time(22), time(2), WORKING_DAYS))
    ways = {"mobile": night, "home": Way(False, at=HOME), "work": Way(None, at=AT_WORK)}
    assert from_data(kept) == ContactRule(ways, False, "あおい傘")
    line = AuditLine.objects.filter(event="client.change").latest("pk").facts
    assert "contact_rule" in line and HOME not in line
    again = here.get(url).content.decode()
    assert 'value="22:00"' in again and 'value="02:00"' in again


def test_an_attempt_that_missed_counts_for_its_call_back(world, woman):
    actor = world.act(world.counselor)
    talk = cases.consultation(actor, of=woman, next_steps=["call_back"], next_on=timezone.localdate())
    promise = CallBack.objects.everything("test").get(consultation=talk)
    one = begin_contact(actor, woman, "mobile", call_back=promise)
    move_contact(actor, one.number, "finish", outcome="nobody")
    assert fresh(promise).misses == 1
    other = cases.client(actor, family_name="別人")
    with pytest.raises(Absent):
        begin_contact(actor, other, "mobile", call_back=promise)


def test_a_supervisor_in_another_agency_is_no_second_person(world, woman, asked):
    elsewhere = account_with_posting(world.npo, "supervisor")
    with pytest.raises(Absent):
        move_contact(world.act(elsewhere), asked.number, "approve")
