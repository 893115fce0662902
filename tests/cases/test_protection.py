"""一時保護: admitted alone at night, extended for a reason, discharged; the place is a code but for who needs it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from cases.actions import Stale
from cases.actions.case import open_case
from cases.actions.protection import ProtectionRefused, admit, discharge, extend
from cases.choices.protection import BED_STATE_LABELS, BY_LABELS, REFUSED
from cases.models import Case, CaseTask, ProtectionExtension, Shelter, TemporaryProtection
from cases.models.protection import ExtensionMade
from cases.states.bed import BED_STATES
from partners.models import Posting
from safeguards.access import Absent
from safeguards.models import AuditLine
from safeguards.once import new_token
from tests.factories import cases
from tests.factories.partners import actor_for
from tests.partners.forms import words_of

pytestmark = pytest.mark.django_db
NAME, KANA, PLACE = "保護春子", "ホゴハルコ", "みずうみの家"
TODAY = timezone.localdate


def back(days):
    return TODAY() - timedelta(days=days)


@pytest.fixture
def actor(world):
    for one in (world.counselor, world.colleague, world.supervisor):
        one.save()
    return world.act(world.counselor)


@pytest.fixture
def case(actor):
    woman = cases.client(actor, family_name=NAME, family_kana=KANA, given_name="", given_kana="")
    return open_case(actor, woman, back(30))


@pytest.fixture
def shelter(actor):
    return Shelter.objects.create(agency_id=actor.agency_id, code="S-03", name=PLACE, beds=1)


def fresh(one):
    return type(one).objects.everything("test").get(pk=one.pk)


def facts(**more):
    return {
        "ground": "clause_1", "consent": "agreed", "by": "center", "family": {"infant": 1, "elementary": 2},
        "started_on": TODAY(), "planned_until": None, **more,
    }  # fmt: skip


def form(case, do="admit", **more):
    told = {
        "do": do, "version": fresh(case).version, "started_on": TODAY().isoformat(), "ground": "clause_1",
        "consent": "agreed", "by": "center", "place": "", "family_infant": "1", "once": new_token(),
    }  # fmt: skip
    return told | more


def waiting(case):
    return dict(
        CaseTask.objects.everything("t").filter(case=case, ended_at=None).values_list("kind", "due_on")
    )


def refused(why, act, *args, **more):
    with pytest.raises(ProtectionRefused) as told, transaction.atomic():
        act(*args, **more)
    assert told.value.why == why and str(REFUSED[why])


def test_words_stand_for_every_code():
    assert set(BED_STATE_LABELS) == {*BED_STATES, "lapsed"} and set(BY_LABELS) == {"center", "entrusted"}


def test_a_lone_worker_admits_at_night_without_anybody(world, case, shelter, browser):
    Posting.objects.filter(agency=case.agency).exclude(account=world.counselor).update(until=timezone.now())
    here, url = browser(world.counselor), f"/cases/{case.number}/protection/"
    page = words_of(here.get(url))
    assert "ひとりで始められます" in page and "S-03" in page and PLACE not in page
    sent = form(case, place=f"shelter:{shelter.number}", family_elementary="2")
    assert here.post(url, sent).url == url and here.post(url, sent).url == url, "the same form twice"
    stay = TemporaryProtection.objects.everything("test").get()
    assert (stay.shelter, stay.family) == (shelter, {"infant": 1, "elementary": 2})
    assert stay.planned_until == TODAY() + timedelta(days=14)
    assert fresh(case).state == "protected" and "protection_review" in waiting(case)
    shown = words_of(here.get(f"/cases/{case.number}/"))
    for text in (
        "一時保護",
        "1日目",
        "S-03",
        "乳児 1人、小学生 2人",
        "1号：配偶者などからの暴力",
        "同意がある",
        "ひらく",
    ):
        assert text in shown, text
    assert PLACE not in shown
    for code in ("protection.admit", "protection.read", "case.protect"):
        assert AuditLine.objects.filter(event=code).exists(), code


def test_at_two_in_the_morning_it_is_the_same_day_of_the_office(world, case):
    night = timezone.localtime().replace(hour=2, minute=0) + timedelta(days=1)
    worker = actor_for(world.counselor, night)
    stay = admit(worker, case, case.version, facts(started_on=night.date(), consent="not_confirmed"))
    assert stay.started_on == night.date() and stay.made_at == night and stay.shelter is None
    assert fresh(case).state == "protected"


def test_it_is_extended_with_a_reason_and_the_review_moves(world, actor, case, browser):
    stay = admit(actor, case, case.version, facts(started_on=back(10)))
    assert fresh(case).state_since >= back(30)
    later = stay.planned_until + timedelta(days=7)
    here, url = browser(world.counselor), f"/cases/{case.number}/protection/"
    for until, reason, why in (
        (stay.planned_until, "理由", "いまの予定日より後"),
        (later, "", "理由を書いて"),
    ):
        answer = here.post(url, form(case, "extend", until=until.isoformat(), reason=reason))
        assert answer.status_code == 422 and why in words_of(answer)
    sent = form(case, "extend", until=later.isoformat(), reason="住まいが決まらない")
    assert here.post(url, sent).status_code == 302 and here.post(url, sent).status_code == 302
    assert fresh(stay).planned_until == later
    one = ProtectionExtension.objects.everything("test").get()
    assert (one.reason, one.made_by_name) == ("住まいが決まらない", world.counselor.name)
    assert timedelta() <= later - waiting(case)["protection_review"] < timedelta(days=4), (
        "a working day before it"
    )
    assert "住まいが決まらない" in words_of(here.get(url))
    assert AuditLine.objects.filter(event="protection.extend").count() == 1
    with pytest.raises(ExtensionMade):
        one.save()


@pytest.mark.parametrize(("destination", "asks"), [("own_flat", True), ("womens_facility", False)])
def test_she_leaves_and_is_called_after_two_weeks_where_it_is_asked_for(
    world, actor, case, browser, destination, asks
):
    admit(actor, case, case.version, facts(started_on=back(2)))
    here, url = browser(world.counselor), f"/cases/{case.number}/protection/"
    bad = here.post(url, form(case, "discharge", ended_on=back(3).isoformat(), destination=destination))
    assert bad.status_code == 422 and "退所が入所より前です" in words_of(bad)
    sent = form(case, "discharge", ended_on=TODAY().isoformat(), destination=destination)
    assert here.post(url, sent).status_code == 302
    assert fresh(case).state == "supporting" and ("aftercare" in waiting(case)) == asks
    assert "protection_review" not in waiting(case)
    page = words_of(here.get(url))
    assert "2泊" in page and "延べ3日" in page
    assert {"protection.discharge", "case.discharge"} <= set(
        AuditLine.objects.values_list("event", flat=True)
    )


def test_what_cannot_have_been_is_refused_with_a_reason(actor, case):
    refused("future", admit, actor, case, case.version, facts(started_on=TODAY() + timedelta(days=1)))
    refused("planned", admit, actor, case, case.version, facts(planned_until=back(1)))
    refused("no_stay", extend, actor, case, case.version, TODAY(), "理由")
    admit(actor, case, case.version, facts(started_on=back(5)))
    at = fresh(case)
    refused("overlap", admit, actor, at, at.version, facts())
    refused("not_later", extend, actor, at, at.version, back(1), "理由")
    refused("no_reason", extend, actor, at, at.version, TODAY() + timedelta(days=90), " ")
    refused("before_start", discharge, actor, at, at.version, back(6), "own_home")
    refused("future", discharge, actor, at, at.version, TODAY() + timedelta(days=1), "own_home")
    discharge(actor, at, at.version, back(1), "own_home")
    at = fresh(case)
    refused("overlap", admit, actor, at, at.version, facts(started_on=back(2)))
    Case.objects.everything("test").filter(pk=case.pk).update(state="closed")
    refused("ended", admit, actor, at, at.version, facts())
    Case.objects.everything("test").filter(pk=case.pk).update(state="supporting")
    assert admit(actor, at, at.version, facts(started_on=back(1))), "out and in on one day"


def test_the_tables_hold_it_too(actor, case):
    stay = admit(actor, case, case.version, facts())
    rows = TemporaryProtection.objects.everything("test").filter(pk=stay.pk)
    for wrong in ({"ended_on": back(1), "destination": "x"}, {"ended_on": TODAY()}, {"by": "nobody"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        stay.pk = None
        stay._state.adding = True
        stay.number = "x" * 22
        stay.save(force_insert=True)


def test_a_stale_page_is_told_and_nothing_typed_is_lost(world, actor, case, browser):
    here, url = browser(world.counselor), f"/cases/{case.number}/protection/"
    admit(actor, case, case.version, facts(started_on=back(3)))
    old = fresh(case).version
    extend(actor, case, old, TODAY() + timedelta(days=20), "先に延ばした")
    until = TODAY() + timedelta(days=30)
    answer = here.post(url, form(case, "extend", until=until.isoformat(), reason="まだ危ない", version=old))
    assert answer.status_code == 409 and "まだ危ない" in words_of(answer)
    assert ProtectionExtension.objects.everything("test").count() == 1
    with pytest.raises(Stale):
        discharge(actor, case, old, TODAY(), "own_home")
    late = here.post(url, form(case, "admit"))
    assert late.status_code == 302 and TemporaryProtection.objects.everything("test").count() == 1


def test_the_name_of_the_place_opens_for_a_purpose_only(world, actor, case, shelter, browser):
    admit(actor, case, case.version, facts(), shelter=shelter.number)
    here, url = browser(world.counselor), f"/cases/{case.number}/protection/"
    assert PLACE not in words_of(here.get(url)) and PLACE not in words_of(here.get(f"{url}?ask=shelter"))
    assert here.post(url, {"purpose": "curious"}).status_code == 404
    assert PLACE in words_of(here.post(url, {"purpose": "protection"}))
    line = AuditLine.objects.get(event="whereabouts.reveal")
    assert line.object_number == case.number


@pytest.mark.parametrize(
    ("groups", "opens"), [(("identity", "risk"), False), (("identity", "whereabouts"), True)]
)
def test_who_was_told_without_whereabouts_sees_the_code_only(
    world, actor, case, shelter, browser, groups, opens
):
    admit(actor, case, case.version, facts(), shelter=shelter.number)
    extend(actor, case, fresh(case).version, TODAY() + timedelta(days=40), "夫が探している")
    cases.disclosure(actor, case, world.city_counselor.postings.get().agency, groups)
    here, url = browser(world.city_counselor), f"/cases/{case.number}/protection/"
    page = words_of(here.get(f"/cases/{case.number}/"))
    assert "S-03" in page and PLACE not in page and "乳児" not in page
    assert here.get(url).status_code == (200 if opens else 404)
    answer = here.post(url, {"purpose": "protection"})
    assert (PLACE in words_of(answer)) == opens and answer.status_code == (200 if opens else 404)
    assert "夫が探している" not in words_of(answer) and "延長する" not in words_of(answer)
    assert here.post(url, form(case)).status_code == 404
    with pytest.raises(Absent):
        discharge(world.act(world.city_counselor), case, fresh(case).version, TODAY(), "own_home")


def test_nobody_from_elsewhere_sees_a_stay(world, actor, case, browser):
    admit(actor, case, case.version, facts())
    here = browser(world.city_counselor)
    for url in (f"/cases/{case.number}/protection/", f"/cases/{case.number}/bed/"):
        assert here.get(url).status_code == 404
    stranger = world.act(world.city_counselor)
    assert not TemporaryProtection.objects.visible_to(stranger).exists()
