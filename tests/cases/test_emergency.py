"""Emergency access: exactly named, one account, one hour, told to two, looked at by another, never over a wall."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Permission
from django.db import IntegrityError, transaction
from django.test import Client as _Browser
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from cases.access import ScopedPermissions
from cases.actions.emergency import (
    RightHeld,
    end_emergency,
    open_emergency,
    review_emergency,
    tell_late_reviews,
)
from cases.models import (
    Client,
    ClientEmergency,
    Consultation,
    ConsultationEmergency,
    Emergency,
    NameSearch,
    Wall,
)
from cases.queries.emergency import Named, clients_named, is_held
from cases.queries.sight import groups_of
from cases.rules import EMERGENCY_LASTS, review_due
from partners.actors import actor_of, live_postings
from partners.models import Alert
from safeguards import matrix
from safeguards.access import Absent
from safeguards.models import AuditLine
from safeguards.once import new_token
from tests.factories import cases
from tests.factories.partners import account, account_with_posting, posting
from tests.parallel import in_parallel, on_postgresql
from tests.partners.forms import words_of
from tests.signing import sign_in

pytestmark = pytest.mark.django_db
URL = "/clients/emergency/"
NAME = "緊急花子"
BORN = {"year": 1990, "month": 5, "day": 3}
READING = "キンキュウハナコ"
WHY = "消防から電話。搬送先でご本人の意識がなく、薬の情報が要る。"
NOTHING = "これでは開けません"


@pytest.fixture
def woman(world):
    """Kept by the city, with one consultation; the center knows nothing of her."""
    for one in (world.supervisor, world.city_supervisor, world.auditor):
        one.save()
    actor = world.act(world.city_counselor)
    person = cases.client(
        actor, family_name=NAME, given_name="", family_kana=READING, given_kana="", birth=BORN,
        current_place="印の場所",
    )  # fmt: skip
    cases.consultation(actor, of=person, narrative="緊急の話")
    return person


def asked(woman, **changed):
    whole = {
        "once": new_token(), "agency": woman.agency.code, "held_number": woman.held_number, "reading": "",
        "birth": "", "ground": "life", "reason": WHY,
    }  # fmt: skip
    return {**whole, **changed}


def opened(world, woman, who=None, **moved):
    actor = replace(world.act(who or world.supervisor), **moved)
    return open_emergency(actor, [woman], ground="life", reason=WHY)


def test_the_supervisor_of_the_center_opens_one_person_for_an_hour(browser, world, woman):
    hers, colleague = browser(world.supervisor), browser(world.counselor)
    call = Consultation.objects.everything("test").get(client=woman)
    assert hers.get(f"/clients/{woman.number}/").status_code == 404
    answer = hers.post(URL, asked(woman), follow=True)
    emergency = Emergency.objects.everything("test").get()
    assert answer.redirect_chain == [(f"{URL}{emergency.number}/", 302)]
    assert "緊急閲覧" in words_of(answer)
    page = words_of(hers.get(f"/clients/{woman.number}/"))
    assert NAME in page and "印の場所" not in page
    assert "緊急閲覧中" in page
    assert "開示された記録です" not in page
    assert "緊急の話" in words_of(hers.get(f"/consultations/{call.number}/"))
    assert hers.get(f"/clients/{woman.number}/edit/").status_code == 404
    # lists, counts and searches go by the agency's grants; her colleague sees nothing
    assert NAME not in words_of(hers.get("/clients/"))
    assert Client.objects.page(world.act(world.supervisor)).count() == 0
    assert colleague.get(f"/clients/{woman.number}/").status_code == 404
    assert "緊急閲覧中" not in words_of(colleague.get("/"))
    # its owner sees who opened it
    keeper = words_of(browser(world.city_counselor).get(f"/clients/{woman.number}/"))
    assert world.center.label in keeper
    assert hers.post(f"{URL}{emergency.number}/end/", {"once": new_token()}, follow=True).status_code == 200
    assert hers.get(f"/clients/{woman.number}/").status_code == 404


@pytest.mark.parametrize(
    ("changed", "opens"),
    [
        ({}, True),
        ({"agency": "", "held_number": "", "reading": "ｷﾝｷｭｳ はなこ", "birth": "平成2年5月3日"}, True),
        ({"agency": "", "held_number": "", "reading": "キンキュウ", "birth": "平成2年5月3日"}, False),
        ({"agency": "", "held_number": "", "reading": READING, "birth": "平成2年5月4日"}, False),
        ({"agency": "other"}, False),
    ],
)
def test_only_who_is_named_exactly_opens(browser, world, woman, changed, opens):
    if changed.get("agency") == "other":
        changed = {"agency": world.npo.code}
    answer = browser(world.supervisor).post(URL, asked(woman, **changed))
    assert answer.status_code == (302 if opens else 422)
    assert Emergency.objects.everything("test").exists() == opens
    assert NameSearch.objects.everything("test").filter(how="emergency").exists() != opens


@pytest.mark.parametrize(
    "missing",
    [{"held_number": ""}, {"reason": ""}, {"reason": "急ぐ"}, {"ground": ""}, {"held_number": "123"}],
)
def test_without_name_ground_or_reason_nothing_opens_and_what_was_typed_stays(browser, world, woman, missing):
    answer = browser(world.supervisor).post(URL, asked(woman, **missing))
    assert answer.status_code == 422
    if "reason" not in missing:
        assert WHY in answer.content.decode()
    assert not Emergency.objects.everything("test").exists()


VARIES = re.compile(r'csrfmiddlewaretoken" value="[^"]*"|once" value="[^"]*"|\d{2}:\d{2}')


def test_a_wall_a_miss_and_absence_are_one_answer(browser, world, woman):
    """Also when only another record of the same woman is walled."""
    said = {"agency": "", "held_number": "", "reading": READING, "birth": "1990-05-03"}
    Wall.objects.create(
        account=world.supervisor, person_key=woman.person_key, ground="kin", since=timezone.now()
    )
    cases.client(
        world.act(world.npo_counselor), family_name="別", family_kana=READING, given_kana="", birth=BORN
    )
    hers = browser(world.supervisor)
    walled = hers.post(URL, asked(woman, **said)).content.decode()
    absent = hers.post(URL, asked(woman, **{**said, "reading": "キンキュウハナヨ"})).content.decode()
    assert NOTHING in walled
    assert VARIES.sub("", walled) == VARIES.sub("", absent).replace("キンキュウハナヨ", READING)
    assert not Emergency.objects.everything("test").exists()
    by_number = hers.post(URL, asked(woman))
    assert by_number.status_code == 422


def test_a_wall_that_is_laid_while_it_is_open_closes_it_at_once(browser, world, woman):
    opened(world, woman)
    hers = browser(world.supervisor)
    assert hers.get(f"/clients/{woman.number}/").status_code == 200
    hers.post(f"/clients/{woman.number}/know/", {"once": new_token()})
    assert hers.get(f"/clients/{woman.number}/").status_code == 404
    emergency = Emergency.objects.everything("test").get()
    assert hers.get(f"{URL}{emergency.number}/").status_code == 404
    assert "緊急閲覧中" not in words_of(hers.get("/"))


@pytest.mark.parametrize(
    "who", ["counselor", "city_supervisor", "npo_counselor", "planner", "auditor", "liaison"]
)
def test_nobody_else_has_the_right(browser, world, woman, who):
    browser(getattr(world, who)).post(URL, asked(woman))
    assert not Emergency.objects.everything("test").exists()
    with pytest.raises(Absent):
        opened(world, woman, getattr(world, who))


def test_without_a_proof_of_just_now_it_asks_for_one(browser, world, woman):
    late = _Browser()
    sign_in(late, world.supervisor, at=(timezone.now() - timedelta(minutes=25)).timestamp())
    for answer in (late.get(URL), late.post(URL, asked(woman))):
        assert answer.status_code == 302
        assert answer.url.startswith("/account/proof/")
    assert not Emergency.objects.everything("test").exists()


def test_two_people_at_least_are_told_at_once_and_never_a_word_about_her(world, woman):
    emergency = opened(world, woman)
    told = Alert.objects.filter(kind="emergency.opened")
    assert len({one.account_id for one in told}) >= 2
    assert world.city_supervisor.pk in {one.account_id for one in told}
    assert world.supervisor.pk not in {one.account_id for one in told}
    for one in told:
        text = f"{one.facts} {one.path} {one.about}"
        assert NAME not in text and woman.number not in text and woman.held_number not in text
    line = AuditLine.objects.get(event="emergency.open")
    assert line.object_number == emergency.number
    assert woman.number in str(line.facts)


def test_what_was_missed_is_told_and_the_fifth_in_an_hour_is_the_last(browser, world, woman):
    hers = browser(world.supervisor)
    for _time in range(5):
        assert hers.post(URL, asked(woman, agency=world.npo.code)).status_code == 422
    assert Alert.objects.filter(kind="emergency.missed").count() >= 5
    answer = hers.post(URL, asked(woman))
    assert "1時間" in words_of(answer)
    assert not Emergency.objects.everything("test").exists()


def test_the_review_is_another_persons_and_a_question_holds_the_right_until_it_is_cleared(
    browser, world, woman
):
    emergency = opened(world, woman)
    hers, other = browser(world.supervisor), browser(world.city_supervisor)
    review = f"{URL}{emergency.number}/review/"
    assert hers.post(review, {"once": new_token(), "move": "find_right"}).status_code == 404
    page = words_of(other.get(f"{URL}{emergency.number}/"))
    assert WHY in page and world.supervisor.name in page
    other.post(review, {"once": new_token(), "move": "question"})
    assert is_held(world.act(world.supervisor))
    end_emergency(world.act(world.supervisor), emergency.number)
    with pytest.raises(RightHeld):
        opened(world, woman)
    assert "止めています" in words_of(hers.get(URL))
    with pytest.raises(Absent):
        review_emergency(world.act(world.city_supervisor), emergency.number, "find_right")
    other.post(review, {"once": new_token(), "move": "clear"})
    assert not is_held(world.act(world.supervisor))
    opened(world, woman)
    kinds = set(Alert.objects.filter(account=world.supervisor).values_list("kind", flat=True))
    assert {"emergency.question", "emergency.clear"} <= kinds


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@on_postgresql
def test_of_two_reviews_at_one_moment_one_is_written(world, woman):
    emergency = opened(world, woman)
    other = account_with_posting(world.city, "supervisor")
    actors = [world.act(world.city_supervisor), world.act(other)]

    def review(number):
        try:
            review_emergency(actors[number], emergency.number, "find_right")
        except Absent:
            return "absent"
        return "done"

    assert sorted(in_parallel(review, 2)) == ["absent", "done"]
    assert AuditLine.objects.filter(event="emergency.find_right").count() == 1


def test_a_third_agency_knows_nothing_of_it(browser, world, woman):
    emergency = opened(world, woman)
    for who in (world.office_counselor, world.npo_counselor, world.city_counselor, world.counselor):
        assert browser(who).get(f"{URL}{emergency.number}/").status_code == 404


def test_a_late_review_holds_the_right_alone_and_is_told_once(world, woman):
    emergency = opened(world, woman)
    due = emergency.review_due
    assert due == review_due(timezone.localdate())
    later = timezone.now() + (due - timezone.localdate() + timedelta(days=1))
    assert tell_late_reviews(timezone.now()) == 0
    assert tell_late_reviews(later) == 1
    assert tell_late_reviews(later) == 0
    told = set(Alert.objects.filter(kind="emergency.late").values_list("account_id", flat=True))
    assert {world.supervisor.pk, world.city_supervisor.pk} <= told
    actor = replace(world.act(world.supervisor), now=later)
    assert is_held(actor)
    mine = cases.consultation(world.act(world.supervisor))
    assert Consultation.objects.visible_to(actor).filter(pk=mine.pk).exists()


@pytest.mark.parametrize(
    ("opened_on", "due"),
    [
        (date(2026, 11, 24), date(2026, 11, 27)),  # Tuesday
        (date(2026, 11, 20), date(2026, 11, 26)),  # Friday before a holiday on Monday
        (date(2026, 12, 28), date(2027, 1, 6)),  # over the year's end
        (date(2026, 5, 2), date(2026, 5, 11)),  # Saturday of the holidays in May
    ],
)
def test_the_review_is_due_on_the_third_working_day(opened_on, due):
    assert review_due(opened_on) == due


def test_the_database_refuses_a_review_of_her_own(world, woman):
    emergency = opened(world, woman)
    emergency.reviewed_by_id = emergency.account_id
    with pytest.raises(IntegrityError), transaction.atomic():
        emergency.save()


def test_a_press_twice_opens_once(browser, world, woman):
    hers, form = browser(world.supervisor), asked(woman)
    first, second = hers.post(URL, form), hers.post(URL, form)
    assert first.status_code == 302
    assert second.status_code == 302
    assert Emergency.objects.everything("test").count() == 1


def test_more_records_than_one_person_can_have_open_nothing(world, woman):
    for who in (world.npo_counselor, world.office_counselor, world.ward_counselor):
        cases.client(world.act(who), family_name="同", family_kana=READING, given_kana="", birth=BORN)
    named = Named(reading=READING, birth=date(1990, 5, 3))
    assert clients_named(world.act(world.supervisor), named) == []


HOURS = st.integers(-3, 3)
drawn = st.fixed_dictionaries(
    {
        "agency": st.sampled_from(["center", "center", "center", "city", "npo"]),
        "role": st.sampled_from(
            ["supervisor", "supervisor", "supervisor", "counselor", "liaison", "auditor"]
        ),
        "confirmed": st.sampled_from([True, True, True, False]),
        "walled": st.sampled_from(["no", "no", "no", "standing", "lift_asked", "lifted"]),
        "emergencies": st.lists(
            st.fixed_dictionaries(
                {
                    "since": HOURS,
                    "length": st.sampled_from([1, 1, 2]),
                    "hers": st.sampled_from([True, True, True, False]),
                    "this_posting": st.sampled_from([True, True, True, False]),
                    "on": st.sampled_from(["client", "call"]),
                }
            ),
            max_size=3,
        ),
        "told": st.none() | st.sampled_from([("identity",), ("contact", "health")]),
        "hour": st.integers(0, 3),
    }
)


@hypothesis_settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(case=drawn)
def test_emergencies_grants_and_walls_give_the_answer_of_a_reference(world, case):
    check(world, case)


def check(world, case):
    keeper = world.act(world.city_counselor)
    woman = cases.client(keeper)
    call = cases.consultation(keeper, of=woman)
    base = timezone.now()
    person = account()
    place = posting(
        person, getattr(world, case["agency"]), case["role"], since=base - timedelta(days=1),
        confirmed=case["confirmed"],
    )  # fmt: skip
    now = base + timedelta(hours=case["hour"])
    for one in case["emergencies"]:
        lay(world, person, place, {"client": woman, "call": call}[one["on"]], one, base)
    if case["told"]:
        cases.disclosure(keeper, woman, world.center, list(case["told"]))
    if case["walled"] != "no":
        Wall.objects.create(
            account=person, person_key=woman.person_key, ground="kin", since=base, state=case["walled"],
            lifted_at=base if case["walled"] == "lifted" else None,
        )  # fmt: skip
    actor = actor_of(person, live_postings(person, now), None, now)
    for name, record in (("client", woman), ("call", call)):
        expected = reference(name, case, now, base)
        rows = type(record).objects
        assert rows.visible_to(actor).filter(pk=record.pk).exists() == (expected is not None)
        by_list = reference(name, {**case, "emergencies": []}, now, base)
        assert rows.page(actor).filter(pk=record.pk).exists() == (by_list is not None)
        if expected is not None:
            assert groups_of(actor, record) == expected
        if case["hour"] == 0:
            may = ScopedPermissions().has_perm(person, f"cases.view_{record.object_type()}", record)
            assert may == (expected is not None)


def lay(world, person, place, record, one, base):
    since = base + timedelta(hours=one["since"], seconds=-1)
    owner = person if one["hers"] else world.counselor
    emergency = Emergency.objects.create(
        account=owner, agency=world.center, ground="life", since=since, review_due=date(2030, 1, 1),
        until=since + timedelta(hours=one["length"]),
    )  # fmt: skip
    record.emergency_model().objects.create(
        user=owner, content_object=record, emergency=emergency, since=since, until=emergency.until,
        posting_id=place.pk if one["this_posting"] else place.pk + 1,
        permission=Permission.objects.get(codename=record.view_codename()),
    )  # fmt: skip


def reference(name, case, now, base):
    """Field groups by the rules as the contract tells them; None for no sight."""
    role, agency = case["role"], case["agency"]
    asleep = role in ("counselor", "supervisor", "liaison") and not case["confirmed"]
    if asleep or case["walled"] in ("standing", "lift_asked") or role == "auditor":
        return None
    if agency == "city":
        return frozenset({*matrix.field_groups(), "admin"}) if role in ("counselor", "supervisor") else None
    groups, seen = set(), False
    if agency == "center" and case["told"] and name == "client":
        groups, seen = set(case["told"]), True
    if agency == "center" and role == "supervisor":
        for one in case["emergencies"]:
            since = base + timedelta(hours=one["since"], seconds=-1)
            mine = one["hers"] and one["this_posting"] and one["on"] == name
            if mine and since <= now < since + timedelta(hours=one["length"]):
                groups, seen = groups | set(matrix.field_groups()), True
    return frozenset(groups) if seen else None


def test_the_hour_is_an_hour(world, woman):
    emergency = opened(world, woman)
    assert emergency.until - emergency.since == EMERGENCY_LASTS == timedelta(minutes=60)
    assert ClientEmergency.objects.get().until == ConsultationEmergency.objects.get().until == emergency.until
    for seconds, sees in [(0, True), (3599, True), (3600, False)]:
        actor = replace(world.act(world.supervisor), now=emergency.since + timedelta(seconds=seconds))
        assert Client.objects.visible_to(actor).filter(pk=woman.pk).exists() == sees
