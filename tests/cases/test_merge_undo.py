"""Joined, changed and given back: whatever was drawn, every row of the house stands as it stood."""

import pytest
from django.apps import apps
from django.db import transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from cases.actions.client import FIELDS, change_client
from cases.actions.consultation import link_to_client
from cases.actions.merge import JOINABLE
from cases.actions.merge_undo import undo_merge
from cases.models import Child, Client, ClientMerge, Consultation, Tie
from cases.queries.grant_check import count_without_owner
from cases.queries.sight import groups_of
from tests.cases.merging import merge, sees
from tests.factories import cases

pytestmark = pytest.mark.django_db
TEXT = "前の文"

MADE_ANEW = {
    "clientgrant",
    "consultationgrant",
    "casegrant",
    "childgrant",
    "persongram",
    "partykey",
    "matchkey",
}
OF_THE_ACT = {"clientmerge"}
COUNTED_ON = {"version", "changed_at"}


def picture():
    """Every row, opened; of tables that are made anew what they say, without their running numbers."""
    found = {}
    for model in apps.get_models():
        name = model._meta.model_name
        if model._meta.app_label not in ("cases", "referrals") or name in OF_THE_ACT | {"code"}:
            continue
        for row in model._base_manager.order_by("pk"):
            columns = {f.attname: getattr(row, f.attname) for f in model._meta.concrete_fields}
            if name in MADE_ANEW:
                columns.pop("id"), columns.pop("is_compared", None)
                found.setdefault((name, "all"), []).append(sorted(columns.items(), key=str))
            else:
                found[name, row.pk] = columns
    for key, rows in found.items():
        if key[1] == "all":
            rows.sort(key=str)
    return found


def differing(before, after, kept):
    """Rows of a picture that stand there otherwise now; the record that stays goes on counting its versions."""
    found = {}
    for key, row in before.items():
        there = after.get(key)
        if key == ("client", kept.pk) and there is not None:
            row = {name: value for name, value in row.items() if name not in COUNTED_ON}
            there = {name: value for name, value in there.items() if name not in COUNTED_ON}
        if there != row:
            found[key] = there
    return found


drawn = st.fixed_dictionaries(
    {
        "taken": st.dictionaries(st.sampled_from(FIELDS), st.sampled_from(["kept", "gone", "both"]), max_size=8),
        "facts": st.lists(
            st.dictionaries(st.sampled_from(sorted(JOINABLE)), st.sampled_from(["", TEXT, "𠮷﨑"]), max_size=4),
            min_size=2, max_size=2,
        ),
        "calls": st.tuples(st.integers(0, 2), st.integers(0, 2)),
        "children": st.tuples(st.integers(0, 1), st.integers(0, 2)),
        "told": st.lists(
            st.tuples(
                st.integers(0, 1), st.sampled_from(["city", "npo", "police"]),
                st.sets(st.sampled_from(cases.ALL_GROUPS), min_size=1, max_size=3), st.booleans(),
            ), max_size=3,
        ),
        "walls": st.lists(
            st.tuples(
                st.integers(0, 1), st.sampled_from(["colleague", "city", "npo"]),
                st.sampled_from(["standing", "asked", "lift_asked", "lifted"]),
            ), max_size=3, unique_by=lambda one: one[:2],
        ),
        "ties": st.lists(
            st.tuples(st.integers(0, 1), st.sampled_from(["found", "not_same"])),
            max_size=2, unique_by=lambda one: one[0],
        ),
        "edits": st.lists(
            st.sampled_from(["name", "place", "call", "call_of_other", "link", "child", "phone"]), max_size=4
        ),
    }
)  # fmt: skip


@hypothesis_settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(draw=drawn)
def test_joined_changed_and_given_back_everything_is_as_it_was(world, draw):
    check(world, draw)


@pytest.mark.slow
@hypothesis_settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(draw=drawn)
def test_joined_changed_and_given_back_everything_is_as_it_was_many_times(world, draw):
    check(world, draw)


def check(world, draw):
    readers = {"own": world.counselor, "colleague": world.colleague, "city": world.city_counselor,
               "npo": world.npo_counselor, "police": world.liaison, "center": world.supervisor}  # fmt: skip
    with transaction.atomic():
        _check(world, draw, readers)
        transaction.set_rollback(True)


def _check(world, draw, readers):
    kept, gone = lay_out(world, draw, readers)
    before = picture()
    seen = {name: sight(world, person) for name, person in readers.items()}
    groups = {name: told_groups(world, person, (kept, gone)) for name, person in readers.items()}
    agreed = {one.code for one in (world.city, world.npo, world.police)}
    done = merge(world.act(world.counselor), kept, gone, agreed=agreed, **draw["taken"])
    walled = {person for _side, person, state in draw["walls"] if state in ("standing", "lift_asked")}
    moved = {pk for pks in done.record["moved"].values() for pk in pks}
    for name, person in readers.items():
        now = sight(world, person)
        if name in walled:
            assert not now & {str(kept.pk), str(gone.pk), *moved}, f"{name} is walled off from one of the two"
        elif name in ("own", "colleague", "center"):
            assert now == seen[name] - {str(gone.pk)}
        else:
            assert str(gone.pk) not in now
            assert (str(kept.pk) in now) == bool({str(kept.pk), str(gone.pk)} & seen[name])
        union = groups[name][kept.pk] | groups[name][gone.pk]
        assert told_groups(world, person, (kept,))[kept.pk] <= union
    assert count_without_owner() == 0
    given = edit(world, draw["edits"], kept)
    undo_merge(world.act(world.counselor), ClientMerge.objects.everything("test").get(), given=given)
    assert differing(before, picture(), kept) == expected_since(before, kept, gone)
    assert cases.fresh(kept).version > kept.version and cases.fresh(gone).version == gone.version
    for name, person in readers.items():
        assert sight(world, person) & set(before_keys(before)) == seen[name]
        assert told_groups(world, person, (kept, gone)) == groups[name]
    assert count_without_owner() == 0
    for number, side in given.items():
        row = next(
            one
            for model in (Consultation, Child)
            for one in model.objects.everything("test").filter(number=number)
        )
        owner = gone if side == "gone" else kept
        assert (row.client_id, row.person_key) == (owner.pk, cases.fresh(owner).person_key)


def before_keys(before):
    return [str(key) for _name, key in before]


def expected_since(before, kept, gone):
    """The index and the grants hold what came since, besides; everything they said before they still say."""
    after = picture()
    for name in MADE_ANEW:
        for row in before.get((name, "all"), []):
            assert row in after.get((name, "all"), []), f"{name} lost {row}"
    return {
        key: after[key]
        for key in before
        if key[1] == "all" and len(after[key]) > len(before[key]) and after[key] != before[key]
    }


def lay_out(world, draw, readers):
    actor = world.act(world.counselor)
    people = [
        cases.client(actor, **draw["facts"][0]),
        cases.client(
            actor, family_name="加藤", family_kana="カトウ", phone="090-1111-2222", **draw["facts"][1]
        ),
    ]
    for person, calls, children in zip(people, draw["calls"], draw["children"], strict=True):
        for _ in range(calls):
            cases.consultation(actor, of=person, caller_phone="090-3333-4444")
        for _ in range(children):
            cases.child(actor, person, given_name="こ")
    for side, to, groups, covers in draw["told"]:
        cases.disclosure(actor, people[side], getattr(world, to), groups, covers_consultations=covers)
    for side, who, state in draw["walls"]:
        cases.wall(readers[who], people[side], state=state)
    for side, state in draw["ties"]:
        Tie.objects.create(
            account=world.colleague, agency=world.center, person_key=people[side].person_key, state=state,
            found_at=actor.now, signs=["name"],
        )  # fmt: skip
    return [cases.fresh(person) for person in people]


def sight(world, person):
    return {str(pk) for model in (Client, Consultation, Child) for pk in sees(person, model, world)}


def told_groups(world, person, clients):
    actor = world.act(person)
    found = {}
    for client in clients:
        row = Client.objects.visible_to(actor).filter(pk=client.pk).first()
        found[client.pk] = groups_of(actor, row) if row else frozenset()
    return found


def edit(world, edits, kept):
    """Work on the joined record; what came to it, and to whom it is given."""
    given = {}
    for number, what in enumerate(edits):
        actor, now = world.act(world.counselor), cases.fresh(kept)
        if what in ("name", "phone", "place"):
            name = {"name": "family_name", "phone": "phone", "place": "current_place"}[what]
            change_client(actor, now, {name: f"{what}{number}"}, now.version)
        elif what == "link":
            given[link_to_client(actor, cases.consultation(actor, caller_name="だれか"), now).number] = "gone"
        elif what == "child":
            given[cases.child(actor, now, given_name=f"子{number}").number] = "gone"
        else:
            side = "kept" if what == "call" else "gone"
            given[cases.consultation(actor, of=now, narrative=what).number] = side
    return given
