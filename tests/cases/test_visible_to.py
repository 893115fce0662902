"""Whoever asks, however it is asked, at any moment: one answer to who sees what."""

import random
from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from cases.access import ScopedPermissions
from cases.actions.grant import rebuild
from cases.actions.person_index import index_person
from cases.models import AccessReason, Case, Child, Client, Consultation, Wall
from cases.queries.sight import groups_of, groups_seen, may
from partners.actors import actor_of, live_postings
from partners.models import Posting
from safeguards import matrix
from tests.factories import cases
from tests.factories.partners import account, posting
from tests.signing import sign_in

pytestmark = pytest.mark.django_db
GROUPS = matrix.field_groups()
HOURS = st.integers(-6, 6)
ROLES = ["counselor", "supervisor", "liaison", "planner", "account_admin", "auditor"]

reasons = st.lists(
    st.fixed_dictionaries(
        {
            "agency": st.sampled_from([1, 1, 1, 2, 3]),
            "since": HOURS,
            "length": st.integers(1, 8),
            "withdrawn": st.none() | HOURS,
            "groups": st.sets(st.sampled_from(GROUPS), min_size=1, max_size=3),
            "kind": st.sampled_from(["disclosure", "disclosure", "conference"]),
            "on_client": st.booleans(),
            "covers": st.booleans(),
        }
    ),
    min_size=1,
    max_size=5,
)
# A conference never tells where she is; to a body that only receives, not what was said either.
NEVER_IN_CONFERENCE = {
    "counselor": {"whereabouts"}, "supervisor": {"whereabouts"}, "liaison": {"whereabouts", "narrative"},
}  # fmt: skip
people = st.fixed_dictionaries(
    {
        "agency": st.sampled_from([0, 1, 1, 1, 2, 3]),
        "role": st.sampled_from([*ROLES, "counselor", "counselor", "supervisor", "liaison"]),
        "since": st.sampled_from([-6, -6, -6, -3, 0, 3]),
        "length": st.sampled_from([None, None, None, 1, 5, 8]),
        "confirmed": st.sampled_from([True, True, True, False]),
        "active": st.sampled_from([True, True, True, False]),
        "in_charge": st.booleans(),
        "walled": st.sampled_from(["no", "no", "no", "standing", "lift_asked", "asked", "lifted", "refused"]),
    }
)


@hypothesis_settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(told=reasons, who=people, hour=HOURS)
def test_every_way_to_ask_gives_the_answer_of_a_reference(world, told, who, hour):
    check(world, told, who, hour)


@pytest.mark.slow
@hypothesis_settings(
    max_examples=1200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(told=reasons, who=people, hour=HOURS)
def test_every_way_to_ask_gives_the_answer_of_a_reference_many_times(world, told, who, hour):
    check(world, told, who, hour)


def check(world, told, who, hour):
    base = timezone.now()
    agencies = [world.center, world.city, world.police, world.npo]
    woman, call = lay_out(world, told, agencies, base)
    person = employ(who, agencies, base)
    now = base + timedelta(hours=hour)
    actor = actor_of(person, live_postings(person, now), None, now)
    if who["walled"] != "no":
        Wall.objects.create(
            account=person, person_key=woman.person_key, ground="kin", since=base, state=who["walled"],
            lifted_at=base if who["walled"] == "lifted" else None,
        )  # fmt: skip
    if who["in_charge"]:
        Client.objects.everything("test").filter(pk=woman.pk).update(assigned_to=person, assigned_since=base)
        woman = cases.fresh(woman)
    for record in (woman, call):
        rows = type(record).objects
        expected = reference_groups(record, told, who, agencies, now, base)
        seen = rows.visible_to(actor).filter(pk=record.pk)
        assert seen.exists() == (expected is not None)
        assert rows.page(actor).filter(pk=record.pk).count() == (1 if expected is not None else 0)
        told_beside = rows.beside(reasons_of(record), actor, record._meta.model_name)
        assert {bool(getattr(one, f"{record._meta.model_name}_is_seen")) for one in told_beside} == {
            expected is not None
        }
        assert told_beside.count() == reasons_of(record).count()
        assert rows.visible_to(actor).filter(pk=record.pk).update(version=2) == (
            1 if expected is not None else 0
        )
        if expected is not None:
            assert groups_of(actor, record) == expected
            assert may(actor, record, "confer") == may_share(record, who)
            assert may(actor, record, "edit") == (who["agency"] == 0)
        for agency in agencies:
            live = [
                grant
                for grant in record.grants.filter(group=agency.group)
                if grant.since <= now and (grant.until is None or now < grant.until)
            ]
            assert len(live) <= 1
        permitted = ScopedPermissions().has_perm(person, f"cases.view_{record._meta.model_name}", record)
        assert permitted == (reference_groups(record, told, who, agencies, timezone.now(), base) is not None)


def reasons_of(record):
    """Rows of another table that point to this record."""
    return AccessReason.objects.filter(**{record._meta.model_name: record})


def may_share(record, who):
    """A supervisor of the keeping agency, or of her client the counselor in charge."""
    mine = isinstance(record, Client) and who["in_charge"]
    return who["agency"] == 0 and (who["role"] == "supervisor" or (who["role"] == "counselor" and mine))


@hypothesis_settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(told=reasons, who=people)
def test_pages_lists_searches_and_suggestions_give_the_same_answer(world, told, who):
    check_pages(world, told, who)


@pytest.mark.slow
@hypothesis_settings(
    max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(told=reasons, who=people)
def test_pages_lists_searches_and_suggestions_give_the_same_answer_many_times(world, told, who):
    check_pages(world, told, who)


def check_pages(world, told, who):
    """What a browser shows now; words and telephone of the client are found only by who may read them."""
    base = timezone.now()
    agencies = [world.center, world.city, world.police, world.npo]
    woman, call = lay_out(world, told, agencies, base, family_name="雲居雁", phone="0904444333")
    for agency in agencies:
        index_person(woman.person_key, agency)
    person = employ(who, agencies, base)
    if who["walled"] != "no":
        Wall.objects.create(
            account=person, person_key=woman.person_key, ground="kin", since=base, state=who["walled"],
            lifted_at=base if who["walled"] == "lifted" else None,
        )  # fmt: skip
    now = base + timedelta(seconds=1)
    of_woman = reference_groups(woman, told, who, agencies, now, base)
    of_call = reference_groups(call, told, who, agencies, now, base)
    if who["role"] not in ("counselor", "supervisor"):
        of_woman = of_call = None  # a liaison works in referrals alone
    if not who["active"]:
        return  # she cannot sign in: tests/partners
    here = Browser()
    sign_in(here, person)

    def shown(url, **data):
        answer = here.post(url, data, follow=True) if data else here.get(url)
        return answer.content.decode() if answer.status_code == 200 else ""

    assert ("雲居雁" in shown(f"/clients/{woman.number}/")) == ("identity" in (of_woman or ()))
    for kind, record, groups in (("client", woman, of_woman), ("consultation", call, of_call)):
        assert bool(shown(f"/{kind}s/{record.number}/")) == (groups is not None)
        assert (record.number in shown(f"/{kind}s/")) == (groups is not None)
    for words, group in (("雲居", "identity"), ("0904444333", "contact")):
        may_find = group in (of_woman or ())
        assert (woman.number in shown("/clients/", q=words)) == may_find
        assert (woman.number in shown("/clients/suggest/", q=words)) == may_find
        assert (call.number in shown("/consultations/", q=words)) == (may_find and of_call is not None)


def lay_out(world, told, agencies, base, **facts):
    """A client and her consultation at the first agency, and the reasons as they were drawn."""
    actor = world.act(world.counselor)
    woman = cases.client(actor, **facts)
    call = cases.consultation(actor, of=woman)
    long_ago = base - timedelta(days=1)
    for record in (woman, call):
        AccessReason.objects.filter(**{record._meta.model_name: record}).update(since=long_ago)
    for one in told:
        AccessReason.objects.create(
            kind=one["kind"],
            pack_number="P" if one["kind"] == "conference" else "",
            agency=agencies[one["agency"]],
            since=base + timedelta(hours=one["since"]),
            until=base + timedelta(hours=one["since"] + one["length"]),
            withdrawn_at=None if one["withdrawn"] is None else base + timedelta(hours=one["withdrawn"]),
            field_groups=sorted(one["groups"]),
            ground="consent",
            covers_consultations=one["on_client"] and one["covers"],
            **({"client": woman} if one["on_client"] else {"consultation": call}),
        )
    for record in (woman, call):
        rebuild(record)
    return woman, call


def employ(who, agencies, base):
    person = account(is_active=who["active"])
    length = who["length"]
    Posting.objects.create(
        account=person,
        agency=agencies[who["agency"]],
        role=who["role"],
        since=base + timedelta(hours=who["since"]),
        until=None if length is None else base + timedelta(hours=who["since"] + length),
        confirmed_at=base if who["confirmed"] else None,
    )
    return person


def within(moment, base, since, until):
    start = base + timedelta(hours=since)
    return start <= moment and (until is None or moment < base + timedelta(hours=until))


def reference_groups(record, told, who, agencies, moment, base):
    """Field groups by the rules as the contract tells them, in plain loops; None for no sight."""
    role, agency = who["role"], who["agency"]
    employed = within(
        moment, base, who["since"], None if who["length"] is None else who["since"] + who["length"]
    )
    asleep = role in ("counselor", "supervisor", "liaison") and not who["confirmed"]
    if not employed or asleep or not who["active"] or who["walled"] in ("standing", "lift_asked"):
        return None
    if role in ("planner", "account_admin", "auditor"):
        return None
    if agency == 0:  # the owner
        return frozenset({*GROUPS, "admin"}) if role in ("counselor", "supervisor") else None
    live = set()
    seen = False
    for one in told:
        about_it = one["on_client"] == isinstance(record, Client)
        covered = isinstance(record, Consultation) and one["on_client"] and one["covers"]
        if one["agency"] != agency or not (about_it or covered):
            continue
        ends = one["since"] + one["length"]
        if one["withdrawn"] is not None:
            ends = min(ends, one["withdrawn"])
        if within(moment, base, one["since"], ends):
            seen = True
            live |= one["groups"] - (NEVER_IN_CONFERENCE[role] if one["kind"] == "conference" else set())
    return frozenset(live) if seen else None


def test_the_tree_of_offices_gives_no_sight(world):
    """Neither the centre's chief, nor the city above a ward, nor headquarters sees what was not disclosed."""
    one = cases.consultation(world.act(world.ward_counselor))
    assert world.ward.parent_id is not None
    for other in (
        world.supervisor, world.counselor, world.city_supervisor, world.city_counselor, world.planner, world.admin,
        world.auditor, world.city_planner, world.liaison, world.office_counselor, world.npo_counselor,
    ):  # fmt: skip
        assert not Consultation.objects.visible_to(world.act(other)).filter(pk=one.pk).exists()
        assert not Consultation.objects.page(world.act(other)).filter(pk=one.pk).exists()


def test_a_wall_covers_every_record_of_the_person_and_beats_every_grant(world):
    actor = world.act(world.counselor)
    woman = cases.client(actor)
    calls = [cases.consultation(actor, of=woman) for _ in range(2)]
    case = Case.objects.create(
        agency=world.center,
        client=woman,
        person_key=woman.person_key,
        sort_key=actor.now,
        opened_on=actor.now,
    )
    child = Child.objects.create(
        agency=world.center, client=woman, person_key=woman.person_key, sort_key=actor.now, family_name="子"
    )
    from cases.actions.grant import own

    own(case), own(child)
    before = {model: model.objects.visible_to(actor).count() for model in (Client, Consultation, Case, Child)}
    assert before == {Client: 1, Consultation: 2, Case: 1, Child: 1}
    cases.wall(world.counselor, calls[0])
    for model in before:
        assert not model.objects.visible_to(actor).exists()
        assert not model.objects.page(actor).exists()
        assert model.objects.visible_to(world.act(world.colleague)).count() == before[model]


def test_a_wall_that_was_laid_before_one_knew_who_called_stands_on(world):
    actor = world.act(world.colleague)
    call = cases.consultation(actor)
    cases.wall(world.counselor, call)
    woman = cases.client(actor)
    cases.link(actor, call, woman)
    walled = world.act(world.counselor)
    assert not Client.objects.visible_to(walled).exists()
    assert not Consultation.objects.visible_to(walled).exists()


def test_two_postings_see_each_only_what_its_agency_sees(world):
    person = world.counselor
    posting(person, world.city, "counselor")
    now = timezone.now()
    here = cases.consultation(world.act(world.colleague))
    there = cases.consultation(world.act(world.city_counselor))
    both = live_postings(person, now)
    for chosen, sees in [(both[0], both[0].agency), (both[1], both[1].agency)]:
        actor = actor_of(person, both, chosen.pk, timezone.now())
        expected = here if sees == world.center else there
        assert list(Consultation.objects.visible_to(actor)) == [expected]
    stranger = actor_of(person, both, 10**9, now)
    assert stranger.agency_id in {both[0].agency_id}


def test_field_groups_of_many_rows_cost_one_question(world, django_assert_num_queries):
    actor = world.act(world.counselor)
    rows = [cases.consultation(actor) for _ in range(8)]
    rng = random.Random(3)
    expected = {}
    for row in rows:
        groups = rng.sample(GROUPS, 3)
        cases.disclosure(actor, row, world.city, groups)
        expected[row.pk] = frozenset(groups)
    reader = world.act(world.city_counselor)
    shown = list(Consultation.objects.page(reader))
    assert len(shown) == 8
    with django_assert_num_queries(1):
        assert groups_seen(reader, shown) == expected
    with django_assert_num_queries(0):
        groups_seen(actor, rows)


@pytest.mark.parametrize(
    "permission", ["cases.change_consultation", "cases.delete_consultation", "cases.view_client", "x", ""]
)
def test_no_other_permission_is_ever_given(world, permission):
    one = cases.consultation(world.act(world.counselor))
    assert not world.counselor.has_perm(permission, one)
    assert not world.counselor.has_perm("cases.view_consultation")
    assert world.counselor.has_perm("cases.view_consultation", one)
    assert not world.city_counselor.has_perm("cases.view_consultation", one)
    assert world.counselor.get_all_permissions(one) == {"cases.view_consultation"}


def test_membership_of_an_agencys_group_gives_nothing(world):
    one = cases.consultation(world.act(world.counselor))
    world.city_counselor.groups.add(world.center.group)
    assert not world.city_counselor.has_perm("cases.view_consultation", one)
    assert not Consultation.objects.visible_to(world.act(world.city_counselor)).exists()
