"""Two records of one woman: joined, changed, given back byte for byte, and never more sight than was agreed to."""

import pytest

from cases.actions.merge import MergeRefused, Versions, merge_clients, undo_merge
from cases.models import Client
from tests.factories import cases

pytestmark = pytest.mark.django_db


def merge(actor, kept, gone, *, agreed=(), **taken):
    kept, gone = cases.fresh(kept), cases.fresh(gone)
    return merge_clients(
        actor, kept, gone, versions=Versions(kept.version, gone.version), taken=taken,
        reason="recorded_twice", agreed=agreed,
    )  # fmt: skip


def test_quick(world):
    actor = world.act(world.counselor)
    one, other = cases.client(actor), cases.client(actor, family_name="加藤", phone="090-1111-2222")
    call = cases.consultation(actor, of=other)
    done = merge(actor, one, other, family_name="gone")
    assert cases.fresh(one).family_name == "加藤" and cases.fresh(call).client_id == one.pk
    assert list(Client.objects.visible_to(world.act(world.counselor))) == [one]
    undo_merge(world.act(world.counselor), done)
    assert cases.fresh(one).family_name == "佐藤" and cases.fresh(call).client_id == other.pk
    assert Client.objects.visible_to(world.act(world.counselor)).count() == 2
    with pytest.raises(MergeRefused):
        merge(actor, one, one)
