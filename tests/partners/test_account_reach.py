"""Which administrator reaches whose account: every page and every act, told by the words of a seeded person."""

from datetime import timedelta

import pytest
from django.utils import timezone

from partners.models import Account, Posting
from tests.factories.partners import account, account_with_posting, agency_of, posting
from tests.partners.forms import submit, words_of

pytestmark = pytest.mark.django_db
ACTS = ("change", "disable", "enable", "invitation", "move")


class Town:
    """A city with a ward and a child guidance center below it, another city, two police stations, an NPO."""

    def __init__(self):
        self.agencies = {
            "headquarters": agency_of("prefecture", "headquarters_division"),
            "center": agency_of("prefecture", "womens_center"),
            "city": agency_of("municipality", "municipal_desk"),
            "other city": agency_of("municipality", "city_welfare_office"),
            "station": agency_of("police", "police_station"),
            "npo": agency_of("npo", "npo"),
        }
        self.agencies["ward"] = agency_of("municipality", "city_welfare_office", parent=self.agencies["city"])
        self.agencies["ward desk"] = agency_of("municipality", "dv_center", parent=self.agencies["ward"])
        self.agencies["guidance"] = agency_of("municipality", "child_guidance", parent=self.agencies["city"])
        self.agencies["police hq"] = agency_of("police", "police_hq")
        self.agencies["station"].parent = self.agencies["police hq"]
        self.agencies["station"].save()
        self.admins = {
            name: account_with_posting(one, "account_admin") for name, one in self.agencies.items()
        }
        self.people = {
            name: account_with_posting(one, "account_admin", family_name=f"人物{number}号")
            for number, (name, one) in enumerate(self.agencies.items(), start=10)
        }


REACH = {
    "headquarters": None,
    "center": {"center"},
    "city": {"city", "ward", "ward desk", "guidance"},
    "ward": {"ward", "ward desk"},
    "ward desk": {"ward desk"},
    "guidance": {"guidance"},
    "other city": {"other city"},
    "police hq": {"police hq"},
    "station": {"station"},
    "npo": {"npo"},
}


@pytest.mark.parametrize("who", REACH)
def test_list_detail_and_every_act_reach_exactly_the_agencies_of_the_table(browser, who):
    town = Town()
    signed_in = browser(town.admins[who])
    listed = "".join(words_of(signed_in.get(f"/accounts/?q=人物&n={start}")) for start in (0, 20))
    for name, person in town.people.items():
        reached = REACH[who] is None or name in REACH[who]
        assert (person.family_name in listed) == reached, name
        detail = signed_in.get(f"/accounts/{person.number}/")
        assert detail.status_code == (200 if reached else 404), name
        assert (person.family_name in words_of(detail)) == reached, name
        for act in ACTS:
            assert signed_in.get(f"/accounts/{person.number}/{act}/").status_code == (
                200 if reached else 404
            ), act
            if not reached:
                assert (
                    signed_in.post(f"/accounts/{person.number}/{act}/", {"version": 1}).status_code == 404
                ), act
        ending = person.postings.get().number
        assert signed_in.get(f"/accounts/{person.number}/end/{ending}/").status_code == (
            200 if reached else 404
        )
        invite = signed_in.get(f"/accounts/invite/?agency={town.agencies[name].code}")
        assert invite.status_code == (200 if reached else 404), name
    assert Account.objects.filter(is_active=False).count() == 0
    assert Account.objects.exclude(version=1).count() == 0


@pytest.mark.parametrize("role", ["counselor", "supervisor", "liaison", "planner", "auditor"])
def test_people_of_other_roles_find_no_account_administration(browser, role):
    kind = {
        "planner": ("prefecture", "headquarters_division"),
        "auditor": ("prefecture", "headquarters_division"),
    }
    agency = agency_of(*kind.get(role, ("prefecture", "womens_center")))
    colleague = account_with_posting(agency, "account_admin", family_name="人物名")
    signed_in = browser(account_with_posting(agency, role))
    for path in ("", "invite/", f"{colleague.number}/", *[f"{colleague.number}/{act}/" for act in ACTS]):
        for answer in (
            signed_in.get(f"/accounts/{path}"),
            signed_in.post(f"/accounts/{path}", {"version": 1}),
        ):
            assert answer.status_code == 404, path
            assert "人物名" not in words_of(answer)


def test_a_person_who_left_belongs_to_her_last_agency_and_not_to_earlier_ones(browser):
    now = timezone.now()
    first, last = agency_of("npo", "npo"), agency_of("npo", "npo")
    gone = account(family_name="去った人")
    posting(gone, first, "counselor", since=now - timedelta(days=90), until=now - timedelta(days=60))
    posting(gone, last, "counselor", since=now - timedelta(days=60), until=now - timedelta(days=1))
    earlier, later = (browser(account_with_posting(one, "account_admin")) for one in (first, last))
    assert earlier.get(f"/accounts/{gone.number}/").status_code == 404
    assert "去った人" in words_of(later.get(f"/accounts/{gone.number}/"))


def test_nobody_acts_on_herself(browser):
    agency = agency_of("prefecture", "headquarters_division")
    admin = account_with_posting(agency, "account_admin")
    signed_in = browser(admin)
    own = admin.postings.get().number
    assert "自分のアカウントです" in words_of(signed_in.get(f"/accounts/{admin.number}/"))
    tries = {
        "change": {"family_name": "別"},
        "disable": {},
        "enable": {},
        "invitation": {},
        f"move/?agency={agency.code}": {
            "role": "auditor",
            "first_day": timezone.localdate().isoformat(),
            "old": "",
        },
        f"end/{own}": {"when": "now"},
    }
    for act, typed in tries.items():
        url = f"/accounts/{admin.number}/{act}" + ("" if "?" in act else "/")
        answer = submit(signed_in, url, **typed)
        assert answer.status_code == 422, act
        assert "自分のアカウントは自分では変えられません" in words_of(answer), act
    admin.refresh_from_db()
    assert (admin.version, admin.is_active, Posting.objects.count()) == (1, True, 1)


def test_an_office_cannot_take_over_a_person_who_also_works_elsewhere(browser):
    """A new invitation by a police station would open the headquarters to whoever holds the link."""
    station, headquarters = (
        agency_of("police", "police_station"),
        agency_of("prefecture", "headquarters_division"),
    )
    both = account(family_name="両方の人")
    posting(both, station, "liaison")
    held = posting(both, headquarters, "account_admin")
    signed_in = browser(account_with_posting(station, "account_admin"))
    page = signed_in.get(f"/accounts/{both.number}/")
    assert "担当外の機関にも所属しています" in words_of(page)
    assert headquarters.name not in words_of(page)
    for act in ("change", "disable", "enable", "invitation"):
        answer = submit(signed_in, f"/accounts/{both.number}/{act}/", family_name="別")
        assert answer.status_code == 422, act
        assert "県の管理担当だけ" in words_of(answer)
    assert signed_in.get(f"/accounts/{both.number}/end/{held.number}/").status_code == 404
    here = both.postings.get(agency=station).number
    assert submit(signed_in, f"/accounts/{both.number}/end/{here}/", when="now").status_code == 302
    assert [one.agency for one in Posting.objects.live(timezone.now()).filter(account=both)] == [headquarters]


@pytest.mark.parametrize("number", ["x" * 22, "..", "%00", "1", "あ"])
def test_malformed_numbers_are_absent(browser, number):
    admin = account_with_posting(agency_of("npo", "npo"), "account_admin")
    assert browser(admin).get(f"/accounts/{number}/").status_code == 404
