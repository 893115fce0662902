"""The one file of rights says what the contract says."""

import pytest

from partners.models import Agency
from safeguards import matrix, matrix_table, roles
from safeguards.access import Actor

ROLES = ("counselor", "supervisor", "planner", "account_admin", "liaison", "auditor")
READERS = {"counselor", "supervisor", "account_admin", "liaison"}

# The table of the contract: which roles an agency may give, by tier and kind.
CONTRACT = [
    ("prefecture", "headquarters_division", {"planner", "account_admin", "auditor"}),
    ("prefecture", "womens_center", READERS),
    ("prefecture", "health_office", {"counselor", "supervisor", "account_admin"}),
    ("prefecture", "child_guidance", {"account_admin", "liaison"}),
    ("prefecture", "school_board", {"account_admin", "liaison"}),
    ("prefecture", "a kind of tomorrow", {"account_admin", "liaison"}),
    ("municipality", "municipal_desk", READERS | {"planner"}),
    ("municipality", "city_welfare_office", READERS | {"planner"}),
    ("municipality", "dv_center", READERS | {"planner"}),
    ("municipality", "child_guidance", {"account_admin", "liaison"}),
    ("police", "police_station", {"account_admin", "liaison"}),
    ("police", "police_hq", {"account_admin", "liaison"}),
    ("npo", "npo", READERS),
    ("other", "hospital", {"account_admin", "liaison"}),
    ("other", "court", {"account_admin", "liaison"}),
    ("a tier of tomorrow", "anything", set()),
]


@pytest.mark.parametrize(("tier", "kind", "given"), CONTRACT)
def test_an_agency_gives_the_roles_of_the_contract_and_no_other(tier, kind, given):
    assert set(matrix.roles_of(tier, kind)) == given


@pytest.mark.django_db
def test_no_agency_of_the_reference_data_gives_reading_and_auditing():
    for agency in Agency.objects.all():
        given = set(matrix.roles_of(agency.tier, agency.kind))
        assert given, agency.code
        assert not ("auditor" in given and given & {"counselor", "supervisor", "liaison"}), agency.code


def test_every_role_has_a_name_and_a_sentence():
    assert matrix.all_roles() == ROLES
    assert set(roles.ROLE_LABELS) == set(roles.ROLE_SIGHT) == set(ROLES)
    assert {*matrix.field_groups(), "admin"} == set(roles.FIELD_GROUP_LABELS)


def test_readers_sleep_until_confirmed_and_others_do_not():
    assert {role for role in ROLES if matrix.needs_confirmation(role)} == {
        "counselor",
        "supervisor",
        "liaison",
    }


@pytest.mark.parametrize("watching", ["account_admin", "auditor"])
@pytest.mark.parametrize("reading", ["counselor", "supervisor", "liaison"])
def test_nobody_administers_or_audits_where_she_reads(watching, reading):
    assert not matrix.may_be_held_together(watching, reading)
    assert not matrix.may_be_held_together(reading, watching)


def test_two_readers_or_two_watchers_may_be_one_person():
    assert matrix.may_be_held_together("counselor", "supervisor")
    assert matrix.may_be_held_together("account_admin", "auditor")
    assert matrix.may_be_held_together("planner", "counselor")


@pytest.mark.parametrize("role", ["planner", "account_admin", "auditor", ""])
@pytest.mark.parametrize("tie", ["own", "disclosed", "none", "of tomorrow"])
def test_who_reads_no_personal_data_reads_none_at_any_tie(role, tie):
    for object_type in matrix.table()["fields"]:
        assert matrix.groups_for(Actor(role=role), object_type, tie) == frozenset()


def test_a_liaison_reads_disclosed_groups_and_has_no_records_of_her_own():
    liaison = Actor(role="liaison")
    for object_type in ("consultation", "client", "case", "child"):
        assert matrix.groups_for(liaison, object_type, "own") == frozenset()
        assert "admin" not in matrix.groups_for(liaison, object_type, "disclosed")


def test_a_supervisor_reads_what_a_counselor_reads():
    for object_type in matrix.table()["fields"]:
        for tie in ("own", "disclosed"):
            assert matrix.groups_for(Actor(role="supervisor"), object_type, tie) >= matrix.groups_for(
                Actor(role="counselor"), object_type, tie
            )


def test_office_notes_are_never_disclosed():
    for object_type, ties in matrix.table()["fields"].items():
        told = {group for groups in ties.get("disclosed", {}).values() for group in groups}
        assert "admin" not in told, object_type


TIES = {"own", "assigned", "disclosed", "conference", "emergency"}


def test_none_and_walled_are_never_named():
    for room in ("fields", "actions"):
        for object_type, ties in matrix.table()[room].items():
            assert set(ties) <= TIES, (room, object_type)


def test_a_grant_does_not_say_why_so_both_reasons_to_tell_name_the_same_roles():
    for object_type, ties in matrix.table()["fields"].items():
        if object_type != "referral":  # a sheet is in no conference
            assert set(ties["disclosed"]) == set(ties["conference"]), object_type


def test_a_conference_never_tells_where_she_is():
    for object_type, ties in matrix.table()["fields"].items():
        told = {group for groups in ties.get("conference", {}).values() for group in groups}
        assert not told & {"whereabouts", "admin"}, object_type


def test_who_is_in_charge_may_do_no_less_than_her_colleagues_and_is_of_the_agency():
    for object_type, ties in matrix.table()["fields"].items():
        if "assigned" in ties:
            for role in ROLES:
                mine = matrix.groups_of_role(role, object_type, "assigned")
                assert mine >= matrix.groups_of_role(role, object_type, "own"), (object_type, role)


def test_an_action_that_the_file_does_not_know_is_refused():
    for actor in (Actor(role="counselor"), Actor(role="supervisor"), Actor()):
        with pytest.raises(matrix.NotInMatrix):
            matrix.may_act(actor, "client", "own", "eat")
        with pytest.raises(matrix.NotInMatrix):
            matrix.may_act(actor, "castle", "own", "edit")
        for tie in ("none", "walled", "of tomorrow"):
            for object_type in matrix.table()["actions"]:
                for action in matrix.known_actions(object_type):
                    assert not matrix.may_act(actor, object_type, tie, action)


@pytest.mark.parametrize("role", ["planner", "account_admin", "auditor", ""])
def test_who_reads_no_personal_data_does_nothing_to_a_record(role):
    for object_type in matrix.table()["actions"]:
        for tie in TIES:
            assert matrix.actions_of_role(role, object_type, tie) == frozenset()


def test_every_word_of_the_file_is_known():
    for ties in matrix.table()["actions"].values():
        for actions in ties.values():
            assert all(given and set(given) <= set(ROLES) for given in actions.values())
            assert set(actions) <= set(matrix_table.ACTION_LABELS)
    known_roles = {*ROLES, "*", "signed-in", "anyone"}
    known_groups = {*matrix.field_groups(), "admin"}
    for name, allowed in matrix.table()["pages"].items():
        assert allowed, f"{name} would open for nobody"
        assert set(allowed) <= known_roles, name
    for object_type, ties in matrix.table()["fields"].items():
        for tie, by_role in ties.items():
            assert set(by_role) <= set(ROLES), (object_type, tie)
            assert {group for groups in by_role.values() for group in groups} <= known_groups


def test_what_the_file_does_not_know_is_refused():
    with pytest.raises(matrix.NotInMatrix):
        matrix.page_rule("page.of.tomorrow")
    with pytest.raises(matrix.NotInMatrix):
        matrix.groups_for(Actor(role="counselor"), "castle", "own")


def test_a_page_opens_by_role_only_with_a_posting():
    assert not matrix.may_open(None, "consultation.list")
    assert not matrix.may_open(Actor(account_id=1), "consultation.list")
    assert not matrix.may_open(Actor(account_id=1), "partner.list")
    assert matrix.may_open(Actor(account_id=1), "account")
    assert matrix.may_open(None, "health")
    assert matrix.may_open(Actor(role="planner"), "partner.list")
    assert not matrix.may_open(Actor.system("a job"), "consultation.list")
