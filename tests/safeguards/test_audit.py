"""The trail can only grow, stands or falls with its act, and shows every touch."""

import json
from importlib import import_module

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from cases.models import Consultation
from safeguards import audit
from safeguards.access import Actor
from safeguards.models import AuditHead, AuditLine
from tests.factories import cases
from tests.parallel import in_parallel, on_postgresql

triggers = import_module("safeguards.migrations.0002_audit_is_append_only")
pytestmark = pytest.mark.django_db


@pytest.fixture
def sealed_trail(db):
    """The trail as the migration leaves it, also where the tests had taken one trigger away."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(triggers.SQLITE["DELETE"])


@pytest.fixture
def bare_trail(db):
    """The trail without its triggers: what somebody with the database in hand could do."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER audit_line_no_update")
        else:
            cursor.execute("ALTER TABLE safeguards_auditline DISABLE TRIGGER USER")


@pytest.fixture
def trail(world):
    """Five lines of one agency, and one of the house."""
    actor = world.act(world.counselor)
    with transaction.atomic():
        audit.record(Actor.system("a test"), "demo.seed")
        for number in range(5):
            audit.record(actor, "consultation.list", page=number)
    return list(AuditLine.objects.filter(stream=actor.agency_code).order_by("sequence"))


def write(sql, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE safeguards_auditline SET login = 'x'",
        "UPDATE safeguards_auditline SET at = at WHERE sequence = 1",
        "DELETE FROM safeguards_auditline",
        "DELETE FROM safeguards_auditline WHERE sequence = 5",
    ],
)
def test_the_database_refuses_to_change_or_delete_a_line(trail, sealed_trail, sql):
    before = list(AuditLine.objects.order_by("pk").values())
    with pytest.raises(DatabaseError, match="audit lines are never"):
        write(sql)
    assert list(AuditLine.objects.order_by("pk").values()) == before


def test_the_program_cannot_do_it_either(trail, sealed_trail):
    for act in (
        lambda: trail[0].delete(),
        lambda: trail[0].save(),
        lambda: AuditLine.objects.update(login="x"),
        lambda: AuditLine.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


def test_a_whole_chain_has_no_fault(trail):
    assert list(audit.faults()) == []
    assert [line.sequence for line in trail] == [1, 2, 3, 4, 5]
    assert [line.previous for line in trail] == ["", *[line.digest for line in trail[:-1]]]
    assert AuditHead.objects.get(stream=trail[0].stream).digest == trail[-1].digest


def _change(lines):
    write("UPDATE safeguards_auditline SET login = 'sombody' WHERE id = %s", lines[2].pk)


def _change_facts(lines):
    write("UPDATE safeguards_auditline SET facts = '{}' WHERE id = %s", lines[2].pk)


def _change_moment(lines):
    AuditLine.objects.filter(pk=lines[2].pk).update(at=timezone.now())


def _cut_middle(lines):
    write("DELETE FROM safeguards_auditline WHERE id = %s", lines[2].pk)


def _cut_first(lines):
    write("DELETE FROM safeguards_auditline WHERE id = %s", lines[0].pk)


def _cut_tail(lines):
    write("DELETE FROM safeguards_auditline WHERE id = %s", lines[4].pk)


def _cut_all(lines):
    write("DELETE FROM safeguards_auditline WHERE stream = %s", lines[0].stream)


def _add_after(lines):
    line = AuditLine(
        stream=lines[0].stream, sequence=6, at=timezone.now(), event="x", previous=lines[4].digest
    )
    line.digest = audit.digest_of(line)
    line.save()


def _swap(lines):
    for pk, sequence in [(lines[1].pk, 900), (lines[2].pk, 2), (lines[1].pk, 3)]:
        write("UPDATE safeguards_auditline SET sequence = %s WHERE id = %s", sequence, pk)


def _rewrite_from_here(lines):
    """Change a line and mend its own digest: the next line still tells."""
    line = AuditLine.objects.get(pk=lines[2].pk)
    line.login = "somebody"
    AuditLine.objects.filter(pk=line.pk).update(login=line.login, digest=audit.digest_of(line))


def _move_stream(lines):
    write("UPDATE safeguards_auditline SET stream = 'other' WHERE id = %s", lines[4].pk)


def _forget_head(lines):
    AuditHead.objects.filter(stream=lines[0].stream).delete()


TOUCHES = {
    "changed": (_change, 3),
    "facts changed": (_change_facts, 3),
    "moment changed": (_change_moment, 3),
    "middle cut": (_cut_middle, 3),
    "first cut": (_cut_first, 1),
    "tail cut": (_cut_tail, 4),
    "all cut": (_cut_all, 0),
    "added": (_add_after, 6),
    "reordered": (_swap, 2),
    "rewritten": (_rewrite_from_here, 4),
    "moved away": (_move_stream, 4),
    "head gone": (_forget_head, 5),
}


@pytest.mark.parametrize("touch", TOUCHES)
def test_every_touch_is_found_at_its_place(trail, bare_trail, touch, capsys):
    act, place = TOUCHES[touch]
    act(trail)
    found = list(audit.faults())
    assert (trail[0].stream, place) in {(fault.stream, fault.sequence) for fault in found}
    with pytest.raises(SystemExit) as ended:
        call_command("verify_audit")
    assert ended.value.code == 1
    assert f"{trail[0].stream} {place}:" in capsys.readouterr().err


def test_a_whole_trail_is_told_to_be_whole(trail, capsys):
    call_command("verify_audit")
    assert f"{AuditLine.objects.count()} lines, no fault." in capsys.readouterr().out


def test_an_act_and_its_line_are_undone_together(world):
    lines = AuditLine.objects.count()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        cases.consultation(world.act(world.counselor))
        assert AuditLine.objects.count() == lines + 1
        raise ZeroDivisionError
    assert AuditLine.objects.count() == lines
    assert not Consultation.objects.everything("test").exists()
    assert list(audit.faults()) == []


def test_an_act_whose_line_cannot_be_written_does_not_happen(world, monkeypatch):
    actor = world.act(world.counselor)

    def broken(*args, **kwargs):
        raise OSError("the disk is full")

    monkeypatch.setattr(audit, "record", broken)
    with pytest.raises(OSError):
        cases.consultation(actor, narrative="x")
    assert not Consultation.objects.everything("test").exists()


@pytest.mark.django_db(transaction=True)
def test_a_line_outside_a_transaction_is_refused(world):
    with pytest.raises(transaction.TransactionManagementError):
        audit.record(world.act(world.counselor), "consultation.read")
    assert not AuditLine.objects.exists()


def test_each_agency_has_its_own_stream_and_jobs_have_the_houses(world):
    with transaction.atomic():
        for actor in (world.act(world.counselor), world.act(world.city_counselor), Actor.system("night")):
            line = audit.record(actor, "consultation.list")
            assert line.stream == (actor.agency_code or "house")
    assert json.loads(line.facts) == {"why": "night"}
    assert line.role == "system"


def test_a_line_says_who_for_whom_what_and_when_and_no_word_of_the_record(world):
    actor = world.act(world.counselor)
    one = cases.consultation(actor, narrative="ひみつの印", caller_name="ひみつの名")
    line = AuditLine.objects.get(event="consultation.make")
    assert (line.account_id, line.login, line.posting_id) == (actor.account_id, actor.login, actor.posting_id)
    assert (line.agency_code, line.role) == (world.center.code, "counselor")
    assert (line.object_type, line.object_number) == ("cases.consultation", one.number)
    assert "ひみつ" not in json.dumps(list(AuditLine.objects.values()), default=str, ensure_ascii=False)


def test_no_event_of_the_house_writes_words_about_a_person(world, browser):
    """Every page of a record is walked once; nothing that was typed stands in the trail."""
    actor, here = world.act(world.counselor), browser(world.counselor)
    woman = cases.client(actor, family_name="ひみつ姓", current_place="ひみつ町")
    one = cases.consultation(actor, of=woman, narrative="ひみつ談")
    here.post("/clients/", {"q": "ひみつ"}, follow=True)
    here.post("/consultations/", {"q": "ひみつ"}, follow=True)
    here.get(f"/clients/{woman.number}/")
    here.get(f"/clients/{woman.number}/edit/")
    here.post(f"/clients/{woman.number}/reveal/?field=current_place", {"purpose": "contact"})
    here.get(f"/consultations/{one.number}/")
    here.get(f"/consultations/{one.number}/edit/")
    events = set(AuditLine.objects.values_list("event", flat=True))
    assert events >= {
        "client.list", "consultation.list", "client.read", "client.open_to_change", "whereabouts.reveal",
        "consultation.read", "consultation.open_to_change",
    }  # fmt: skip
    trail = "".join(AuditLine.objects.values_list("facts", flat=True))
    assert "ひみつ" not in trail


def test_the_auditor_reads_codes_and_no_case(world, browser):
    one = cases.consultation(world.act(world.counselor), narrative="ひみつの印", caller_name="ひみつの名")
    page = browser(world.auditor).get("/audit/").content.decode()
    assert one.number in page and "相談を記録した" in page and "consultation.make</" not in page
    assert "ひみつ" not in page
    assert browser(world.auditor).get(f"/consultations/{one.number}/").status_code == 404


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@on_postgresql
def test_parallel_writers_keep_one_unbroken_chain(world):
    actor = world.act(world.counselor)

    def ten_lines(_number):
        for place in range(10):
            with transaction.atomic():
                audit.record(actor, "consultation.list", page=place)

    in_parallel(ten_lines, 6)
    assert AuditLine.objects.filter(stream=actor.agency_code).count() == 60
    assert list(audit.faults()) == []
