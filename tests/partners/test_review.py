"""The quarterly look at accounts, and who wakes an account whose keys were all lost."""

from datetime import datetime, timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from partners.actions.account import reinvite
from partners.actions.confirmation import confirm_posting
from partners.actions.invitation import use_invitation
from partners.actions.review import confirm_still_here, tell_of_reviews
from partners.due import remind_of_reviews
from partners.factors import OfficeFactors
from partners.models import Alert, Posting
from partners.queries.review import not_reviewed, review_rows
from safeguards.access import Absent
from safeguards.calendar import JAPAN
from safeguards.models import AuditLine
from tests.factories.partners import PASSWORD, account_with_posting, actor_for, agency_of
from tests.partners.forms import submit, words_of
from tests.signing import sign_in

pytestmark = pytest.mark.django_db
LONG_AGO = datetime(2025, 4, 1, tzinfo=JAPAN)
IN_QUARTER = datetime(2026, 11, 24, 10, 0, tzinfo=JAPAN)  # a Tuesday
EARLY = datetime(2026, 10, 1, 9, 30, tzinfo=JAPAN)


def at_work(agency, role, **fields):
    person = account_with_posting(agency, role, **fields)
    person.postings.update(since=LONG_AGO, confirmed_at=LONG_AGO)
    return person


@pytest.fixture
def office():
    return agency_of("npo", "npo")


@pytest.fixture
def supervisor(office):
    return at_work(office, "supervisor")


@pytest.fixture
def counselor(office):
    return at_work(office, "counselor", family_name="残間")


def names_for(person, moment):
    return [row.name for row in review_rows(actor_for(person, moment))]


def test_a_supervisor_sees_everybody_but_herself_once_a_quarter(supervisor, counselor, browser):
    assert names_for(supervisor, IN_QUARTER) == [counselor.name]
    confirm_still_here(actor_for(supervisor, IN_QUARTER), counselor.postings.get().number)
    assert names_for(supervisor, IN_QUARTER) == []
    assert names_for(supervisor, IN_QUARTER + timedelta(days=38)) == [counselor.name]  # 1 January
    line = AuditLine.objects.get(event="posting.review")
    assert (line.account_id, line.object_number) == (supervisor.pk, counselor.postings.get().number)


def test_by_the_page(supervisor, counselor):
    here = sign_in(Client(), supervisor)
    page = here.get("/accounts/review/")
    assert "残間" in words_of(page)
    assert "一度もサインインしていません" in words_of(page)
    number = counselor.postings.get().number
    assert "在籍していることを記録しました" in words_of(here.post(f"/accounts/review/{number}/", follow=True))
    assert here.post(f"/accounts/review/{number}/").status_code == 404  # a second press
    assert "全員の確認が済みました" in words_of(here.get("/accounts/review/"))


@pytest.mark.parametrize("who", ["herself", "a counselor", "another office"])
def test_others_review_nothing(supervisor, counselor, office, who):
    actor = {
        "herself": lambda: actor_for(supervisor, IN_QUARTER),
        "a counselor": lambda: actor_for(counselor, IN_QUARTER),
        "another office": lambda: actor_for(at_work(agency_of("npo", "npo"), "supervisor"), IN_QUARTER),
    }[who]()
    target = supervisor if who == "herself" else counselor
    with pytest.raises(Absent):
        confirm_still_here(actor, target.postings.get().number)
    assert Posting.objects.filter(reviewed_at__isnull=False).count() == 0


def test_the_database_refuses_a_review_of_oneself(supervisor):
    with pytest.raises(IntegrityError), transaction.atomic():
        supervisor.postings.update(reviewed_by_id=supervisor.pk, reviewed_at=timezone.now())


def test_who_came_or_was_confirmed_this_quarter_is_not_asked_about(office, supervisor):
    account_with_posting(office, "counselor", posting_since=EARLY)
    old = at_work(office, "counselor")
    old.postings.update(confirmed_at=EARLY)
    assert names_for(supervisor, IN_QUARTER) == []


@pytest.mark.parametrize(("unused_days", "flag"), [(None, "never"), (46, "unused"), (44, "")])
def test_flags(supervisor, counselor, unused_days, flag):
    if unused_days:
        counselor.last_login = IN_QUARTER - timedelta(days=unused_days)
        counselor.save()
    assert [row.flag for row in review_rows(actor_for(supervisor, IN_QUARTER))] == [flag]


def test_a_lone_supervisor_is_reviewed_by_the_center(supervisor):
    center = at_work(agency_of("prefecture", "womens_center"), "supervisor")
    assert supervisor.name in names_for(center, IN_QUARTER)


def test_the_clock_tells_each_once_and_the_stand_ins_when_it_is_late(office, supervisor, counselor):
    center = at_work(agency_of("prefecture", "womens_center"), "supervisor")
    assert tell_of_reviews(EARLY) >= 1
    told = set(Alert.objects.filter(kind="review.due").values_list("account_id", flat=True))
    assert supervisor.pk in told
    assert tell_of_reviews(EARLY + timedelta(days=1)) == 0
    assert not Alert.objects.filter(kind="review.late").exists()
    tell_of_reviews(EARLY + timedelta(days=22))
    assert set(Alert.objects.filter(kind="review.late").values_list("account_id", flat=True)) == {
        center.pk
    } or (center.pk in told)
    assert Posting.objects.live(EARLY + timedelta(days=80)).filter(account=counselor).exists(), (
        "nobody is locked out"
    )


@pytest.mark.parametrize(
    "moment",
    [IN_QUARTER.replace(hour=8, minute=59), IN_QUARTER.replace(hour=3), IN_QUARTER + timedelta(days=4)],
    ids=["early", "night", "Saturday"],
)
def test_nobody_is_told_at_night_or_on_a_holiday(supervisor, counselor, moment):
    assert remind_of_reviews(moment) == ""
    assert remind_of_reviews(IN_QUARTER) != ""


def test_everybody_reviewed_means_nobody_told(supervisor, counselor):
    Posting.objects.update(reviewed_at=EARLY)
    assert not not_reviewed(IN_QUARTER).exists()
    assert tell_of_reviews(IN_QUARTER) == 0


# --- all keys lost ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["counselor", "account_admin"])
def test_a_fresh_invitation_opens_nothing_before_another_person_has_confirmed(office, supervisor, role):
    admin = at_work(office, "account_admin")
    lost = at_work(office, role)
    lost.last_login = timezone.now()
    lost.save()
    Authenticator.objects.create(
        user=lost, type=Authenticator.Type.TOTP, data={"secret": OfficeFactors().encrypt("A" * 32)}
    )
    _account, secret = reinvite(actor_for(admin), lost.number, lost.version)
    use_invitation(secret, "a sentence of whoever holds the link", timezone.now())
    lost.refresh_from_db()
    assert Authenticator.objects.filter(user=lost).count() == 0
    assert lost.postings.get().is_sleeping
    page = "/accounts/" if role == "account_admin" else "/consultations/"
    here = sign_in(Client(), lost)
    assert here.get(page).status_code == 404
    with pytest.raises(Absent):  # who made the invitation cannot be the second person, whatever else she is
        confirm_posting(actor_for(admin), lost.postings.get().number, lost.version)
    submit(sign_in(Client(), supervisor), f"/accounts/confirm/{lost.postings.get().number}/", knows_her="on")
    assert here.get(page).status_code == 200


def test_a_first_invitation_of_an_administrator_needs_no_confirmation(office):
    admin = at_work(office, "account_admin")
    new = account_with_posting(office, "account_admin")
    _account, secret = reinvite(actor_for(admin), new.number, new.version)
    use_invitation(secret, "a sentence that only I know", timezone.now())
    assert not new.postings.get().is_sleeping


def test_the_password_alone_never_wakes_it(office, supervisor):
    lost = at_work(office, "counselor")
    lost.last_login = timezone.now()
    lost.save()
    lost.postings.update(confirm_again=True, confirmed_at=None)
    here = Client()
    here.post("/login/", {"login": lost.login, "password": PASSWORD})
    assert here.get("/consultations/").status_code == 404
