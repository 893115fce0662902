"""Absence takes the same time whatever lies behind it: hidden, ended, never there, malformed."""

import random
import statistics
import time
from itertools import combinations, cycle

import pytest
from django.db import transaction
from django.test import Client as Browser

from partners import lock
from safeguards.fields import new_public_number
from tests.access.test_every_route import print_of
from tests.factories import cases
from tests.factories.partners import account_with_posting, agency_of
from tests.signing import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
EACH = 1000
MALFORMED = ["x", "0", "<b>", "' OR 1=1", "日本", "A" * 21, "A" * 23, "~"]


def auc(one, other):
    """The chance that a time of the one kind is longer than one of the other: 0.5 when they cannot be told apart."""
    ranked = sorted([(value, 0) for value in one] + [(value, 1) for value in other])
    places = sum(place for place, (_value, kind) in enumerate(ranked, start=1) if kind == 0)
    return (places - len(one) * (len(one) + 1) / 2) / (len(one) * len(other))


@pytest.fixture
def hidden(world):
    """Records of another agency, some of them walled for her, some disclosed once and withdrawn."""
    from cases.actions.grant import withdraw

    office = agency_of("municipality", "municipal_desk")
    keeper = world.act(account_with_posting(office, "counselor"))
    foreign = [cases.client(keeper) for _each in range(5)]
    ended = [cases.client(keeper) for _each in range(5)]
    walled = [cases.client(world.act(world.counselor)) for _each in range(5)]
    for one in ended:
        withdraw(keeper, cases.disclosure(keeper, one, world.center), "test")
    for one in walled:
        cases.wall(world.counselor, one)
    return {
        "hidden": cycle([one.number for one in [*foreign, *walled]]),
        "ended": cycle([one.number for one in ended]),
        "absent": iter(new_public_number, None),
        "malformed": cycle(MALFORMED),
    }


def test_the_four_kinds_cannot_be_told_apart_by_body_or_time(hidden, world, monkeypatch):
    monkeypatch.setattr(lock, "TELL_EVERY", 10**6)  # once a minute any answer renews the session's cookie
    here = Browser()
    sign_in(here, world.counselor)
    times, bodies = {kind: [] for kind in hidden}, set()
    for kind in hidden:
        here.get(f"/clients/{next(hidden[kind])}/")  # warm
    order = [kind for kind in hidden for _each in range(EACH)]
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    random.Random(seed).shuffle(order)
    for kind in order:
        url = f"/clients/{next(hidden[kind])}/"
        with transaction.atomic():
            begun = time.perf_counter()
            answer = here.get(url)
            times[kind].append(time.perf_counter() - begun)
        answer.text = answer.content.decode()
        bodies.add(print_of(answer, url))
    assert len(bodies) == 1
    told = {
        f"{one} / {other}": round(auc(times[one], times[other]), 3) for one, other in combinations(times, 2)
    }
    print({kind: f"{statistics.median(values) * 1000:.2f} ms" for kind, values in times.items()}, told)
    assert all(0.45 <= value <= 0.55 for value in told.values()), told


def test_the_measure_finds_a_difference():
    chance = random.Random(1)
    slow, fast = [chance.gauss(1.05, 0.1) for _ in range(EACH)], [chance.gauss(1, 0.1) for _ in range(EACH)]
    assert auc(slow, fast) > 0.55
    assert 0.45 <= auc(fast, [chance.gauss(1, 0.1) for _ in range(EACH)]) <= 0.55
