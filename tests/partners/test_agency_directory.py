import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from partners.models import Municipality
from tests.factories.partners import account_with_posting, agency_of
from tests.partners.forms import words_of

pytestmark = pytest.mark.django_db
ROLES = {
    "counselor": ("prefecture", "womens_center"),
    "supervisor": ("prefecture", "womens_center"),
    "planner": ("prefecture", "headquarters_division"),
    "account_admin": ("npo", "npo"),
    "liaison": ("police", "police_station"),
    "auditor": ("prefecture", "headquarters_division"),
}


def someone(role):
    return account_with_posting(agency_of(*ROLES[role]), role)


@pytest.mark.parametrize("role", ROLES)
def test_everybody_at_work_finds_agencies_and_only_counselors_find_places_of_refuge(browser, role):
    agency_of("other", "hospital", name="さがせる病院")
    refuge = agency_of("other", "support_facility", name="かくまう家")
    signed_in = browser(someone(role))
    assert "さがせる病院" in words_of(signed_in.get("/partners/?q=さがせる"))
    may = role in {"counselor", "supervisor"}
    for path in ("/partners/?q=かくまう", f"/partners/{refuge.code}/", "/partners/?kind=support_facility"):
        assert ("かくまう家" in words_of(signed_in.get(path))) == may, path
    assert ("support_facility" in signed_in.get("/partners/").content.decode()) == may
    assert signed_in.get(f"/partners/{refuge.code}/").status_code == (200 if may else 404)


def test_nobody_else_finds_anything(client, browser):
    asleep = account_with_posting(agency_of("npo", "npo"), "counselor", posting_confirmed=False)
    assert client.get("/partners/").status_code == 302
    assert browser(asleep).get("/partners/").status_code == 404


def test_search_by_name_reading_place_and_filters(browser):
    place = Municipality.objects.order_by("-code").first()
    agency_of("municipality", "municipal_desk", name="海の窓口", kana="ウミノマドグチ", municipality=place)
    signed_in = browser(someone("liaison"))
    for query in (
        "q=海の",
        "q=ウミノ",
        f"q={place.name} 海",
        f"municipality={place.code}",
        "kind=municipal_desk&q=海",
        "tier=municipality&q=海",
    ):
        assert "海の窓口" in words_of(signed_in.get(f"/partners/?{query}")), query
    for query in ("q=山の", "tier=police&q=海", "kind=court&q=海"):
        assert "海の窓口" not in words_of(signed_in.get(f"/partners/?{query}")), query


def test_detail_shows_place_with_area_jurisdiction_tree_and_roles(browser):
    places = list(Municipality.objects.order_by("code")[:2])
    parent = agency_of("municipality", "municipal_desk", name="親の窓口")
    one = agency_of("municipality", "city_welfare_office", name="子の事務所", parent=parent, municipality=places[0],
                    jurisdiction=f"{places[0].code} {places[1].code}")  # fmt: skip
    words = words_of(browser(someone("planner")).get(f"/partners/{one.code}/"))
    for expected in ("子の事務所", "親の窓口", places[0].name, places[1].name, places[0].area.name, "相談員"):
        assert expected in words
    assert "子の事務所" in words_of(browser(someone("planner")).get(f"/partners/{parent.code}/"))


def test_a_telephone_nobody_checked_says_so_and_notes_and_sources_stay_inside(browser):
    checked = agency_of(
        "other", "court", public_phone="022-000-0001", status="verified", note="内部のメモ", source="出典の文"
    )
    unchecked = agency_of("other", "court", public_phone="022-000-0002", status="own knowledge")
    signed_in = browser(someone("counselor"))
    first, second = (words_of(signed_in.get(f"/partners/{one.code}/")) for one in (checked, unchecked))
    assert "022-000-0001" in first and "要確認" not in first
    assert "022-000-0002 要確認" in second
    assert "内部のメモ" not in first and "出典の文" not in first


def test_twenty_rows_a_page_with_the_same_queries(browser):
    signed_in = browser(someone("counselor"))
    counts = []
    for rows in (1, 20):
        for _number in range(rows):
            agency_of("npo", "npo", name="数える会")
        signed_in.get("/partners/?q=数える")
        with CaptureQueriesContext(connection) as asked:
            body = signed_in.get("/partners/?q=数える").content.decode()
        counts.append(len(asked))
    assert body.count('<th scope="row"') == 20
    assert counts[0] == counts[1] <= 12


@pytest.mark.parametrize("code", ["no-such-agency", "..", "%00", "あ"])
def test_unknown_codes_are_absent(browser, code):
    assert browser(someone("counselor")).get(f"/partners/{code}/").status_code == 404


def test_a_closed_agency_is_gone_from_the_day_it_closes(browser):
    from django.utils import timezone

    closed = agency_of("police", "police_station", name="閉じた署", valid_to=timezone.localdate())
    signed_in = browser(someone("counselor"))
    assert "閉じた署" not in words_of(signed_in.get("/partners/?q=閉じた"))
    assert signed_in.get(f"/partners/{closed.code}/").status_code == 404
