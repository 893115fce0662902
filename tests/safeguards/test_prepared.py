"""A question that is put together once answers like the query set that it was made from, whatever it is filled with."""

import gc
import weakref
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import BigIntegerField, CharField, DateTimeField, Exists, OuterRef, Q
from django.utils import timezone

from cases.models import Consultation
from partners.actors import live_postings
from partners.models import Account, Agency, Posting
from safeguards.access import Unscoped
from safeguards.prepared import Prepared, PreparedExists
from tests.factories import cases

pytestmark = pytest.mark.django_db
NUMBER, MOMENT = BigIntegerField(), DateTimeField()


def of_account(account, now):
    return Posting.objects.live(now).filter(account=account).select_related("agency").order_by("since", "pk")


def test_each_answer_is_that_of_the_query_set_with_the_same_values(world):
    asked, now = Prepared(of_account, account=NUMBER, now=MOMENT), timezone.now()
    Posting.objects.filter(account=world.colleague).update(until=now)
    for account in (world.counselor, world.colleague, world.counselor, world.supervisor):
        for moment in (now - timedelta(days=9000), now - timedelta(seconds=1), now):
            wanted = list(of_account(account.pk, moment))
            assert asked.rows(account=account.pk, now=moment) == wanted
    assert [one.agency.name for one in asked.rows(account=world.counselor.pk, now=now)]


def test_it_asks_once_and_brings_what_belongs_to_the_rows(world, django_assert_num_queries):
    asked = Prepared(of_account, account=NUMBER, now=MOMENT)
    account = world.counselor.pk
    asked.rows(account=0, now=timezone.now())
    with django_assert_num_queries(1):
        (one,) = asked.rows(account=account, now=timezone.now())
        assert one.agency.code


def test_what_changes_between_two_questions_is_seen(world):
    now = timezone.now()
    (posting,) = live_postings(world.counselor, now)
    assert posting.account is world.counselor
    Posting.objects.filter(pk=posting.pk).update(until=now)
    assert live_postings(world.counselor, now) == []


def test_columns_and_pieces(world):
    asked = Prepared(
        lambda role: Posting.objects.filter(role=role).order_by("pk").values_list("pk", "role")[1:2],
        role=CharField(),
    )
    _made = world.counselor, world.colleague
    wanted = list(Posting.objects.filter(role="counselor").order_by("pk").values_list("pk", "role")[1:2])
    assert asked.values(role="counselor") == wanted
    assert asked.values(role="counselor' OR '1'='1") == []


def test_a_value_that_is_missing_is_no_answer(world):
    asked = Prepared(of_account, account=NUMBER, now=MOMENT)
    with pytest.raises(KeyError):
        asked.rows(account=world.counselor.pk)


def test_rows_that_are_not_scoped_are_not_even_prepared(world):
    cases.consultation(world.act(world.counselor))
    asked = Prepared(lambda agency: Consultation.objects.filter(agency=agency), agency=NUMBER)
    with pytest.raises(Unscoped):
        asked.rows(agency=world.counselor.pk)


def test_it_keeps_no_answer(world):
    asked = Prepared(of_account, account=NUMBER, now=MOMENT)
    (one,) = asked.rows(account=world.counselor.pk, now=timezone.now())
    gone = weakref.ref(one)
    del one
    gc.collect()
    assert gone() is None
    assert connection.vendor in asked._ready


def test_a_row_that_points_outside_is_found_like_by_exists(world):
    """In filters, excludes and beneath another query, and for values that differ from one question to the next."""
    _made = world.counselor, world.supervisor, world.admin
    held = PreparedExists(lambda role: Posting.objects.filter(role=role), "account", role=CharField())
    for role in ("counselor", "supervisor", "counselor", "nobody", "x' OR '1'='1"):
        plain = Exists(Posting.objects.filter(role=role, account=OuterRef("pk")))
        accounts, there = Account.objects.order_by("pk"), held.of("pk", role=role)
        assert list(accounts.filter(there)) == list(accounts.filter(plain))
        assert list(accounts.exclude(there)) == list(accounts.exclude(plain))
        agencies = Agency.objects.order_by("pk")
        beneath = [
            Posting.objects.filter(account__in=accounts.filter(one)).values("agency")
            for one in (there, plain)
        ]
        assert list(agencies.filter(pk__in=beneath[0])) == list(agencies.filter(pk__in=beneath[1]))
        assert list(accounts.filter(there | Q(pk=0))) == list(accounts.filter(plain))
        assert Account.objects.filter(there).count() == Account.objects.filter(plain).count()


def test_the_row_outside_may_be_of_the_same_table(world):
    """Postings that another one begins at the same moment as: each table stands for itself, inside and outside."""
    _made = world.counselor, world.colleague
    moment = timezone.now()
    Posting.objects.filter(account=world.counselor).update(since=moment)
    same = PreparedExists(lambda role: Posting.objects.filter(role=role), "since", role=CharField())
    assert {one.since for one in Posting.objects.filter(same.of("since", role="counselor"))} >= {moment}
    assert not Posting.objects.filter(same.of("since", role="planner"), account=world.counselor).exists()


def test_nothing_known_is_nothing_found(world):
    _made = world.counselor
    held = PreparedExists(lambda agency: Posting.objects.filter(agency=agency), "account", agency=NUMBER)
    assert not Account.objects.filter(held.of("pk", agency=None)).exists()
    with pytest.raises(KeyError):
        Account.objects.filter(held.of("pk")).exists()
