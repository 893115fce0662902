"""What was searched for stands sealed in a row; the address carries a token of this session only."""

import logging
from importlib import import_module

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection

from safeguards.models import AuditLine, SearchNote
from tests.factories import cases

pytestmark = pytest.mark.django_db
WORD = "ひみつ姓"
LISTS = ["/clients/", "/consultations/"]


@pytest.fixture
def woman(world):
    actor = world.act(world.counselor)
    return cases.consultation(actor, of=cases.client(actor, family_name=WORD)).client


@pytest.mark.parametrize("address", LISTS)
def test_a_search_is_posted_and_answered_by_an_address_without_words(world, browser, woman, address):
    answer = browser(world.counselor).post(address, {"q": WORD})
    assert answer.status_code == 302
    assert answer["Location"] == f"{address}?s={SearchNote.objects.get().number}"


@pytest.mark.parametrize("address", LISTS)
def test_the_address_shows_what_was_found(world, browser, woman, address):
    page = browser(world.counselor).post(address, {"q": WORD}, follow=True)
    assert woman.name in page.content.decode()
    assert page.redirect_chain[0][1] == 302


@pytest.mark.parametrize("address", LISTS)
def test_the_token_means_nothing_in_another_session(world, browser, woman, address):
    token = browser(world.counselor).post(address, {"q": WORD})["Location"]
    for other in (world.counselor, world.colleague, world.supervisor, world.city_counselor):
        assert browser(other).get(token).status_code == 404


def test_the_token_of_one_list_means_nothing_to_another(world, browser, woman):
    here = browser(world.counselor)
    token = here.post("/clients/", {"q": WORD})["Location"].split("s=")[1]
    assert here.get(f"/clients/?s={token}").status_code == 200
    assert here.get(f"/consultations/?s={token}").status_code == 404
    assert here.get(f"/clients/?s={token[:-1]}").status_code == 404


@pytest.mark.parametrize("address", LISTS)
def test_words_stand_in_no_session_no_trail_no_log_and_no_column(world, browser, woman, address, caplog):
    caplog.set_level(logging.DEBUG)
    caplog.handler.addFilter(lambda line: not line.name.startswith("django.db.backends"))
    here = browser(world.counselor)
    shown = here.post(address, {"q": WORD}, follow=True)
    assert WORD not in shown.request["PATH_INFO"] + shown.request["QUERY_STRING"]
    store = import_module(settings.SESSION_ENGINE).SessionStore(here.session.session_key)
    assert WORD not in str(store.load()) + "".join(row.session_data for row in Session.objects.all())
    assert WORD not in "".join(AuditLine.objects.values_list("facts", flat=True))
    assert WORD not in caplog.text
    with connection.cursor() as cursor:
        cursor.execute("SELECT asked FROM safeguards_searchnote")
        assert all(WORD.encode() not in bytes(row[0]) for row in cursor.fetchall())


@pytest.mark.parametrize("address", LISTS)
def test_an_empty_search_leads_to_the_whole_list(world, browser, woman, address):
    assert browser(world.counselor).post(address, {"q": ""})["Location"] == address
    assert not SearchNote.objects.exists()


@pytest.mark.parametrize("address", LISTS)
@pytest.mark.parametrize("word", ["' OR 1=1 --", "x" * 120, "%x%", "-1"])
def test_odd_words_find_nothing_and_break_nothing(world, browser, woman, address, word):
    page = browser(world.counselor).post(address, {"q": word}, follow=True)
    assert page.status_code == 200
    assert woman.name not in page.content.decode()


@pytest.mark.parametrize("address", LISTS)
@pytest.mark.parametrize("word", ["%", "_", "*", "＊", "？", "'", '"', "\\", "。", "😀", "%%%"])
def test_signs_alone_are_refused_with_a_sentence(world, browser, woman, address, word):
    page = browser(world.counselor).post(address, {"q": word})
    assert page.status_code == 422
    assert "記号だけでは探せません。" in page.content.decode()
    assert woman.name not in page.content.decode()
    assert not SearchNote.objects.exists()


def test_a_word_in_the_address_is_not_a_search(world, browser, woman):
    page = browser(world.counselor).get(f"/clients/?q={WORD}x").content.decode()
    assert woman.name in page
    assert f"{WORD}x" not in page


def test_a_search_too_long_keeps_the_words_and_says_so(world, browser, woman):
    answer = browser(world.counselor).post("/clients/", {"q": "長" * 121})
    assert answer.status_code == 422
    assert "長" * 121 in answer.content.decode()
