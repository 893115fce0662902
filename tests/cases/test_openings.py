"""Those who keep a record see who opened it, by person and day; nobody else sees that."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.queries.openings import openings_of
from safeguards.models import AuditLine
from tests.factories import cases
from tests.factories.partners import account_with_posting
from tests.partners.forms import words_of

pytestmark = pytest.mark.django_db
HEAD = "この記録をひらいた人"


@pytest.fixture
def woman(world):
    person = cases.client(world.act(world.counselor), current_place="どこか")
    cases.disclosure(world.act(world.counselor), person, world.city)
    return person


def test_the_keeper_sees_her_colleague_by_name_and_the_other_agency_without(browser, world, woman):
    colleague = account_with_posting(world.center, "counselor", family_name="同僚", given_name="一子")
    far = account_with_posting(world.city, "counselor", family_name="遠方", given_name="二子")
    here = browser(colleague)
    here.get(f"/clients/{woman.number}/")
    here.post(f"/clients/{woman.number}/reveal/?field=current_place", {"purpose": "contact"})
    browser(far).get(f"/clients/{woman.number}/")
    words = words_of(browser(world.counselor).get(f"/clients/{woman.number}/"))
    assert HEAD in words
    assert "同僚 一子" in words and "居所を見た" in words
    assert world.city.label in words
    assert "遠方" not in words
    told = openings_of(world.act(world.counselor), woman)
    assert [one.who for one in told] == [world.counselor.name, world.city.label, "同僚 一子"]
    assert told[2].did == ("ひらいた", "居所を見た")


def test_an_agency_that_was_told_does_not_see_who_else_opened_it(browser, world, woman):
    assert HEAD not in words_of(browser(world.city_counselor).get(f"/clients/{woman.number}/"))
    assert openings_of(world.act(world.city_counselor), woman) == []


def test_ten_at_most_and_a_constant_number_of_queries(world, woman):
    hers = world.act(world.counselor)

    def queries():
        with CaptureQueriesContext(connection) as asked:
            told = openings_of(hers, woman)
        return len(told), len(asked)

    assert queries() == (1, 2)
    last = AuditLine.objects.get(event="client.make")
    AuditLine.objects.bulk_create(
        AuditLine(
            stream="of-a-test", sequence=number, at=last.at, account_id=10**6 + number, event="client.read",
            agency_code=world.center.code, object_type="cases.client", object_number=woman.number, digest="x",
        )
        for number in range(1, 40)
    )  # fmt: skip
    assert queries() == (10, 2)
