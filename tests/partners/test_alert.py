"""Alerts: to whom, where they stand, what they tell, and that they leave with the posting."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from partners.actions.alert import send
from partners.models import Alert
from partners.queries.alert import watchers_of
from safeguards.models import AuditLine
from tests.factories.partners import account_with_posting, actor_for, agency_of, posting
from tests.partners.forms import words_of

pytestmark = pytest.mark.django_db

SENTENCE = "遠くの機関の代理に、こちらの機関が指定されました。"


def alert(to, **more):
    with transaction.atomic():
        send(actor_for(to), "deputy.named", [to.pk], agency="遠くの機関", **more)
    return Alert.objects.latest("pk")


@pytest.fixture
def office():
    return agency_of("municipality", "municipal_desk")


def test_an_alert_stands_on_home_until_it_is_read_and_leads_on(browser, office):
    chief = account_with_posting(office, "supervisor")
    one = alert(chief, path="/partners/")
    hers = browser(chief)
    assert SENTENCE in words_of(hers.get("/"))
    answer = hers.post(f"/account/alerts/{one.number}/")
    assert answer["Location"] == "/partners/"
    assert SENTENCE not in words_of(hers.get("/"))
    assert SENTENCE in words_of(hers.get("/account/alerts/"))
    first = Alert.objects.get().read_at
    hers.post(f"/account/alerts/{one.number}/")
    assert Alert.objects.get().read_at == first
    assert AuditLine.objects.filter(event="alert.read").count() == 1


def test_an_alert_of_an_agency_is_not_there_at_another_agency(browser, office):
    chief = account_with_posting(office, "supervisor", posting_until=timezone.now() + timedelta(days=1))
    one = alert(chief, agency_id=office.pk)
    assert SENTENCE in words_of(browser(chief).get("/"))
    chief.postings.update(until=timezone.now() - timedelta(minutes=1))
    posting(chief, agency_of("npo", "npo"), "supervisor", since=timezone.now() - timedelta(seconds=30))
    there = browser(chief)
    assert SENTENCE not in words_of(there.get("/"))
    assert SENTENCE not in words_of(there.get("/account/alerts/"))
    assert there.post(f"/account/alerts/{one.number}/").status_code == 404


def test_watchers_are_the_own_supervisors_then_the_deputys_then_the_centers(office):
    deputy = agency_of("municipality", "city_welfare_office")
    office.deputy = deputy
    office.save()
    now = timezone.now()
    center = account_with_posting(agency_of("prefecture", "womens_center"), "supervisor")
    assert center.pk in watchers_of(office.pk, now)
    beside = account_with_posting(deputy, "supervisor")
    assert watchers_of(office.pk, now) == [beside.pk]
    own = account_with_posting(office, "supervisor")
    account_with_posting(office, "supervisor", posting_until=now - timedelta(minutes=1))
    account_with_posting(office, "counselor")
    assert watchers_of(office.pk, now) == [own.pk]
    assert watchers_of(office.pk, now, but=[own.pk, None]) == [beside.pk]
    assert center.pk in watchers_of(office.pk, now, but=[own.pk, beside.pk])


@pytest.mark.parametrize("path", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"])
def test_an_alert_never_leads_out_of_the_house(office, path):
    chief = account_with_posting(office, "supervisor")
    with pytest.raises(ValueError, match="of this house"):
        alert(chief, path=path)
    assert not Alert.objects.exists()


def test_to_be_named_deputy_is_told_to_the_supervisors_there(browser, office):
    other = agency_of("municipality", "city_welfare_office", name="代わりの課")
    chief = account_with_posting(other, "supervisor")
    center = account_with_posting(agency_of("prefecture", "womens_center"), "supervisor")
    browser(center).post(f"/partners/{office.code}/deputy/", {"deputy": other.code})
    told = Alert.objects.get()
    assert (told.account_id, told.kind, told.about) == (chief.pk, "deputy.named", office.code)
    assert office.name in words_of(browser(chief).get("/"))
