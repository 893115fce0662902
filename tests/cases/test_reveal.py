"""A masked place opens for one purpose, and only after its line stands in the trail."""

import pytest

from safeguards import audit
from safeguards.models import AuditLine
from tests.factories import cases

pytestmark = pytest.mark.django_db
PLACES = ("current_place", "registered_place", "daily_places")


@pytest.fixture
def actor(world):
    return world.act(world.counselor)


@pytest.fixture
def woman(actor):
    return cases.client(actor, **{name: f"ひみつの{name}" for name in PLACES})


def ask(here, record, field, purpose="contact", method="post"):
    kind = record._meta.model_name
    return getattr(here, method)(f"/{kind}s/{record.number}/reveal/?field={field}", {"purpose": purpose})


@pytest.mark.parametrize("field", PLACES)
def test_one_place_opens_and_the_others_stay_shut(world, browser, woman, field):
    page = ask(browser(world.counselor), woman, field).content.decode()
    assert {name for name in PLACES if f"ひみつの{name}" in page} == {field}
    line = AuditLine.objects.get(event="whereabouts.reveal")
    assert line.object_number == woman.number
    assert f'"field":"{field}"' in line.facts and '"purpose":"contact"' in line.facts
    assert "ひみつ" not in line.facts


def test_the_card_shows_dots_before_and_after(world, browser, woman):
    here = browser(world.counselor)
    for _ in range(2):
        page = here.get(f"/clients/{woman.number}/").content.decode()
        assert "ひみつの" not in page and page.count("●●●●●") == 3
        ask(here, woman, "current_place")
    assert "ひみつの" not in here.get(f"/clients/{woman.number}/?ask=current_place").content.decode()


@pytest.mark.parametrize(
    ("field", "purpose"),
    [
        ("family_name", "contact"), ("phone", "contact"),
        ("", "contact"), ("pk", "contact"), ("whereabouts_note", "contact"),
        ("current_place", ""), ("current_place", "curiosity"), ("current_place__x", "contact"),
    ],
)  # fmt: skip
def test_no_other_field_opens_and_none_without_a_purpose(world, browser, woman, field, purpose):
    answer = ask(browser(world.counselor), woman, field, purpose)
    assert answer.status_code == 404
    assert not AuditLine.objects.filter(event="whereabouts.reveal").exists()


def test_a_get_opens_nothing(world, browser, woman):
    assert ask(browser(world.counselor), woman, "current_place", method="get").status_code == 405
    assert not AuditLine.objects.filter(event="whereabouts.reveal").exists()


def test_a_receiver_opens_only_what_was_told(world, browser, actor, woman):
    there = browser(world.city_counselor)
    assert ask(there, woman, "current_place").status_code == 404
    cases.disclosure(actor, woman, world.city, ["identity"])
    assert ask(there, woman, "current_place").status_code == 404
    assert "●●●●●" not in there.get(f"/clients/{woman.number}/").content.decode()
    cases.disclosure(actor, woman, world.city, ["whereabouts"])
    assert "ひみつのcurrent_place" in ask(there, woman, "current_place").content.decode()


def test_places_named_in_a_consultation_open_the_same_way(world, browser, actor):
    one = cases.consultation(actor, whereabouts_note="ひみつの町")
    here = browser(world.counselor)
    assert "ひみつの町" not in here.get(f"/consultations/{one.number}/").content.decode()
    assert "ひみつの町" in ask(here, one, "whereabouts_note").content.decode()
    assert ask(here, one, "narrative").status_code == 404


def test_what_cannot_be_written_down_is_not_shown(world, browser, woman, monkeypatch):
    def broken(*args, **kwargs):
        raise OSError("the disk is full")

    monkeypatch.setattr(audit, "record", broken)
    here = browser(world.counselor)
    here.raise_request_exception = False
    answer = ask(here, woman, "current_place")
    assert answer.status_code in (500, 503)
    assert "ひみつの" not in answer.content.decode()


def test_a_walled_counselor_opens_nothing(world, browser, woman):
    cases.wall(world.counselor, woman)
    assert ask(browser(world.counselor), woman, "current_place").status_code == 404
    assert "ひみつの" in ask(browser(world.supervisor), woman, "current_place").content.decode()
