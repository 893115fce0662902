"""What a change replaced by what stands sealed beside its line, and nobody takes it away unnoticed (R-30)."""

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from cases.actions.client import change_client
from cases.actions.consultation import change_consultation
from partners.actions.account import change_names
from partners.models import Account
from safeguards import turning
from safeguards.changes import ALTERED, GONE, faults_of_words
from safeguards.models import AuditLine, ChangedWords
from tests.factories import cases

pytestmark = pytest.mark.django_db


@pytest.fixture
def actor(world):
    return world.act(world.counselor)


def words_of(event):
    line = AuditLine.objects.filter(event=event).latest("pk")
    return line, ChangedWords.objects.get(stream=line.stream, sequence=line.sequence)


def changed(actor):
    client = cases.client(actor, phone="022-0000-1111", birth={"year": 1988, "month": None, "day": None})
    change_client(
        actor, client, {"phone": "022-0000-2222", "birth": {"year": 1989}, "sex": client.sex}, client.version
    )
    return words_of("client.change")


def test_old_and_new_values_stand_beside_the_line_and_only_what_changed(actor):
    line, beside = changed(actor)
    assert beside.words == {
        "phone": ["022-0000-1111", "022-0000-2222"],
        "birth": [{"year": 1988, "month": None, "day": None}, {"year": 1989}],
    }
    assert json.loads(line.facts)["fields"] == ["birth", "phone"]


def test_neither_the_line_nor_the_stored_words_tell_them(actor):
    line, beside = changed(actor)
    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM safeguards_changedwords")
        stored = bytes(cursor.fetchone()[0])
    assert b"022-0000" not in stored and "022-0000" not in line.facts
    assert beside.words


def test_every_change_of_a_record_of_a_person_keeps_its_words(actor, world):
    one = cases.consultation(actor, narrative="はじめの文")
    change_consultation(actor, one, {"narrative": "直した文", "minutes": 9}, one.version)
    assert words_of("consultation.change")[1].words["narrative"] == ["はじめの文", "直した文"]
    person = world.colleague
    names = {"family_name": "新姓", "given_name": person.given_name}
    version = Account.objects.get(pk=person.pk).version
    change_names(world.act(world.admin), person.number, version, names)
    assert words_of("account.change")[1].words["family_name"] == [person.family_name, "新姓"]


def test_a_change_of_nothing_leaves_a_line_without_words(actor):
    client = cases.client(actor)
    change_client(actor, client, {"phone": client.phone}, client.version)
    assert json.loads(AuditLine.objects.latest("pk").facts) == {"fields": []}
    assert not ChangedWords.objects.exists()


@pytest.mark.parametrize(("hurt", "what"), [("delete", GONE), ("alter", ALTERED)])
def test_words_that_are_gone_or_altered_are_found_at_their_line(actor, hurt, what):
    line, beside = changed(actor)
    assert list(faults_of_words(line.stream)) == []
    if hurt == "delete":
        beside.delete()
    else:
        beside.words = {**beside.words, "phone": ["022-0000-1111", "022-0000-3333"]}
        beside.save()
    assert [(one.sequence, one.what) for one in faults_of_words(line.stream)] == [(line.sequence, what)]
    told = StringIO()
    with pytest.raises(SystemExit):
        call_command("verify_audit", stdout=StringIO(), stderr=told)
    assert f"{line.stream} {line.sequence}: {what}" in told.getvalue()


def test_the_words_are_turned_with_the_key(actor):
    assert ChangedWords in [model for model, _columns in turning.sealed_models()]
