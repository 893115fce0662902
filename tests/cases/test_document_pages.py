"""相談記録票 and 相談者票: what stands on them for whom; places only when ticked; absence where there is no sight."""

import re

import pytest

from cases.models import ClientEmergency, Emergency
from safeguards.models import AuditLine, Document
from safeguards.once import new_token
from tests.factories import cases
from tests.papers import pages_of, text_of

pytestmark = pytest.mark.django_db

# One sentence for each field group; none of them stands anywhere else.
CALL = {
    "identity": ("caller_name", "架空の名乗り"),
    "contact": ("safe_contact", "昼休みだけ電話"),
    "narrative": ("narrative", "眠れないと話された"),
    "children": ("children_note", "たんぽぽ組の子"),
    "health": ("health_note", "喘息の薬を飲む"),
    "other_party": ("other_party_note", "夜に働いている夫"),
    "whereabouts": ("whereabouts_note", "みどり荘二〇一号"),
}
CLIENT = {
    "identity": ("alias", "架空の通り名"),
    "contact": ("never_contact", "留守電に残さない"),
    "children": ("children_note", "下の子はさくら組"),
    "health": ("health_note", "鉄の薬を飲む"),
    "other_party": ("other_party_note", "同居の夫は教員"),
    "whereabouts": ("current_place", "青葉の丘団地三号"),
    "admin": ("office_note", "書類は北の棚"),
}


@pytest.fixture
def hers(world):
    actor = world.act(world.counselor)
    woman = cases.client(actor, **dict(CLIENT.values()))
    call = cases.consultation(actor, of=woman, **dict(CALL.values()), violence_types=["physical"], minutes=35)
    return {"client": woman, "consultation": call}


def post(browser, account, record, **more):
    kind = type(record).__name__.lower()
    form = {"purpose": "approval", "once": new_token(), **more}
    return browser(account).post(f"/{kind}s/{record.number}/print/", form)


def shown(text, table):
    return {group for group, (_field, words) in table.items() if words in text}


TABLES = [("consultation", CALL), ("client", CLIENT)]


@pytest.mark.parametrize(("kind", "table"), TABLES)
def test_the_keepers_paper_holds_everything_but_places(world, browser, hers, kind, table):
    answer = post(browser, world.counselor, hers[kind])
    assert answer.status_code == 200 and answer["Content-Type"] == "application/pdf"
    text = text_of(answer.content)
    assert shown(text, table) == set(table) - {"whereabouts"}
    assert "居所" not in text
    row = Document.objects.get()
    assert row.places == [] and "whereabouts" not in row.field_groups and row.purpose == "approval"
    assert not AuditLine.objects.filter(event="whereabouts.reveal").exists()
    assert AuditLine.objects.get(event="document.print").object_number == hers[kind].number
    assert all(world.counselor.name.replace(" ", "") in page for page in pages_of(answer.content))


@pytest.mark.parametrize(("kind", "table"), TABLES)
def test_ticked_places_are_printed_and_written_down_one_by_one(world, browser, hers, kind, table):
    answer = post(browser, world.counselor, hers[kind], with_places="on")
    assert shown(text_of(answer.content), table) == set(table)
    line = AuditLine.objects.get(event="whereabouts.reveal")
    assert line.object_number == hers[kind].number and table["whereabouts"][0] in line.facts
    assert Document.objects.get().number in line.facts and '"approval"' in line.facts


def test_the_clients_paper_tells_what_has_happened(world, browser, hers):
    text = text_of(post(browser, world.counselor, hers["client"]).content)
    assert "これまでのこと" in text and "夫等からの暴力" in text and "35分" in text
    assert "眠れないと話された" not in text, "the words of a consultation stand on its own sheet"


@pytest.mark.parametrize("wrong", ["", "nosiness", "ledger'", "contact"])
def test_without_a_purpose_nothing_is_printed(world, browser, hers, wrong):
    answer = post(browser, world.counselor, hers["consultation"], purpose=wrong, with_places="on")
    assert answer.status_code == 422 and answer["Content-Type"].startswith("text/html")
    assert "何のために印刷" in answer.content.decode()
    assert not Document.objects.exists()
    assert not AuditLine.objects.filter(event__in=["document.print", "whereabouts.reveal"]).exists()


def test_the_form_shows_no_fact_and_asks_for_places_only_where_there_are_some(world, browser, hers):
    page = (
        browser(world.counselor).get(f"/consultations/{hers['consultation'].number}/print/").content.decode()
    )
    assert shown(page, CALL) == set()
    box = re.search(r'<input[^>]*name="with_places"[^>]*>', page)[0]
    assert "居所も印刷する" in page and "checked" not in box
    bare = cases.consultation(world.act(world.counselor), narrative="x")
    page = browser(world.counselor).get(f"/consultations/{bare.number}/print/").content.decode()
    assert "居所" not in page
    text = text_of(post(browser, world.counselor, bare, with_places="on").content)
    assert "居所" not in text and Document.objects.get().places == []


@pytest.mark.parametrize(("kind", "table"), TABLES)
@pytest.mark.parametrize("group", ["identity", "contact", "children", "health", "other_party", "whereabouts"])
def test_what_was_disclosed_is_printed_and_nothing_else(world, browser, hers, kind, table, group):
    cases.disclosure(world.act(world.counselor), hers[kind], world.city, [group])
    answer = post(browser, world.city_counselor, hers[kind], with_places="on")
    text = text_of(answer.content)
    assert shown(text, table) == {group}
    assert world.counselor.name.replace(" ", "") not in text, (
        "people of the keeper stand on the keeper's papers"
    )
    assert "所属長担当" not in text, "the boxes for seals are the keeper's"
    assert Document.objects.get().field_groups == [group]


def test_copies_are_counted_by_agency(world, browser, hers):
    cases.disclosure(world.act(world.counselor), hers["client"], world.city)
    for account in (world.counselor, world.counselor, world.city_counselor):
        post(browser, account, hers["client"])
    copies = Document.objects.order_by("agency_code", "copy").values_list("agency_code", "copy")
    assert set(copies) == {(world.center.code, 1), (world.center.code, 2), (world.city.code, 1)}


@pytest.mark.parametrize("kind", ["consultation", "client"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_where_there_is_no_sight_there_is_absence(world, browser, hers, kind, method):
    record = hers[kind]
    cases.wall(world.colleague, record)
    strangers = [
        world.colleague,
        world.city_counselor,
        world.liaison,
        world.planner,
        world.admin,
        world.auditor,
    ]
    nothing = browser(world.city_counselor).get(f"/{kind}s/{'A' * 22}/print/")
    for account in strangers:
        here = browser(account)
        answer = getattr(here, method)(f"/{kind}s/{record.number}/print/", {"purpose": "approval"})
        assert answer.status_code == nothing.status_code == 404, account.login
        assert answer["Content-Type"] == nothing["Content-Type"]
    assert not Document.objects.exists()


def test_a_disclosure_that_ended_prints_nothing(world, browser, hers):
    actor = world.act(world.counselor)
    reason = cases.disclosure(actor, hers["client"], world.city)
    assert post(browser, world.city_counselor, hers["client"]).status_code == 200
    type(reason).objects.filter(pk=reason.pk).update(withdrawn_at=actor.now)
    assert post(browser, world.city_counselor, hers["client"]).status_code == 404


def test_what_only_an_emergency_opens_is_not_printed(world, browser):
    from tests.factories.partners import account_with_posting

    keeper = account_with_posting(world.city, "counselor")
    woman = cases.client(world.act(keeper), health_note="鉄の薬を飲む")
    emergency = _open(world.supervisor, world.center, woman, world.act(world.supervisor))
    here = browser(world.supervisor)
    page = here.get(f"/clients/{woman.number}/").content.decode()
    assert (
        "鉄の薬を飲む" in page
        and "/print/" not in page
        and emergency.is_open(world.act(world.supervisor).now)
    )
    assert post(browser, world.supervisor, woman).status_code == 404


def _open(account, agency, woman, actor):
    from datetime import timedelta

    from django.contrib.auth.models import Permission

    emergency = Emergency.objects.create(
        account=account, agency=agency, ground="life", reason="x", since=actor.now - timedelta(minutes=1),
        until=actor.now + timedelta(minutes=59), review_due=actor.now.date(),
    )  # fmt: skip
    ClientEmergency.objects.create(
        user=account, content_object=woman, emergency=emergency, since=emergency.since, until=emergency.until,
        posting_id=actor.posting_id, permission=Permission.objects.get(codename="view_client"),
    )  # fmt: skip
    return emergency


def test_the_button_pressed_twice_is_one_document(world, browser, hers):
    here, form = browser(world.counselor), {"purpose": "ledger", "once": new_token()}
    first, second = (here.post(f"/clients/{hers['client'].number}/print/", form) for _each in range(2))
    assert first.content == second.content and Document.objects.count() == 1
    third = here.post(f"/clients/{hers['client'].number}/print/", {**form, "purpose": "meeting"})
    assert third.status_code == 422 and "もう一度押してください" in third.content.decode()


def test_the_keeper_sees_that_it_was_printed(world, browser, hers):
    post(browser, world.counselor, hers["consultation"])
    page = browser(world.counselor).get(f"/consultations/{hers['consultation'].number}/").content.decode()
    assert re.search(r"印刷した", page)


def test_pages_lead_to_their_print(world, browser, hers):
    for kind, record in hers.items():
        page = browser(world.counselor).get(f"/{kind}s/{record.number}/").content.decode()
        assert f'href="/{kind}s/{record.number}/print/"' in page


def test_words_of_a_client_are_printed_as_they_were_typed(world, browser):
    name = '#eval("1+1") \\ =1+1 $x$ 𠮷﨑'
    woman = cases.client(
        world.act(world.counselor), family_name=name, given_name="", family_kana="", given_kana=""
    )
    assert re.sub(r"\s", "", name) in text_of(post(browser, world.counselor, woman).content)
