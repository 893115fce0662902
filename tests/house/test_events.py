"""The catalogue of events and the code say the same: nothing unnamed is written, nothing is named in vain."""

import ast
import re

import pytest

from cases import states as case_states
from cases.states.bed import BED_MOVE_BY_NAME
from cases.states.case import CASE_MOVE_BY_NAME
from cases.states.court_order import ORDER_MOVE_BY_NAME
from cases.states.register_protection import REGISTER_MOVE_BY_NAME
from cases.states.risk import RISK_MOVE_BY_NAME
from referrals import states as referral_states
from safeguards import events
from tests.house.code import ROOT, sources

# Names that are put together: `f"wall.{name}"` is every move of its table.
MADE_OF = {
    "wall": case_states.WALL_MOVE_BY_NAME,
    "match": case_states.MATCH_MOVE_BY_NAME,
    "emergency": case_states.EMERGENCY_MOVE_BY_NAME,
    "export": case_states.EXPORT_MOVE_BY_NAME,
    "opening": case_states.OPENING_MOVE_BY_NAME,
    "release": [*case_states.RELEASE_MOVE_BY_NAME, *case_states.RELEASE_REVIEWS],
    "contact": [*case_states.CONTACT_MOVE_BY_NAME, *case_states.CONTACT_REVIEWS],
    "call_back": [one for one in case_states.CALL_BACK_MOVE_BY_NAME if one not in ("take", "miss", "reach")],
    "tie": case_states.TIE_MOVE_BY_NAME,
    "case": CASE_MOVE_BY_NAME,
    "risk": RISK_MOVE_BY_NAME,
    "bed": BED_MOVE_BY_NAME,
    "register": REGISTER_MOVE_BY_NAME,
    "order": ORDER_MOVE_BY_NAME,
    "dv_report": case_states.DV_REPORT_MOVE_BY_NAME,
    "referral": referral_states.MOVE_BY_NAME,
}
ANCHORS = ("consultation", "client", "case", "child")
# Codes that come as an argument `event=` and are handed on.
HANDED_ON = {"safeguards/changes.py", "safeguards/export.py", "safeguards/pages.py"}


def written():
    """Every code that the product writes: {code: places}."""
    found = {}
    for path, tree in sources().items():
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            for code in codes_in(path, call):
                found.setdefault(code, []).append(f"{path}:{call.lineno}")
    return found


def codes_in(path, call):
    name = ast.unparse(call.func)
    if name in ("audit.record", "audit.record_many", "record_change", "seen") and path not in HANDED_ON:
        yield from told_by(call.args[1], path)
    elif name == "workbook" or name.endswith(".workbook"):
        yield from (
            code for word in call.keywords if word.arg == "event" for code in told_by(word.value, path)
        )


def constants(path):
    """Texts that a file gives a name once for all."""
    return {
        node.targets[0].id: node.value.value
        for node in sources()[path].body
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and isinstance(node.value, ast.Constant)
    }


def told_by(node, path):
    if isinstance(node, ast.Constant):
        return [node.value]
    if isinstance(node, ast.Name) and node.id in constants(path):
        return [constants(path)[node.id]]
    if isinstance(node, ast.IfExp):
        return [*told_by(node.body, path), *told_by(node.orelse, path)]
    if of_each := re.fullmatch(r"f['\"]\{\w+\.object_type\(\)\}\.(\w+)['\"]", ast.unparse(node)):
        codes = [f"{kind}.{of_each[1]}" for kind in ANCHORS]
        return [code for code in codes if code in events.EVENTS] or codes
    made = re.fullmatch(r"f['\"](\w+)\.\{(?:name|move\.name)\}['\"]", ast.unparse(node))
    assert made, f"{path}:{node.lineno} {ast.unparse(node)} cannot be read"
    return [f"{made[1]}.{name}" for name in MADE_OF[made[1]]]


def test_every_code_that_is_written_stands_in_the_catalogue():
    assert {code: places for code, places in written().items() if code not in events.EVENTS} == {}


def test_every_code_of_the_catalogue_is_written_somewhere():
    assert set(events.EVENTS) - set(written()) == set()


def test_each_event_belongs_to_a_group_and_each_group_has_events():
    assert {event.group for event in events.EVENTS.values()} == set(events.GROUPS)
    assert set(events.OPENINGS) | set(events.WRITINGS) <= set(events.EVENTS)


@pytest.mark.parametrize("code", events.EVENTS)
def test_every_event_is_asked_for_by_name_in_a_test(code):
    """Each line is shown by a test that names its code: what is written, and for whom it is not."""
    for place in (ROOT / "tests").rglob("test_*.py"):
        if str(place) != __file__ and f'"{code}"' in place.read_text(encoding="utf-8"):
            return
    pytest.fail(f"no test names {code}")
