"""The receipt for the woman: what is told, to whom, on what ground, until when; nothing that tells who she is."""

import pytest

from safeguards.models import AuditLine, Document
from safeguards.once import new_token
from tests.factories import cases, referrals
from tests.factories.referrals import IDENTITY, SHEET, TEXT_OF_GROUP
from tests.papers import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def one(world):
    client, call = referrals.known_person(world.act(world.counselor))
    groups = ["identity", "contact", "whereabouts"]
    return referrals.offer(world.counselor, world.police, client=client, consultation=call, groups=groups)


def post(browser, account, one, **more):
    form = {"purpose": "to_her", "once": new_token(), **more}
    return browser(account).post(f"/referrals/{one.number}/print/", form)


def test_it_names_the_agency_the_groups_the_ground_and_the_end(world, browser, one):
    text = text_of(post(browser, world.counselor, one).content)
    for words in (
        world.police.label,
        world.center.label,
        "お名前、よみ、年齢",
        "ご本人の同意",
        "令和",
        "取り消すことができます",
    ):
        assert words in text, words
    assert "学校、職場" in text and "通院" not in text, "only the groups that were ticked"
    row = Document.objects.get()
    assert (row.kind, row.purpose, row.places, row.copy) == ("referral.receipt", "to_her", [], 1)
    assert AuditLine.objects.get(event="document.print").object_number == one.number
    assert browser(world.counselor).get(f"/referrals/{one.number}/print/").status_code == 200
    assert AuditLine.objects.get(event="referral.open_to_print").object_number == one.number


def test_nothing_on_it_tells_who_she_is_or_names_a_person_of_the_office(world, browser, one):
    text = text_of(post(browser, world.counselor, one).content)
    for words in (*IDENTITY, *(TEXT_OF_GROUP[group] for group in ("contact", "narrative", "health"))):
        assert words not in text, words
    assert world.counselor.name.replace(" ", "") not in text and "相談員" in text


@pytest.mark.parametrize(
    ("moves", "words"),
    [
        ([], "まだ返事がありません"),
        ([("liaison", "accept", {})], "引き受けました"),
        ([("liaison", "decline", {"code": "full"})], "引き受けられない"),
        ([("counselor", "recall", {"code": "safety"})], "取り消しました"),
    ],
)
def test_it_says_how_it_stands(world, browser, one, moves, words):
    for who, name, facts in moves:
        referrals.move(getattr(world, who), one, name, **facts)
    assert words in text_of(post(browser, world.counselor, one).content)


def test_a_liaison_prints_the_receipt_of_her_own_sheet(world, browser):
    one = referrals.offer(world.liaison, world.npo, groups=["identity", "whereabouts"])
    text = text_of(post(browser, world.liaison, one).content)
    assert world.npo.label in text
    for words in SHEET.values():
        assert words.replace(" ", "") not in text


def test_a_place_of_refuge_is_not_named_on_it(world, browser):
    from tests.factories.partners import account_with_posting, agency_of

    refuge = agency_of("other", "support_facility", name="かくまう家", public_phone="022-555-0199")
    account_with_posting(refuge, "liaison")
    client, _call = referrals.known_person(world.act(world.counselor))
    text = text_of(
        post(browser, world.counselor, referrals.offer(world.counselor, refuge, client=client)).content
    )
    assert "かくまう" not in text and "555-0199" not in text and "女性自立支援施設" in text


@pytest.mark.parametrize("accepted", [False, True])
def test_the_receiver_and_everybody_else_get_absence(world, browser, one, accepted):
    if accepted:
        referrals.move(world.liaison, one, "accept")
    cases.wall(world.colleague, one.client)
    for account in (world.liaison, world.colleague, world.npo_liaison, world.city_counselor, world.planner):
        for answer in (post(browser, account, one), browser(account).get(f"/referrals/{one.number}/print/")):
            assert answer.status_code == 404, account.login
    assert not Document.objects.exists()


def test_the_page_asks_whether_she_can_keep_it(world, browser, one):
    page = browser(world.counselor).get(f"/referrals/{one.number}/print/").content.decode()
    assert "だれにも見つからないところ" in page and world.police.label in page
    assert (
        f"/referrals/{one.number}/print/"
        in browser(world.counselor).get(f"/referrals/{one.number}/").content.decode()
    )
    assert post(browser, world.counselor, one, purpose="approval").status_code == 422
