"""Home: what waits, the soonest first, without a name."""

from datetime import timedelta

import pytest
from django.utils import timezone

from referrals.models import Referral
from referrals.queries.waiting import waiting_for
from tests.factories import cases, referrals
from tests.factories.referrals import IDENTITY, SHEET

pytestmark = pytest.mark.django_db


def received(world, account):
    return waiting_for(world.act(account))[0]


def test_received_referrals_stand_by_their_day_and_name_nobody(world):
    client, _call = referrals.known_person(world.act(world.counselor))
    slow = referrals.offer(world.counselor, world.city, client=client, urgency="no_hurry", kind="advice")
    week = referrals.offer(world.counselor, world.city, client=client, urgency="week")
    soon = referrals.offer(world.counselor, world.city, urgency="immediate", kind="notice")
    late = referrals.offer(world.counselor, world.city, urgency="today", kind="handover")
    Referral.objects.everything("test").filter(pk=late.pk).update(
        answer_due_at=timezone.now() - timedelta(hours=1)
    )
    shown = received(world, world.city_counselor)
    assert shown.count == 4
    assert [row.url for row in shown.rows] == [
        f"/referrals/{one.number}/" for one in (late, soon, week, slow)
    ]
    assert shown.rows[0].tone == "late" and "30歳代、子ども2人" in shown.rows[2].text
    assert not [word for word in (*IDENTITY, *SHEET.values()) if word in str(shown)]


def test_what_is_answered_recalled_outlived_or_walled_waits_no_longer(world):
    client, _call = referrals.known_person(world.act(world.counselor))
    ones = [referrals.offer(world.counselor, world.city, client=client) for _number in range(4)]
    referrals.move(world.city_counselor, ones[0], "accept")
    referrals.move(world.counselor, ones[1], "recall", code="settled")
    past = timezone.now() - timedelta(seconds=1)
    Referral.objects.everything("test").filter(pk=ones[2].pk).update(
        until=past, sent_at=past - timedelta(days=1)
    )
    shown = received(world, world.city_counselor)
    assert [row.url for row in shown.rows] == [f"/referrals/{ones[3].number}/"]
    cases.wall(world.city_counselor, client)
    assert received(world, world.city_counselor).count == 0
    assert received(world, world.city_supervisor).count == 1


def test_answers_come_back_to_the_sender(world):
    one = referrals.offer(world.counselor, world.police)
    assert waiting_for(world.act(world.counselor))[1].count == 0
    referrals.move(world.liaison, one, "accept")
    referrals.report(world.liaison, one)
    shown = waiting_for(world.act(world.colleague))[1]
    assert (shown.count, shown.rows[0].badge) == (1, "報告あり")
    referrals.move(world.counselor, one, "close")
    assert waiting_for(world.act(world.counselor))[1].count == 0


@pytest.mark.parametrize("who", ["planner", "admin", "auditor", "center_admin"])
def test_nothing_waits_for_those_who_read_no_records(world, who):
    referrals.offer(world.liaison, world.center)
    assert waiting_for(world.act(getattr(world, who))) == []
