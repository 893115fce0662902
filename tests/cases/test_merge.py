"""Two records of one woman: never more sight than was agreed to, nothing lost, in order, and once."""

from datetime import timedelta

import pytest
from django.apps import apps

from cases.actions import Stale
from cases.actions.client import change_client
from cases.actions.consultation import link_to_client
from cases.actions.merge import MergeRefused, Versions, merge_clients
from cases.actions.merge_undo import undo_merge
from cases.models import AccessReason, Client, ClientMerge, Consultation, PersonGram, TimelineEntry, Wall
from cases.queries.merge import number_now
from cases.queries.person_search import search_clients
from cases.queries.sight import groups_of
from partners.models import Alert
from safeguards.access import Absent
from safeguards.models import AuditLine
from tests.cases.merging import merge, sees
from tests.factories import cases, referrals
from tests.parallel import in_parallel, on_postgresql

pytestmark = pytest.mark.django_db


@pytest.fixture
def actor(world):
    return world.act(world.counselor)


# ---- who outside sees what ----


def test_what_was_told_of_one_reaches_the_other_only_when_the_agency_is_ticked_and_is_told(world, actor):
    people = [world.supervisor, world.city_supervisor, world.city_counselor]
    assert len(people) == 3
    kept, gone = (
        cases.client(actor, health_note="持病"),
        cases.client(actor, family_name="加藤", alias="かと"),
    )
    call, theirs = cases.consultation(actor, of=kept), cases.consultation(actor, of=gone)
    cases.disclosure(
        actor, gone, world.city, ["identity"], covers_consultations=True, referral_number="R" * 22
    )
    with pytest.raises(MergeRefused, match="agencies"):
        merge(actor, kept, gone)
    with pytest.raises(MergeRefused, match="agencies"):
        merge(actor, kept, gone, agreed=[world.npo.code])
    assert sees(world.city_counselor, Client, world) == {gone.pk}
    done = merge(actor, kept, gone, agreed=[world.city.code])
    reader = world.act(world.city_counselor)
    assert sees(world.city_counselor, Client, world) == {kept.pk}
    assert sees(world.city_counselor, Consultation, world) == {call.pk, theirs.pk}
    assert groups_of(reader, cases.fresh(kept)) == {"identity"}
    told = Alert.objects.filter(kind="told.merged").values_list("account_id", "agency_id", "path")
    assert set(told) == {
        (one.pk, world.city.pk, f"/referrals/{'R' * 22}/")
        for one in (world.city_counselor, world.city_supervisor)
    }
    own = Alert.objects.get(kind="client.merged")
    assert (own.account_id, own.path) == (world.supervisor.pk, f"/clients/merges/{done.number}/")
    undo_merge(world.act(world.counselor), done)
    assert sees(world.city_counselor, Client, world) == {gone.pk}
    assert sees(world.city_counselor, Consultation, world) == {theirs.pk}
    assert Alert.objects.filter(kind="told.unmerged").count() == 2
    assert Alert.objects.filter(kind="client.unmerged").count() == 1
    for text in map(str, Alert.objects.values_list("facts", flat=True)):
        assert "佐藤" not in text and "加藤" not in text


def test_what_is_only_offered_or_ended_counts_as_it_will_be_seen(world, actor):
    kept, gone, third = cases.client(actor), cases.client(actor), cases.client(actor)
    referrals.offer(None, world.police, actor=actor, client=gone)
    ended = cases.disclosure(actor, third, world.city)
    AccessReason.objects.filter(pk=ended.pk).update(since=actor.now - timedelta(3), until=actor.now)
    with pytest.raises(MergeRefused, match="agencies"):
        merge(actor, kept, gone)
    merge(world.act(world.counselor), kept, third)


def test_a_referral_of_the_one_that_went_stays_hers_to_read_and_goes_back(world, actor):
    kept, gone = cases.client(actor), cases.client(actor)
    sent = referrals.offer(None, world.police, actor=actor, client=gone)
    done = merge(actor, kept, gone, agreed=[world.police.code])
    assert (referrals.fresh(sent).client_id, referrals.fresh(sent).person_key) == (kept.pk, kept.person_key)
    undo_merge(world.act(world.counselor), done)
    assert (referrals.fresh(sent).client_id, referrals.fresh(sent).person_key) == (gone.pk, gone.person_key)


# ---- walls ----


def test_a_wall_around_either_closes_both_and_one_that_is_laid_meanwhile_stays_around_both(world, actor):
    kept, gone = cases.client(actor), cases.client(actor)
    cases.wall(world.colleague, gone)
    assert sees(world.supervisor, Client, world) == {kept.pk, gone.pk}
    done = merge(actor, kept, gone)
    assert sees(world.colleague, Client, world) == set()
    cases.wall(world.supervisor, kept)
    undo_merge(world.act(world.counselor), done)
    assert sees(world.colleague, Client, world) == {kept.pk}
    assert sees(world.supervisor, Client, world) == set(), (
        "nobody can tell now whom of the two it was meant for"
    )


def test_of_two_walls_against_one_account_the_one_in_force_stands(world, actor):
    kept, gone = cases.client(actor), cases.client(actor)
    asked = cases.wall(world.colleague, kept, state="asked")
    standing = cases.wall(world.colleague, gone)
    done = merge(actor, kept, gone)
    assert sees(world.colleague, Client, world) == set()
    Wall.objects.filter(pk=standing.pk).update(state="lifted")
    assert sees(world.colleague, Client, world) == {kept.pk}
    undo_merge(world.act(world.counselor), done)
    keys = dict(Wall.objects.values_list("pk", "person_key"))
    assert keys == {asked.pk: kept.person_key, standing.pk: gone.person_key}


def test_who_is_walled_off_from_either_can_neither_join_nor_part_them(world, actor):
    kept, gone = cases.client(actor), cases.client(actor)
    cases.wall(world.colleague, gone)
    with pytest.raises(Absent):
        merge(world.act(world.colleague), kept, gone)
    done = merge(actor, kept, gone)
    with pytest.raises(Absent):
        undo_merge(world.act(world.colleague), done)
    assert cases.fresh(gone).merged_into_id == kept.pk


# ---- finding her ----


def test_both_numbers_both_names_and_both_telephones_find_the_one_that_stays(world, actor):
    kept = cases.client(actor, phone="090-1111-2222")
    gone = cases.client(
        actor, family_name="加藤", family_kana="カトウ", phone="090-3333-4444", alias="かとちゃん"
    )
    words = [kept.held_number, gone.held_number, "佐藤", "かとう", "かとちゃん", "09033334444", "09011112222"]
    done = merge(actor, kept, gone, family_name="gone", family_kana="gone")
    for text in words:
        assert [row.pk for row in search_clients(world.act(world.counselor), text).rows] == [kept.pk], text
    assert number_now(gone.number) == kept.number and number_now(kept.number) == kept.number
    undo_merge(world.act(world.counselor), done)
    for text, row in ((gone.held_number, gone), ("かとう", gone), ("09033334444", gone), ("佐藤", kept)):
        assert [one.pk for one in search_clients(world.act(world.counselor), text).rows] == [row.pk], text
    assert number_now(gone.number) == gone.number
    for row in (kept, gone):
        assert PersonGram.objects.filter(person_key=cases.fresh(row).person_key).exists()


def test_a_held_number_is_exact_and_of_her_own_agency_alone(world, actor):
    woman = cases.client(actor)
    theirs = world.act(world.city_counselor)
    cases.disclosure(actor, woman, world.city)
    assert search_clients(theirs, woman.held_number).rows == []
    wrong = woman.held_number[:8] + str((int(woman.held_number[8]) + 1) % 10)
    assert search_clients(actor, wrong).rows == []
    spoken = f"{woman.held_number[:4]}-{woman.held_number[4:8]}-{woman.held_number[8:]}"
    assert [row.pk for row in search_clients(actor, spoken).rows] == [woman.pk]


# ---- what was written meanwhile, order, and two hands ----


def test_what_was_changed_meanwhile_is_kept_and_stands_in_neither_record(world, actor):
    kept, gone = cases.client(actor, alias="もと"), cases.client(actor)
    done = merge(actor, kept, gone)
    now = cases.fresh(kept)
    change_client(world.act(world.counselor), now, {"alias": "あと", "phone": "0901"}, now.version)
    undone = undo_merge(world.act(world.counselor), done)
    assert undone.later["fields"] == {"alias": "あと", "phone": "0901"}
    assert (cases.fresh(kept).alias, cases.fresh(gone).alias) == ("もと", "")
    with pytest.raises(Stale):  # a form that was opened on the joined record is noticed
        change_client(world.act(world.counselor), kept, {"alias": "x"}, now.version)


def test_a_call_that_was_typed_for_the_one_that_went_reaches_the_one_that_stays(world, actor):
    kept, gone = cases.client(actor), cases.client(actor)
    free = cases.consultation(actor)
    done = merge(actor, kept, gone)
    later = world.act(world.counselor)
    assert cases.consultation(later, of=gone).client_id == kept.pk
    assert link_to_client(later, free, gone).client_id == kept.pk
    undo_merge(world.act(world.counselor), done, given={free.number: "gone"})
    free = cases.fresh(free)
    assert (free.client_id, free.person_key) == (gone.pk, gone.person_key)
    lines = TimelineEntry.objects.everything("test").filter(target_number=free.number)
    assert {one.client_id for one in lines} == {gone.pk}


def test_merges_are_undone_in_their_order(world, actor):
    first, second, third = (cases.client(actor) for _ in range(3))
    inner = merge(actor, second, third)
    outer = merge(world.act(world.counselor), first, second)
    assert cases.fresh(third).merged_into_id == first.pk
    with pytest.raises(MergeRefused, match="later"):
        undo_merge(world.act(world.counselor), inner)
    undo_merge(world.act(world.counselor), outer)
    assert cases.fresh(third).merged_into_id == second.pk
    undo_merge(world.act(world.counselor), inner)
    assert sees(world.counselor, Client, world) == {first.pk, second.pk, third.pk}
    assert {cases.fresh(one).person_key for one in (first, second, third)} == {
        first.person_key, second.person_key, third.person_key,
    }  # fmt: skip


def test_a_second_press_changes_nothing(world, actor):
    kept, gone = cases.client(actor), cases.client(actor)
    done = merge(actor, kept, gone)
    assert merge(world.act(world.counselor), kept, gone) == done
    first = undo_merge(world.act(world.counselor), done)
    assert undo_merge(world.act(world.colleague), done).undone_by_id == first.undone_by_id
    codes = list(AuditLine.objects.filter(event__startswith="client.").values_list("event", flat=True))
    assert codes.count("client.merge") == codes.count("client.unmerge") == 1
    assert "client.merge" in codes and "client.unmerge" in codes


@pytest.mark.parametrize("fault", ["same", "stale", "reason", "foreign", "gone already"])
def test_what_cannot_be_joined_stays_as_it_is(world, actor, fault):
    kept, gone = cases.client(actor), cases.client(actor)
    if fault == "foreign":
        gone = cases.client(world.act(world.city_counselor))
        cases.disclosure(world.act(world.city_counselor), gone, world.center)
    if fault == "gone already":
        merge(actor, cases.client(actor), gone)
    facts = {"versions": Versions(kept.version, gone.version), "taken": {}, "reason": "asked_her"}
    other = {"same": kept}.get(fault, gone)
    facts |= {"stale": {"versions": Versions(9, 9)}, "reason": {"reason": "no such"}}.get(fault, {})
    before = ClientMerge.objects.everything("test").count()
    with pytest.raises({"stale": Stale, "foreign": Absent, "gone already": Absent}.get(fault, MergeRefused)):
        merge_clients(world.act(world.counselor), kept, other, **facts)
    assert ClientMerge.objects.everything("test").count() == before
    assert cases.fresh(kept).version == kept.version


def test_every_table_that_points_to_a_client_moves_or_says_why_not():
    from cases.queries.belongings import MADE_ANEW, OF_THE_MERGE, keyed, pointing

    labels = {column.label for column in pointing()} | {column.label for column in keyed()}
    assert {
        "cases.consultation.client",
        "cases.consultation.person_key",
        "referrals.referral.client",
    } <= labels
    assert {"referrals.referral.person_key", "cases.clientalert.client", "cases.release.client"} <= labels
    for name in MADE_ANEW | OF_THE_MERGE:
        apps.get_model(name)
    columns = {f"{m._meta.label_lower}.person_key" for m in apps.get_models() if hasattr(m, "person_key")}
    assert columns - labels == {
        "cases.wall.person_key",
        "cases.tie.person_key",
        "cases.persongram.person_key",
    }


@pytest.mark.slow
@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_two_hands_that_join_the_same_two_crosswise_make_one_merge(world):
    actors = [world.act(world.counselor), world.act(world.colleague)]
    pair = [cases.client(actors[0]) for _ in range(2)]

    def join(number):
        try:
            return merge(actors[number], pair[number], pair[1 - number]).pk
        except (Absent, Stale):
            return None

    made = [pk for pk in in_parallel(join) if pk]
    assert len(made) == 1 == ClientMerge.objects.everything("test").standing().count()
    assert len(sees(world.counselor, Client, world)) == 1


@pytest.mark.slow
@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_a_call_that_is_saved_while_the_two_are_joined_is_never_left_with_the_one_that_went(world):
    actors = [world.act(world.counselor), world.act(world.colleague)]
    kept, gone = (cases.client(actors[0]) for _ in range(2))

    def act(number):
        return merge(actors[0], kept, gone) if number == 0 else cases.consultation(actors[1], of=gone)

    in_parallel(act)
    call = Consultation.objects.everything("test").get()
    assert (call.client_id, call.person_key) == (kept.pk, kept.person_key)
