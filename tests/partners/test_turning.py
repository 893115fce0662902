"""Turning the key of the fields while the house runs: nothing is lost; the old key goes when nothing needs it."""

import json
import stat

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command

from cases.models import Client, NameSearch
from partners.factors import OfficeFactors
from safeguards import keys, turning
from tests.factories import cases

pytestmark = pytest.mark.django_db
QUIET = {"report": lambda what, done, of: None}


@pytest.fixture
def ring(tmp_path, settings):
    """A ring of its own, with one key."""
    settings.YUI_KEY_FILE = tmp_path / "keys" / "ring.json"
    keys.make_ring(settings.YUI_KEY_FILE)
    return settings.YUI_KEY_FILE


@pytest.fixture
def woman(world, ring):
    """Recorded under the first key, with a sealed search and an app."""
    actor = world.act(world.counselor)
    person = cases.client(actor, family_name="鍵野", current_place="印の場所", birth={"year": 1990})
    cases.consultation(actor, of=person, narrative="印の話")
    NameSearch.objects.create(account_id=actor.account_id, how="sent", words="かぎの", at=actor.now)
    Authenticator.objects.create(
        user=world.counselor, type="totp", data={"secret": OfficeFactors().encrypt("A" * 32)}
    )
    return person


def turn():
    turning.add_key()
    turning.use_newest()


def fresh(woman):
    return Client.objects.everything("test").get(pk=woman.pk)


def found(world, words):
    from cases.queries.person_search import search_clients

    return [row.name for row in search_clients(world.act(world.counselor), words).rows]


def test_turning_seals_everything_anew_and_search_and_words_stay(world, woman, ring, capsys):
    before = fresh(woman)
    assert turning.count_under(1) > 5
    call_command("turn_keys")
    assert "Key 2 is in the ring" in capsys.readouterr().out
    assert stat.S_IMODE(ring.stat().st_mode) == 0o600
    assert turning.count_under(1) == 0 and turning.count_under(2) > 5
    now = fresh(woman)
    assert (now.family_name, now.current_place, now.birth) == ("鍵野", "印の場所", {"year": 1990})
    assert (now.version, now.changed_at) == (before.version, before.changed_at)
    assert NameSearch.objects.everything("test").get().words == "かぎの"
    assert OfficeFactors().decrypt(Authenticator.objects.get().data["secret"]) == "A" * 32
    assert found(world, "鍵野") == ["鍵野 花子"]
    call_command("turn_keys", retire=1)
    assert set(json.loads(ring.read_text())["keys"]) == {"2"}
    assert fresh(woman).family_name == "鍵野"
    assert found(world, "鍵野") == ["鍵野 花子"], "retiring the key broke the search"
    assert OfficeFactors().decrypt(Authenticator.objects.get().data["secret"]) == "A" * 32
    call_command("turn_keys")
    assert keys.current_version() == 3


def test_a_key_stays_while_one_value_stands_under_it(woman, ring):
    turn()
    for version in (1, 2, 7):
        with pytest.raises(CommandError, match=f"Key {version} stays"):
            call_command("turn_keys", retire=version)
    assert set(json.loads(ring.read_text())["keys"]) == {"1", "2"}
    turning.reseal_fields(**QUIET)
    with pytest.raises(CommandError, match="1 values"):
        call_command("turn_keys", retire=1)  # the secret of the app
    call_command("turn_keys", resume=True)
    call_command("turn_keys", retire=1)


def test_stopped_in_the_middle_it_goes_on_and_everything_opens_meanwhile(world, woman, ring, monkeypatch):
    monkeypatch.setattr(turning, "BATCH", 2)
    for number in range(7):
        cases.client(world.act(world.counselor), family_name=f"鍵{number}")
    turn()
    calls = []

    def stop(what, done, of):
        calls.append(what)
        if calls.count("cases.client") == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        turning.reseal_fields(stop)
    assert turning.count_under(1) and turning.count_under(2)
    assert {one.family_name for one in Client.objects.everything("test")} >= {"鍵野", "鍵0", "鍵6"}
    call_command("turn_keys", resume=True)
    assert turning.count_under(1) == 0
    assert keys.current_version() == 2


def test_what_another_hand_saved_meanwhile_is_kept(woman, ring):
    """Read before the turning and saved after it: her words stand, under whichever key."""
    hers = fresh(woman)
    hers.family_name = "新しい"
    call_command("turn_keys")
    hers.save()
    assert fresh(woman).family_name == "新しい"
    assert fresh(woman).current_place == "印の場所"
    assert turning.count_under(1) > 0, "untouched columns of the other hand went back to the old key"
    call_command("turn_keys", resume=True)
    assert turning.count_under(1) == 0
    assert fresh(woman).current_place == "印の場所"


def test_a_key_that_waits_opens_and_does_not_seal_yet(woman, ring):
    """So that every machine has the key before one of them writes under it."""
    call_command("turn_keys", add=True)
    assert keys.current_version() == 1 and set(json.loads(ring.read_text())["keys"]) == {"1", "2"}
    assert turning.count_under(2) == 0
    call_command("turn_keys")
    assert keys.current_version() == 2 and set(json.loads(ring.read_text())["keys"]) == {"1", "2"}
    assert turning.count_under(1) == 0


def test_every_sealed_column_of_the_house_is_turned():
    told = {model._meta.label_lower for model, _columns in turning.sealed_models()}
    assert {"cases.client", "cases.consultation", "cases.emergency", "partners.keptform"} <= told


def test_a_ring_never_gives_a_version_twice_and_ends_at_255(ring):
    turn()
    turning.retire_key(1, used=0)
    assert turning.add_key() == turning.add_key() == 3
    assert turning.use_newest() == 3
    told = json.loads(ring.read_text())
    ring.write_text(json.dumps({**told, "retired": [1, 255]}))
    with pytest.raises(ValueError, match="255"):
        turning.add_key()
    assert json.loads(ring.read_text())["current"] == 3
