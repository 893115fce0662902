"""Joining two records in tests, and who sees what."""

from cases.actions.merge import Versions, merge_clients
from tests.factories import cases


def merge(actor, kept, gone, *, agreed=(), reason="recorded_twice", **taken):
    kept, gone = cases.fresh(kept), cases.fresh(gone)
    return merge_clients(
        actor, kept, gone, versions=Versions(kept.version, gone.version), taken=taken, reason=reason,
        agreed=agreed,
    )  # fmt: skip


def sees(person, model, world):
    return set(model.objects.visible_to(world.act(person)).values_list("pk", flat=True))
