"""Without a live posting: sign-in, the own account, and absence (R-02, R-03)."""

import os
import random
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client as Browser
from django.utils import timezone

from safeguards import matrix
from tests.access import routes
from tests.access.test_every_route import MALFORMED, NOWHERE, check_absent
from tests.factories import cases
from tests.factories.partners import account, account_with_posting
from tests.signing import sign_in

pytestmark = pytest.mark.django_db
# Told from the contract, not from the matrix: what a person without work may still reach.
HER_OWN = ("login", "logout", "invitation", "language", "health", "alive", "surface", "home")


def people(world):
    """Nobody yet, tomorrow, gone since a second, not confirmed, disabled a moment ago."""
    now, soon = timezone.now(), timedelta(days=1)
    yield "never posted", account()
    yield "from tomorrow", account_with_posting(world.center, "counselor", posting_since=now + soon)
    yield "ended now", account_with_posting(world.center, "supervisor", posting_until=now)
    yield "not confirmed", account_with_posting(world.center, "counselor", posting_confirmed=False)


def test_every_address_is_absent_but_the_account_itself(world):
    woman = cases.client(world.act(world.counselor), family_name="無所属印")
    call = cases.consultation(world.act(world.counselor), of=woman, narrative="無所属印")
    numbers = [woman.number, call.number, world.center.code, NOWHERE, MALFORMED[0]]
    numbers = numbers if os.environ.get("YUI_TEST_FULL") else random.sample(numbers, 1)
    opened = set()
    for who, person in people(world):
        here = Browser()
        sign_in(here, person)
        for route in (one for one in routes.all_routes() if one.page != "logout"):
            for number in numbers if route.parameters else [""]:
                url = route.url(**dict.fromkeys(route.parameters, number))
                for method in ("GET", "POST", "DELETE"):
                    _ask(here, route, method, url, f"{who} {method} {route.pattern}", opened)
    assert {"home", "account", "account.keys"} <= opened
    assert all(page in HER_OWN or page.startswith(("account", "login")) for page in opened), opened
    assert not {
        page for page in opened if page.startswith(("account.confirm", "account.review", "account.matrix"))
    }


def _ask(here, route, method, url, where, opened):
    point = transaction.savepoint()
    answer = here.generic(method, url)
    transaction.savepoint_rollback(point)
    answer.text = answer.content.decode(errors="replace") if not answer.streaming else ""
    assert "無所属印" not in answer.text, where
    rule = matrix.page_rule(route.page)
    hers = rule.is_public or "signed-in" in rule.roles
    if not hers:
        answer.writes = []
        check_absent(answer, where)
    elif answer.status_code == 200:
        opened.add(route.page)
