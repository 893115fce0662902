"""The page of the matrix says what the code does: every cell of it, for every role."""

import pytest

from safeguards import matrix, matrix_table
from safeguards.access import Actor
from tests.partners.forms import words_of


@pytest.mark.parametrize("role", matrix.all_roles())
def test_each_cell_is_the_answer_that_the_code_gets(role):
    actor = Actor(role=role, account_id=1)
    file = matrix.table()
    for name, sight in zip(matrix_table.objects(), matrix_table.sights(role), strict=True):
        named = {*file["fields"].get(name, {}), *file["actions"].get(name, {})}
        cells = {cell.tie: cell for cell in sight.cells}
        for tie, label in matrix_table.TIE_LABELS.items():
            may = matrix.groups_for(actor, name, tie) if name in file["fields"] else set()
            done = {one for one in matrix.known_actions(name) if matrix.may_act(actor, name, tie, one)}
            if tie not in named and tie not in ("none", "walled"):
                assert str(label) not in cells and not may and not done
                continue
            cell = cells.pop(str(label))
            assert sum(read for _label, read in cell.groups) == len(may)
            assert {label for label, acts in cell.actions if acts} == {
                str(matrix_table.ACTION_LABELS[one]) for one in done
            }
            assert (cell.is_open, cell.may_act) == (bool(may), bool(done))
            if tie in ("none", "walled"):
                assert not cell.is_open and not cell.may_act
        assert cells == {}


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
