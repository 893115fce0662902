"""A record that somebody changes is held so that new rows which point to it need not wait for her.

Foreign keys are asked at the end of a transaction, when it holds the head of the trail already: if they had to wait for
a record whose holder wants that head, both would wait for ever, and the database would break one off.
"""

import ast
import time

import pytest

from cases.actions import consultation as consultation_actions
from cases.actions.draft import Typed, save_draft
from cases.models import Draft
from safeguards.once import new_token
from tests.factories import cases
from tests.house.code import sources
from tests.parallel import in_parallel, on_postgresql


@pytest.mark.slow
@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_a_draft_that_begins_while_its_record_is_changed_waits_for_nobody(world, monkeypatch):
    one, changer, writer = cases.consultation(world.act(world.counselor)), world.counselor, world.colleague
    real = consultation_actions.record_change

    def slowly(*args):
        time.sleep(0.8)  # the record is held, the head of the trail not yet
        return real(*args)

    monkeypatch.setattr(consultation_actions, "record_change", slowly)

    def act(number):
        if number:
            time.sleep(0.3)
            begun = time.monotonic()
            save_draft(
                world.act(writer),
                Typed(new_token(), "b", 1, 0, {"narrative": ["別の文"]}, consultation=one.number),
            )
            return time.monotonic() - begun
        return consultation_actions.change_consultation(
            world.act(changer), one, {"narrative": "直した文"}, one.version
        ).version

    version, waited = in_parallel(act)
    assert version == 2 and cases.fresh(one).narrative == "直した文"
    assert Draft.objects.everything("test").get().consultation_id == one.pk
    assert waited < 0.5, "it did not wait for the record"


def test_every_row_is_held_so_that_others_may_point_to_it():
    calls = [
        (path, node)
        for path, tree in sources().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(".select_for_update")
    ]
    assert len(calls) > 40
    assert [f"{path}:{call.lineno}" for path, call in calls if "no_key=True" not in ast.unparse(call)] == []
