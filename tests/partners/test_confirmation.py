"""Who wakes a sleeping posting: the agency's supervisor, its deputy's, else the women's center's. Never herself."""

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from partners.actions.confirmation import confirm_posting
from partners.actions.invitation import use_invitation, write_invitation
from partners.models import Agency, Posting
from safeguards.access import Absent
from safeguards.models import AuditLine
from tests.factories.partners import account, account_with_posting, actor_for, agency_of, posting
from tests.partners.forms import hidden_fields, submit, words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def center():
    return agency_of("prefecture", "womens_center", name="女性相談センター試験")


@pytest.fixture
def center_supervisor(center):
    return account_with_posting(center, "supervisor", family_name="菅原")


def sleeper(agency, role, **fields):
    person = account(**fields)
    return posting(person, agency, role, confirmed=False)


def waits_for(browser, supervisor, one):
    return one.account.family_name in words_of(browser(supervisor).get("/accounts/confirm/"))


def confirm(browser, supervisor, one, **typed):
    return submit(browser(supervisor), f"/accounts/confirm/{one.number}/", knows_her="on", **typed)


def test_a_confirmed_counselor_opens_what_she_could_not_open_before(browser, center, center_supervisor):
    one = sleeper(center, "counselor", family_name="山本ひろ")
    hers = browser(one.account)
    assert hers.get("/consultations/").status_code == 404
    assert waits_for(browser, center_supervisor, one)
    assert "山本ひろ" in words_of(browser(center_supervisor).get("/"))
    answer = confirm(browser, center_supervisor, one)
    assert answer["Location"] == "/accounts/confirm/"
    one.refresh_from_db()
    assert (one.confirmed_by_id, one.is_sleeping) == (center_supervisor.pk, False)
    assert hers.get("/consultations/").status_code == 200
    assert not waits_for(browser, center_supervisor, one)
    line = AuditLine.objects.get(event="posting.confirm")
    assert (line.account_id, line.object_number) == (center_supervisor.pk, one.number)


def test_liaison_of_a_police_station_is_confirmed_by_the_center(browser, center_supervisor):
    one = sleeper(agency_of("police", "police_station"), "liaison", family_name="警察の人")
    page = browser(center_supervisor).get(f"/accounts/confirm/{one.number}/")
    assert "この機関の代わりに確認します" in words_of(page)
    assert confirm(browser, center_supervisor, one).status_code == 302
    assert browser(one.account).get("/referrals/").status_code == 200
    assert '"stand_in":true' in AuditLine.objects.get(event="posting.confirm").facts


@pytest.mark.parametrize("own", [True, False])
@pytest.mark.parametrize("deputy", ["at work", "nobody", "none named"])
def test_own_supervisor_and_deputy_confirm_and_the_center_only_without_both(
    browser, center_supervisor, own, deputy
):
    stand_in = agency_of("prefecture", "health_office")
    agency = agency_of("npo", "npo", deputy=None if deputy == "none named" else stand_in)
    others = agency_of("npo", "npo")
    askable = {"center": center_supervisor, "other": account_with_posting(others, "supervisor")}
    if own:
        askable["own"] = account_with_posting(agency, "supervisor")
    if deputy == "at work":
        askable["deputy"] = account_with_posting(stand_in, "supervisor")
    one = sleeper(agency, "counselor", family_name="待つ人")
    expected = {"own"} & set(askable) | {"deputy"} & set(askable) or {"center"}
    assert {name for name, who in askable.items() if waits_for(browser, who, one)} == expected
    for name, who in askable.items():
        if name not in expected:
            answer = browser(who).get(f"/accounts/confirm/{one.number}/")
            assert answer.status_code == 404 and "待つ人" not in words_of(answer)
            posted = browser(who).post(f"/accounts/confirm/{one.number}/", {"knows_her": "on", "version": 1})
            assert posted.status_code == 404
    one.refresh_from_db()
    assert one.is_sleeping


@pytest.mark.parametrize("role", ["counselor", "liaison", "account_admin", "planner", "auditor"])
def test_nobody_but_a_supervisor_confirms(browser, center, role):
    kind = "headquarters_division" if role in {"planner", "auditor"} else "womens_center"
    one = sleeper(center, "counselor", family_name="待つ人")
    who = account_with_posting(agency_of("prefecture", kind), role)
    for path in ("/accounts/confirm/", f"/accounts/confirm/{one.number}/"):
        answer = browser(who).get(path)
        assert answer.status_code == 404 and "待つ人" not in words_of(answer)
    with pytest.raises(Absent):
        confirm_posting(actor_for(who), one.number, 1)


def test_a_sleeping_supervisor_confirms_nobody(browser, center):
    asleep = sleeper(center, "supervisor").account
    one = sleeper(center, "counselor")
    assert browser(asleep).get(f"/accounts/confirm/{one.number}/").status_code == 404


def test_nobody_confirms_herself_in_any_of_her_posts(browser, center, center_supervisor):
    own = posting(center_supervisor, agency_of("police", "police_station"), "liaison", confirmed=False)
    assert browser(center_supervisor).get(f"/accounts/confirm/{own.number}/").status_code == 404
    with pytest.raises(Absent):
        confirm_posting(actor_for(center_supervisor), own.number, 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Posting.objects.filter(pk=own.pk).update(
            confirmed_by_id=center_supervisor.pk, confirmed_at=timezone.now()
        )


def test_nobody_confirms_a_person_she_made_or_invited(center):
    """One person with two posts, administrator here and supervisor there, stays one person."""
    station = agency_of("police", "police_station", deputy=center)
    both = account()
    posting(both, center, "supervisor")
    made = sleeper(station, "liaison")
    Posting.objects.filter(pk=made.pk).update(made_by_id=both.pk)
    invited = sleeper(station, "liaison")
    write_invitation(actor_for(both), invited.account)
    for one in (made, invited):
        with pytest.raises(Absent):
            confirm_posting(actor_for(both), one.number, 1)


def test_the_last_own_supervisor_is_confirmed_by_the_center_after_a_new_invitation(
    browser, center_supervisor
):
    agency = agency_of("npo", "npo")
    lone = account_with_posting(agency, "supervisor", family_name="ひとり所属長")
    admin = account_with_posting(agency, "account_admin")
    secret = write_invitation(actor_for(admin), lone)
    use_invitation(secret, "a quite different sentence of hers", timezone.now())
    assert browser(lone).get("/accounts/confirm/").status_code in {302, 404}
    assert waits_for(browser, center_supervisor, lone.postings.get())


def test_before_she_has_a_password_of_her_own_nothing_is_confirmed(browser, center, center_supervisor):
    one = sleeper(center, "counselor")
    one.account.set_unusable_password()
    one.account.save()
    page = browser(center_supervisor).get(f"/accounts/confirm/{one.number}/")
    assert "まだ招待状を使っていません" in words_of(page) and "knows_her" not in page.content.decode()
    answer = browser(center_supervisor).post(
        f"/accounts/confirm/{one.number}/", {"knows_her": "on", "version": 1}
    )
    assert answer.status_code == 422
    one.refresh_from_db()
    assert one.is_sleeping


def test_a_password_set_between_looking_and_pressing_stops_the_confirmation(
    browser, center, center_supervisor
):
    one = sleeper(center, "counselor")
    signed_in, url = browser(center_supervisor), f"/accounts/confirm/{one.number}/"
    drawn = hidden_fields(signed_in.get(url).content.decode())
    secret = write_invitation(actor_for(account_with_posting(center, "account_admin")), one.account)
    use_invitation(secret, "the sentence of somebody else", timezone.now())
    answer = submit(signed_in, url, drawn=drawn, knows_her="on")
    assert answer.status_code == 422
    assert "ほかの人がこのアカウントを変えました" in words_of(answer)
    one.refresh_from_db()
    assert one.is_sleeping


def test_without_the_statement_nothing_is_confirmed(browser, center, center_supervisor):
    one = sleeper(center, "counselor")
    answer = submit(browser(center_supervisor), f"/accounts/confirm/{one.number}/")
    assert answer.status_code == 422
    assert "印がないと確認になりません" in words_of(answer)
    one.refresh_from_db()
    assert one.is_sleeping


def test_a_double_press_confirms_once(browser, center, center_supervisor):
    one = sleeper(center, "counselor")
    signed_in, url = browser(center_supervisor), f"/accounts/confirm/{one.number}/"
    drawn = hidden_fields(signed_in.get(url).content.decode())
    answers = [submit(signed_in, url, drawn=drawn, knows_her="on") for _press in range(2)]
    assert [answer["Location"] for answer in answers] == ["/accounts/confirm/"] * 2
    assert AuditLine.objects.filter(event="posting.confirm").count() == 1


def test_stopped_and_ended_people_do_not_wait(browser, center, center_supervisor):
    stopped = sleeper(center, "counselor", family_name="止めた人", is_active=False)
    ended = sleeper(center, "counselor", family_name="終えた人")
    Posting.objects.filter(pk=ended.pk).update(until=timezone.now())
    assert not waits_for(browser, center_supervisor, stopped)
    assert not waits_for(browser, center_supervisor, ended)


def test_the_center_names_deputies_and_nobody_else_does(browser, center, center_supervisor):
    station, office = agency_of("police", "police_station"), agency_of("prefecture", "health_office")
    other = account_with_posting(office, "supervisor")
    url = f"/partners/{station.code}/deputy/"
    assert browser(other).post(url, {"deputy": office.code}).status_code == 404
    assert browser(center_supervisor).post(url, {"deputy": station.code}).status_code == 404
    assert browser(center_supervisor).post(url, {"deputy": office.code}).status_code == 302
    assert Agency.objects.get(pk=station.pk).deputy == office
    one = sleeper(station, "liaison", family_name="待つ人")
    assert waits_for(browser, other, one) and not waits_for(browser, center_supervisor, one)
    assert AuditLine.objects.filter(event="agency.deputy").count() == 1


class TestFirstSupervisor:
    """At installation two persons confirm at the machine."""

    def wake(self, one, first="髙橋 一", second="鈴木 二"):
        call_command("confirm_first_supervisor", one.account.login, first=first, second=second)

    def test_two_persons_wake_her(self, center):
        one = sleeper(center, "supervisor")
        self.wake(one)
        one.refresh_from_db()
        assert not one.is_sleeping
        line = AuditLine.objects.get(event="posting.confirm")
        assert line.role == "system" and "髙橋 一" in line.facts and "鈴木 二" in line.facts

    @pytest.mark.parametrize(
        ("first", "second"), [("髙橋 一", "髙橋 一"), ("髙橋 一", " "), ("菅原 花", "髙橋 一")]
    )
    def test_one_person_or_herself_is_not_enough(self, center, first, second):
        one = sleeper(center, "supervisor", family_name="菅原", given_name="花")
        with pytest.raises(CommandError):
            self.wake(one, first, second)
        one.refresh_from_db()
        assert one.is_sleeping

    def test_it_works_only_while_the_center_has_no_supervisor(self, center, center_supervisor):
        with pytest.raises(CommandError):
            self.wake(sleeper(center, "supervisor"))

    def test_it_wakes_nobody_else(self, center):
        for one in (sleeper(center, "counselor"), sleeper(agency_of("npo", "npo"), "supervisor")):
            with pytest.raises(CommandError):
                self.wake(one)
