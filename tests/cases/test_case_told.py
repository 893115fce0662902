"""A case that another agency was told of: read within its field groups, changed by nobody there."""

import pytest
from django.utils import timezone

from cases.actions.case import open_case
from cases.queries.audit import told_of_persons
from safeguards.once import new_token
from tests.factories import cases
from tests.partners.forms import words_of

pytestmark = pytest.mark.django_db
NAME, WHY = "支援夏子", "夫が夜に戻ると話された"


@pytest.fixture
def case(world):
    actor = world.act(world.counselor)
    return open_case(actor, cases.client(actor, family_name=NAME), timezone.localdate(), reason=WHY)


@pytest.mark.parametrize(("groups", "shows"), [(cases.ALL_GROUPS, True), (("risk",), False)])
def test_it_is_read_without_deadlines_names_of_staff_and_reasons(world, browser, case, groups, shows):
    cases.disclosure(world.act(world.counselor), case, world.city_counselor.postings.get().agency, groups)
    here = browser(world.city_counselor)
    page = words_of(here.get(f"/cases/{case.number}/"))
    assert (NAME in page) == shows and WHY not in page and world.counselor.name not in page
    assert (
        "支援ケースをひらきました" in page
        and "最初の状況を確かめる" not in page
        and "見立てを始める" not in page
    )
    assert (NAME in words_of(here.get("/cases/"))) == shows


def test_nothing_is_changed_from_there(world, browser, case):
    cases.disclosure(world.act(world.counselor), case, world.city_counselor.postings.get().agency)
    here, url = browser(world.city_counselor), f"/cases/{case.number}/"
    day = timezone.localdate().isoformat()
    posts = {
        url: {"words": "書き足す", "due_on": day},
        f"{url}move/assess/": {"made_on": day, "version": 1},
        f"{url}charge/": {"account": world.city_counselor.number},
    }
    for path, form in posts.items():
        answer = here.post(path, {**form, "once": new_token()})
        assert answer.status_code == 404 and NAME not in words_of(answer)


def test_the_trail_knows_every_table_that_leads_to_a_person():
    """What a walled auditor must not read: found from the tables, however deep a row hangs."""
    found = {model.__name__: paths for model, paths in told_of_persons().items()}
    wanted = """Client Consultation Case Child Wall CaseTask RiskAssessment RegisterProtection ToldMunicipality
        TemporaryProtection CallBack ContactAttempt ClientAlert Draft"""
    for name in wanted.split():
        assert name in found, name
    assert found["ToldMunicipality"] == ("measure__case__",) and found["Client"] == ("",)
