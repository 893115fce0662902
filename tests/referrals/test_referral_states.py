"""Every pair of state and move, on either side: what the table does not hold is refused and leaves no trace."""

import pytest

from referrals.actions.move import MoveRefused, move_referral
from referrals.choices import STATE_LABELS
from referrals.models import Referral, ReferralEvent
from referrals.states import MOVE_BY_NAME, MOVES
from safeguards.models import AuditLine
from tests.factories import referrals

pytestmark = pytest.mark.django_db

FACTS = {
    "decline": {"code": "no_capacity"},
    "report": {"code": "contacted"},
    "recall": {"code": "her_wish"},
}
PAIRS = [(state, move) for state in STATE_LABELS for move in MOVE_BY_NAME]


def facts_of(name, actor):
    return FACTS.get(name, {}) | ({"done_on": actor.now.date()} if name == "report" else {})


def stand(world, state):
    """A referral of the center to the police in this state."""
    client, _call = referrals.known_person(world.act(world.counselor))
    one = referrals.offer(world.counselor, world.police, client=client)
    if state in ("accepted", "reported", "closed"):
        referrals.move(world.liaison, one, "accept")
    if state in ("reported", "closed"):
        referrals.report(world.liaison, one)
    if state == "closed":
        referrals.move(world.counselor, one, "close")
    elif state == "declined":
        referrals.move(world.liaison, one, "decline", code="no_capacity")
    elif state == "recalled":
        referrals.move(world.counselor, one, "recall", code="her_wish")
    return referrals.fresh(one)


def traces():
    return (ReferralEvent.objects.everything("test").count(), AuditLine.objects.count())


@pytest.mark.parametrize("side", ["sender", "receiver"])
@pytest.mark.parametrize(("state", "name"), PAIRS)
def test_a_move_works_exactly_where_the_table_has_it(world, state, name, side):
    one = stand(world, state)
    account = world.counselor if side == "sender" else world.liaison
    actor, move, before = world.act(account), MOVE_BY_NAME[name], traces()
    if state in move.sources and side == move.side:
        move_referral(actor, one, name, **facts_of(name, actor))
        assert referrals.fresh(one).state == move.target
        assert traces()[0] == before[0] + 1
        return
    with pytest.raises(MoveRefused):
        move_referral(actor, one, name, **facts_of(name, actor))
    assert referrals.fresh(one).state == state
    assert traces() == before


@pytest.mark.parametrize("name", ["decline", "report", "recall"])
def test_a_move_without_what_it_must_bring_is_refused(world, name):
    one = stand(world, "accepted" if name == "report" else "sent")
    account = world.counselor if name == "recall" else world.liaison
    before = traces()
    with pytest.raises(MoveRefused):
        move_referral(world.act(account), one, name)
    assert traces() == before


def test_a_move_from_a_state_that_has_passed_is_refused(world):
    """The row in hand is old: the update names its old state and finds nothing."""
    one = stand(world, "sent")
    referrals.move(world.liaison, one, "decline", code="no_capacity")
    for account, name in ((world.liaison, "accept"), (world.counselor, "recall")):
        with pytest.raises(MoveRefused):
            move_referral(world.act(account), one, name, code="her_wish")


@pytest.mark.parametrize("name", sorted(MOVE_BY_NAME))
def test_planners_admins_and_third_agencies_move_nothing(world, name):
    one, before = stand(world, "sent"), traces()
    for account in (
        world.planner,
        world.center_admin,
        world.police_admin,
        world.npo_counselor,
        world.city_supervisor,
    ):
        actor = world.act(account)
        with pytest.raises(MoveRefused):
            move_referral(actor, one, name, **facts_of(name, actor))
    assert traces() == before


def test_each_move_names_states_that_exist():
    assert {state for move in MOVES for state in (*move.sources, move.target)} <= set(STATE_LABELS)
    assert Referral._meta.get_field("state").default == "sent"
