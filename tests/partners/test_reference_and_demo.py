"""What load_reference and seed_demo make of the files of a prefecture; both prefectures."""

import random

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.utils import timezone

from indicators.models import DvCenter, PublishedFigure
from partners import demo, reference
from partners.models import Account, Agency, Area, Municipality, Posting, Ward
from safeguards import matrix
from tests.factories.partners import account, account_with_posting, agency_of
from tests.partners.forms import words_of

pytestmark = pytest.mark.django_db
CONTRACT = {
    "pref-counselor", "pref-counselor2", "pref-supervisor", "pref-planner", "pref-admin", "pref-auditor",
    "sendai-counselor", "sendai-supervisor", "sendai-planner", "sendai-admin", "ishinomaki-counselor",
    "office-counselor", "ward-counselor", "police-liaison", "police-admin", "hospital-liaison",
    "npo-counselor", "npo-liaison", "npo-admin",
}  # fmt: skip
PREFECTURES = ("miyagi", "yamagata")


def silent(what, done, of):
    """No progress line."""


@pytest.fixture(params=PREFECTURES)
def folder(request, settings):
    """A prefecture's folder, loaded into tables that hold nothing else of partners."""
    for model in (PublishedFigure, DvCenter):
        model.objects.all().delete()
    Agency.objects.update(parent=None, deputy=None)
    for model in (Agency, Ward, Municipality, Area):
        model.objects.all().delete()
    Group.objects.filter(name__startswith="agency:").delete()
    place = settings.YUI_DATA_DIR / request.param
    reference.load(place, silent)
    return place


OF_AGENCY = ("code", "name", "tier", "kind", "parent__code", "municipality__code", "group__name", "valid_to")


def state():
    """Everything that loading wrote, without primary keys."""
    return (
        list(Area.objects.values("code", "name", "position")),
        list(Municipality.objects.values("code", "name", "area__name", "population")),
        list(Ward.objects.values("code", "municipality__code")),
        list(Agency.objects.values(*OF_AGENCY)),
    )


def test_loading_twice_changes_nothing_and_keeps_named_deputies(folder):
    before = state()
    reference.load(folder, silent)
    assert state() == before
    assert Municipality.objects.count() == 35
    assert not Agency.objects.filter(status="invented-demo").exists()
    assert set(Group.objects.values_list("name", flat=True)) == {
        f"agency:{one.code}" for one in Agency.objects.all()
    }


def test_the_demo_makes_the_accounts_of_the_contract_confirmed_until_the_next_april(folder):
    demo.seed(folder, random.Random(1), silent)
    named = Account.objects.filter(login__in=CONTRACT)
    assert set(named.values_list("login", flat=True)) == CONTRACT
    password = demo.read(folder)["password"]
    for person in named:
        held = person.postings.get()
        assert (person.is_demo, person.check_password(password), held.is_sleeping) == (True, True, False), (
            person.login
        )
        assert timezone.localtime(held.since).strftime("%m-%d %H:%M") == "04-01 00:00"
        assert timezone.localtime(held.until).strftime("%m-%d %H:%M") == "04-01 00:00"
        assert held.until.year == held.since.year + 1
    for held in Posting.objects.select_related("agency"):
        assert held.role in matrix.roles_of(held.agency.tier, held.agency.kind)
    now = timezone.now()
    assert Posting.objects.waiting_for_confirmation(now).current(now).count() >= 4
    assert Posting.objects.filter(since__gt=now).count() == 3


def test_same_seed_same_people_and_a_second_run_adds_nobody(folder):
    demo.seed(folder, random.Random(7), silent)
    people = list(Account.objects.order_by("login").values_list("login", "family_name", "given_name"))
    demo.seed(folder, random.Random(8), silent)
    assert list(Account.objects.order_by("login").values_list("login", "family_name", "given_name")) == people


def test_the_demo_refuses_a_database_with_a_real_account(folder):
    account()
    with pytest.raises(demo.RealAccounts):
        demo.seed(folder, random.Random(1), silent)
    assert Account.objects.count() == 1


def test_the_demo_logins_are_printed_in_a_demo_only(folder, settings, capsys):
    settings.YUI_PREFECTURE = folder.name
    with pytest.raises(CommandError):
        call_command("demo_accounts")
    settings.YUI_DEMO = True
    call_command("demo_accounts")
    printed = capsys.readouterr().out
    assert all(login in printed for login in CONTRACT)
    assert demo.read(folder)["password"] in printed


def test_the_first_administrator_gets_an_invitation_once(client, capsys):
    division = agency_of("prefecture", "headquarters_division")
    call_command("invite_first_administrator", division.code, "First-Admin", "髙橋", "一")
    link = capsys.readouterr().out.strip()
    assert "髙橋 一" in words_of(client.get(link))
    typed = {"new_password1": "a quite different sentence", "new_password2": "a quite different sentence"}
    assert client.post(link, typed).status_code == 302
    assert (
        client.post("/login/", {"login": "first-admin", "password": "a quite different sentence"}).status_code
        == 302
    )
    assert client.get("/accounts/")["Location"] == "/account/keys/"
    assert "この業務はパスキーでだけ開きます" in words_of(client.get("/account/keys/"))
    with pytest.raises(CommandError):
        call_command("invite_first_administrator", division.code, "second", "鈴木", "二")
    with pytest.raises(CommandError):
        call_command("invite_first_administrator", "no-such", "third", "鈴木", "二")


def test_a_superuser_cannot_stand_in_the_table():
    from django.db import IntegrityError, transaction

    person = account_with_posting(agency_of("npo", "npo"), "counselor")
    with pytest.raises(IntegrityError), transaction.atomic():
        Account.objects.filter(pk=person.pk).update(is_superuser=True)
