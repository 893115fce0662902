"""The demo's referrals: lively, allowed by every rule, and the same for the same seed."""

import random

import pytest
from django.conf import settings
from django.utils import timezone

import cases.demo
import partners.demo
import referrals.demo
from cases.models import AccessReason
from partners.models import Account
from referrals.models import Referral
from referrals.queries.person import Person, traces_of
from referrals.queries.waiting import waiting_for
from referrals.rules import words_found
from tests.factories.partners import actor_for

pytestmark = pytest.mark.django_db

WAITED_FOR = (
    "police-liaison", "npo-liaison", "hospital-liaison", "office-counselor", "ishinomaki-counselor",
    "pref-counselor", "sendai-counselor", "ward-counselor",
)  # fmt: skip


def seed():
    folder, rng = settings.YUI_DATA_DIR / "miyagi", random.Random(1)
    partners.demo.seed(folder, rng, lambda *state: None)
    cases.demo.seed(folder, rng, lambda *state: None, consultations=150)
    referrals.demo.seed(folder, rng, lambda *state: None)


def test_referrals_wait_for_every_demo_account_and_all_states_are_there():
    seed()
    rows = list(Referral.objects.everything("test").select_related("client", "consultation"))
    assert {row.state for row in rows} == {"sent", "accepted", "reported", "closed", "declined", "recalled"}
    for login in WAITED_FOR:
        received = waiting_for(actor_for(Account.objects.get(login=login)))[0]
        assert received.count >= 1, login
    assert any(row.is_sheet for row in rows) and any(row.client_id for row in rows)
    for row in rows:
        traces = traces_of(Person(row.client, row.consultation), row.sheet)
        assert not words_found(row.asked, traces.words, traces.phones)
    live = set(
        AccessReason.objects.live(timezone.now())
        .exclude(referral_number="")
        .values_list("referral_number", flat=True)
    )
    open_ones = {
        row.number for row in rows if row.tells(timezone.now()) and row.field_groups and not row.is_sheet
    }
    assert live == open_ones
