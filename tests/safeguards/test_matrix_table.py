"""The page of the matrix says what the code does: every cell of it, for every role."""

import pytest

from safeguards import matrix, matrix_table
from safeguards.access import Actor
from tests.partners.forms import words_of


@pytest.mark.parametrize("role", matrix.all_roles())
def test_each_cell_is_the_answer_that_the_code_gets(role):
    actor = Actor(role=role, account_id=1)
    names = list(matrix.table()["fields"])
    for name, sight in zip(names, matrix_table.sights(role), strict=True):
        for tie, cell in zip(matrix_table.TIE_LABELS, sight.cells, strict=True):
            may = matrix.groups_for(actor, name, tie)
            assert sum(read for _label, read in cell.groups) == len(may)
            assert cell.is_open == bool(may)
            if tie in ("none", "walled"):
                assert not cell.is_open


@pytest.mark.parametrize("role", matrix.all_roles())
def test_every_address_is_told(role):
    told = dict(matrix_table.addresses(role))
    assert told["/clients/<number>/"] == (role in ("counselor", "supervisor"))
    assert told["/referrals/<number>/"] == (role in ("counselor", "supervisor", "liaison"))
    assert told["/audit/"] == (role == "auditor")
    assert told["/login/"]


@pytest.mark.django_db
def test_administrators_and_auditors_read_it_and_nobody_else(browser, world):
    for who in (world.admin, world.auditor, world.police_admin):
        words = words_of(browser(who).get("/accounts/matrix/?role=liaison"))
        assert "自分の機関に開示された記録" in words
        assert "すべて。あることも分かりません" in words
    for who in (world.counselor, world.supervisor, world.planner, world.liaison):
        assert browser(who).get("/accounts/matrix/").status_code == 404
    assert browser(world.admin).get("/accounts/matrix/?role=<b>").status_code == 200
